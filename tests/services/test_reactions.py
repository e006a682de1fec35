"""Reactions: given once, taken back once, told once."""

import pytest

from tests.support.chat import Listener, direct, history, join, log_until, say
from webchat.db.unit_of_work import read, transact
from webchat.domain.actor import Actor
from webchat.domain.errors import Conflict, InvalidInput, NotFound
from webchat.domain.message_views import ReactionCount
from webchat.realtime import hub
from webchat.services import deletions, events, messages
from webchat.services.reactions import MOST_SIGNS, add_reaction, remove_reaction
from webchat.services.system_messages import tell

TWENTY = [chr(0x1F600 + n) for n in range(MOST_SIGNS)]


async def test_a_sign_is_given_taken_back_and_told(live: Listener, ana: Actor, bob: Actor) -> None:
    room = await direct(ana, bob)
    message = await say(ana, room, "hello")
    given = await transact(add_reaction, bob, message.id, "👍")
    assert (given.version, given.reactions) == (2, (ReactionCount("👍", 1, (bob.user_id,)),))
    both = await transact(add_reaction, ana, message.id, "👍")
    assert both.reactions == (ReactionCount("👍", 2, (bob.user_id, ana.user_id)),)
    await transact(add_reaction, ana, message.id, "🎉")
    left = await transact(remove_reaction, bob, message.id, "👍")
    assert left.reactions == (ReactionCount("👍", 1, (ana.user_id,)), ReactionCount("🎉", 1, (ana.user_id,)))
    assert left.version == 5
    await hub.drained()
    told = [(e.type, e.data.emoji, e.data.user_id) for e in live.events if e.type.startswith("reaction.")]
    assert told == [
        ("reaction.added", "👍", bob.user_id),
        ("reaction.added", "👍", ana.user_id),
        ("reaction.added", "🎉", ana.user_id),
        ("reaction.removed", "👍", bob.user_id),
    ]
    assert (await history(ana, room))[0].reactions == left.reactions


async def test_the_same_again_changes_and_logs_nothing(live: Listener, ana: Actor, bob: Actor) -> None:
    room = await direct(ana, bob)
    message = await say(ana, room, "hello")
    for use_case in (add_reaction, add_reaction, remove_reaction, remove_reaction):
        await transact(use_case, bob, message.id, "❤️")
    await hub.drained()
    assert [e.type for e in live.events if e.type.startswith("reaction.")] == ["reaction.added", "reaction.removed"]
    assert (await read(messages.get_message, ana, message.id)).version == 3


@pytest.mark.parametrize(
    ("typed", "stored"),
    [
        ("❤", "❤️"),
        ("❤️", "❤️"),
        ("❤︎", "❤️"),
        ("👋🏽", "👋🏽"),
        ("👨‍👩‍👧", "👨‍👩‍👧"),
        ("🏳‍🌈", "🏳️‍🌈"),
        ("#⃣", "#️⃣"),
        ("🇩🇪", "🇩🇪"),
    ],
)
async def test_one_spelling_of_an_emoji(ana: Actor, bob: Actor, typed: str, stored: str) -> None:
    message = await say(ana, await direct(ana, bob), "hello")
    assert (await transact(add_reaction, bob, message.id, typed)).reactions[0].emoji == stored


@pytest.mark.parametrize("typed", ["", "a", "1", "👍👍", "👍 ", ":)", "🏽", "\u200d", "️", "x" * 5000, "🇩", "<b>"])
async def test_anything_else_is_no_reaction(ana: Actor, bob: Actor, typed: str) -> None:
    message = await say(ana, await direct(ana, bob), "hello")
    with pytest.raises(InvalidInput):
        await transact(add_reaction, bob, message.id, typed)


async def test_twenty_different_signs_and_no_more(ana: Actor, bob: Actor) -> None:
    message = await say(ana, await direct(ana, bob), "hello")
    for sign in TWENTY:
        await transact(add_reaction, bob, message.id, sign)
    with pytest.raises(Conflict, match="at most 20"):
        await transact(add_reaction, ana, message.id, "🍕")
    joined = await transact(add_reaction, ana, message.id, TWENTY[3])
    assert joined.reactions[3].count == 2


async def test_strangers_see_nothing_to_react_to(ana: Actor, bob: Actor) -> None:
    message = await say(ana, await direct(ana, bob), "hello")
    eve = await join("Eve")
    for use_case in (add_reaction, remove_reaction):
        for message_id in (message.id, 987_654):
            with pytest.raises(NotFound):
                await transact(use_case, eve, message_id, "👍")


async def test_tombstones_and_notes_of_the_system_take_none(ana: Actor, bob: Actor) -> None:
    room = await direct(ana, bob)
    message = await say(ana, room, "hello")
    await transact(add_reaction, bob, message.id, "👍")
    gone = await transact(deletions.delete_message, ana, message.id)
    note = await transact(tell, ana, room, "title_changed", title="Us")
    assert gone.reactions == ()
    for message_id in (message.id, note.id):
        with pytest.raises(Conflict):
            await transact(add_reaction, bob, message_id, "👍")


async def test_who_was_away_gets_what_changed(live: Listener, ana: Actor, bob: Actor) -> None:
    room = await direct(ana, bob)
    message = await say(ana, room, "hello")
    await say(ana, room, "untouched")
    since = events.current_cursor()
    await transact(add_reaction, bob, message.id, "👍")
    changed = await read(messages.changed_since, ana, room, since, message.seq + 1)
    assert changed is not None
    assert (message.id, (ReactionCount("👍", 1, (bob.user_id,)),)) in [(one.id, one.reactions) for one in changed]
    await transact(remove_reaction, bob, message.id, "👍")
    log = await log_until(ana, since, lambda found: any(e.type == "reaction.removed" for e in found))
    assert [e.data.reactions for e in log if e.type.startswith("reaction.")] == [(), ()]  # the present state
