"""Naming people: who is meant, who is told, and when it no longer counts."""

import pytest

from tests.support.chat import Listener, direct, join, say
from webchat.db.unit_of_work import read, transact
from webchat.domain.actor import Actor
from webchat.realtime import hub
from webchat.services import conversations, deletions, messages, receipts
from webchat.services.groups import CreateGroup, create_group
from webchat.services.mentions import find_mentions
from webchat.services.messages import SendMessage


async def group_of(*members: Actor) -> int:
    """A group of these; its first message is the system's."""
    command = CreateGroup("Crew", member_ids=[one.user_id for one in members[1:]])
    return (await transact(create_group, members[0], command)).id


async def mentions_of(actor: Actor, room: int) -> tuple[int, tuple[int, ...]]:
    mine = (await read(conversations.get_conversation, actor, room)).mine
    return mine.mention_count, mine.mentions


async def test_the_longest_name_is_meant_without_regard_to_case_and_accents(ana: Actor, bob: Actor) -> None:
    bell, tanaka, outsider = await join("Ana Bell"), await join("田中"), await join("Zoe")
    room = await group_of(ana, bob, bell, tanaka)
    meant = {
        "@ANA bell's idea": bell,
        "(@Ána), look": ana,
        "@ana is": ana,
        "@田中さん、おはよう": tanaka,
        "_@Bob_": bob,
        "@ana.": ana,
    }
    for body, actor in meant.items():
        assert (await read(find_mentions, room, ana.user_id, body)).user_ids == (actor.user_id,), body
    nobody = ["@anabel", "x@ana", "mail ana@ana.com", "`@ana`", "```\n@ana\n```", "[@ana](https://a.example)",
              "https://a.example/@ana", "@Zoe", "@", "@ ana", "ana"]  # fmt: skip
    for body in nobody:
        assert (await read(find_mentions, room, ana.user_id, body)).user_ids == (), body
    assert outsider.user_id not in (await read(find_mentions, room, ana.user_id, "@Zoe @Ana @Bob")).user_ids


async def test_everyone_is_meant_in_groups_only(ana: Actor, bob: Actor) -> None:
    room, pair = await group_of(ana, bob), await direct(ana, bob)
    assert (await read(find_mentions, room, ana.user_id, "@all look")).everyone
    assert not (await read(find_mentions, room, ana.user_id, "@a11 `@all`")).everyone
    assert not (await read(find_mentions, pair, ana.user_id, "@all look")).everyone


async def test_named_people_are_told_until_they_have_read(live: Listener, ana: Actor, bob: Actor) -> None:
    room = await group_of(ana, bob)
    named = await say(ana, room, "@Bob look")
    await say(ana, room, "nothing")
    to_all = await say(ana, room, "@all hands")
    assert f'<span class="mention" data-user-id="{bob.user_id}">@Bob</span> look' in named.html
    assert (named.mentions, named.mentions_all) == ((bob.user_id,), False)
    assert (to_all.mentions, to_all.mentions_all) == ((), True)
    assert await mentions_of(bob, room) == (2, (4, 2))
    assert await mentions_of(ana, room) == (0, ())
    await hub.drained()
    told = [event.data for event in live.events if event.type == "message.created"][1:]
    assert [(view.mentions, view.mentions_all) for view in told] == [((bob.user_id,), False), ((), False), ((), True)]
    await receipts.acknowledge(bob, {room: (3, 3)})
    assert await mentions_of(bob, room) == (1, (4,))


@pytest.mark.parametrize("body", ["@Bob look", "@all look"])
async def test_a_deleted_message_names_nobody(live: Listener, ana: Actor, bob: Actor, body: str) -> None:
    room = await group_of(ana, bob)
    message = await say(ana, room, body)
    assert await mentions_of(bob, room) == (1, (2,))
    gone = await transact(deletions.delete_message, ana, message.id)
    assert (gone.mentions, gone.mentions_all) == ((), False)
    assert await mentions_of(bob, room) == (0, ())


async def test_a_repeat_with_shortcodes_is_the_same_message(live: Listener, ana: Actor, bob: Actor) -> None:
    room = await direct(ana, bob)
    first = await say(ana, room, "well done :tada: `:tada:`")
    assert first.body == "well done 🎉 `:tada:`"
    command = SendMessage("well done :tada: `:tada:`", conversation_id=room, client_id=first.client_id)
    again = await messages.send_message(ana, command)
    assert (again.replay, again.view.id) == (True, first.id)


async def test_a_line_without_names_costs_no_query(
    live: Listener, ana: Actor, bob: Actor, monkeypatch: pytest.MonkeyPatch
) -> None:
    room = await direct(ana, bob)
    asked: list[str] = []
    from webchat.repositories import mentions

    genuine = mentions.members_called
    monkeypatch.setattr(mentions, "members_called", lambda *given: asked.append("asked") or genuine(*given))
    await say(ana, room, "no names, a@b.example aside")
    assert asked == []
    await say(ana, room, "@Bob")
    assert asked == ["asked"]
