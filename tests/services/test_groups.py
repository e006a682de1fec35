"""Groups: made, changed, ended, found; each change is in the timeline and live for everyone."""

import pytest

from tests.support.chat import Listener, history, join, say
from webchat.db.unit_of_work import read, transact
from webchat.domain.actor import Actor
from webchat.domain.errors import Conflict, Forbidden, InvalidInput, NotFound, RateLimited
from webchat.domain.message_views import MessageView
from webchat.realtime import hub
from webchat.services import conversations, groups, limits, members
from webchat.services.groups import CreateGroup


async def make(owner: Actor, *others: Actor, **more: object) -> int:
    command = CreateGroup("Hiking", member_ids=[other.user_id for other in others], **more)  # type: ignore[arg-type]
    return (await transact(groups.create_group, owner, command)).id


async def said(actor: Actor, group: int) -> list[dict | None]:
    return [message.payload for message in await history(actor, group) if message.kind == "system"]


def told(live: Listener) -> list[tuple[str, int | None, int | None]]:
    return [(event.type, event.conversation_id, event.user_id) for event in live.events]


async def test_a_group_begins_with_its_people(ana: Actor, bob: Actor, live: Listener) -> None:
    group = await make(ana, bob)
    view = await read(groups.get_group, bob, group)
    assert (view.shared.title, view.shared.members_count, view.mine.role) == ("Hiking", 2, "member")
    assert (await read(groups.get_group, ana, group)).mine.role == "owner"
    assert await said(bob, group) == [{"code": "group_created", "title": "Hiking"}]
    await hub.drained()
    created = ("conversation.created", None)
    assert told(live) == [(*created, ana.user_id), (*created, bob.user_id), ("message.created", group, None)]
    assert [view.id for view in (await read(groups.list_groups, bob)).items] == [group]


async def test_changes_are_said_once_and_only_when_real(ana: Actor, bob: Actor, live: Listener) -> None:
    group = await make(ana, bob)
    await hub.drained()
    live.events.clear()
    changes = {"title": "  Hiking  club ", "description": "On Sundays", "who_can_write": "admins", "who_can_add": "all"}
    view = await transact(groups.update_group, ana, group, changes)
    assert (view.shared.title, view.shared.description) == ("Hiking club", "On Sundays")
    await transact(groups.update_group, ana, group, changes)
    assert (await said(ana, group))[1:] == [
        {"code": "title_changed", "title": "Hiking club"},
        {"code": "description_changed"},
        {"code": "settings_changed", "changes": {"who_can_write": "admins", "who_can_add": "all"}},
    ]
    await hub.drained()
    assert [kind for kind, *_ in told(live)] == ["conversation.updated"] + ["message.created"] * 3
    with pytest.raises(Forbidden, match="Only admins can write"):
        await say(bob, group, "may I?")


@pytest.mark.parametrize(
    "changes",
    [{"title": " "}, {"title": "x" * 129}, {"description": "x" * 1001}, {"who_can_add": "me"}, {"kind": "direct"},
     {"is_public": "yes"}, {"title": "\x00"}],
)  # fmt: skip
async def test_what_cannot_be_is_refused(ana: Actor, changes: dict) -> None:
    group = await make(ana)
    with pytest.raises(InvalidInput) as refused:
        await transact(groups.update_group, ana, group, changes)
    assert refused.value.field == next(iter(changes))


async def test_a_deleted_group_is_gone_for_all(ana: Actor, bob: Actor, live: Listener) -> None:
    group = await make(ana, bob, is_public=True)
    await say(ana, group, "a secret")
    await hub.drained()
    live.events.clear()
    with pytest.raises(Forbidden):
        await transact(groups.delete_group, bob, group)
    await transact(groups.delete_group, ana, group)
    await hub.drained()
    assert told(live) == [("conversation.removed", None, one.user_id) for one in (ana, bob)]
    assert {event.data.reason for event in live.events} == {"deleted"}
    for who in (ana, bob):
        with pytest.raises(NotFound):
            await history(who, group)
        with pytest.raises(NotFound):
            await transact(groups.join_group, who, group)
    assert (await read(groups.list_public_groups, bob)).items == []


async def test_the_directory_shows_public_groups_by_title_and_nothing_of_what_is_said(ana: Actor, bob: Actor) -> None:
    for title in ("Zoë's band", "Ärzte", "zebra fans", "private zebras"):
        command = CreateGroup(title, is_public=not title.startswith("private"))
        group = (await transact(groups.create_group, ana, command)).id
        await say(ana, group, "for members only")
    first = await read(groups.list_public_groups, bob, "", None, 2)
    second = await read(groups.list_public_groups, bob, "", first.next, 2)
    assert [view.title for view in [*first.items, *second.items]] == ["Ärzte", "zebra fans", "Zoë's band"]
    assert (second.next, {view.last_message for view in first.items}) == (None, {None})
    found = await read(groups.list_public_groups, bob, "ZOE")
    assert [view.title for view in found.items] == ["Zoë's band"]
    assert (await read(groups.list_public_groups, bob, "%")).items == []


async def test_anybody_joins_a_public_group_and_nobody_another(ana: Actor, bob: Actor) -> None:
    group, closed = await make(ana, is_public=True), await make(ana)
    view = await transact(groups.join_group, bob, group)
    assert (view.mine.role, view.shared.members_count, view.mine.unread_count) == ("member", 2, 0)
    assert (await said(bob, group))[-1] == {"code": "member_joined", "via": "public"}
    await transact(groups.join_group, bob, group)
    assert len(await said(bob, group)) == 2
    for place in (closed, 999_999):
        with pytest.raises(NotFound):
            await transact(groups.join_group, bob, place)
    await transact(members.remove_member, ana, group, bob.user_id)
    with pytest.raises(Forbidden, match="Ask one of its admins"):
        await transact(groups.join_group, bob, group)


async def test_a_direct_conversation_is_no_group(ana: Actor, bob: Actor) -> None:
    room = (await transact(conversations.ensure_direct, ana, bob.user_id)).id
    with pytest.raises(NotFound):
        await read(groups.get_group, ana, room)
    with pytest.raises(NotFound):
        await transact(groups.create_group, ana, CreateGroup("X", member_ids=[999_999]))


async def test_a_group_of_too_many_is_refused(ana: Actor, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("webchat.services.membership.LARGEST_GROUP", 2)
    people = [await join(f"Person {letter}") for letter in "ab"]
    with pytest.raises(Conflict, match="at most 2"):
        await make(ana, *people)


async def test_a_flood_of_changes_is_stopped(ana: Actor) -> None:
    group = await make(ana)
    for _ in range(300):
        limits.count_group_change(ana.user_id)
    with pytest.raises(RateLimited):
        await transact(groups.update_group, ana, group, {"title": "Once more"})
    with pytest.raises(RateLimited):
        await transact(members.add_members, ana, group, [ana.user_id])
    await transact(members.leave_group, ana, group)


async def test_notes_are_one_and_have_no_peer(ana: Actor, bob: Actor) -> None:
    notes = await transact(conversations.ensure_notes, ana)
    assert (await transact(conversations.ensure_notes, ana)).id == notes.id
    assert (notes.shared.is_notes, notes.mine.peer, notes.shared.members_count) == (True, None, 1)
    said_to_self: MessageView = await say(ana, notes.id, "buy milk")
    listed = (await read(conversations.list_conversations, ana)).items
    assert [(view.id, view.shared.is_notes) for view in listed] == [(notes.id, True)]
    assert [message.id for message in await history(ana, notes.id)] == [said_to_self.id]
    direct = await transact(conversations.ensure_direct, ana, bob.user_id)
    assert not direct.shared.is_notes
    with pytest.raises(NotFound):
        await read(conversations.get_conversation, bob, notes.id)
