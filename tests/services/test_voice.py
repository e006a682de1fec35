"""Voice messages: heard once by each of the others, told once, known to all."""

import pytest

from tests.support.chat import Listener, direct, group, history, join, say
from webchat.db.unit_of_work import read, transact
from webchat.domain.actor import Actor
from webchat.domain.clock import now
from webchat.domain.errors import Conflict, NotFound
from webchat.domain.media_views import MediaView
from webchat.domain.message_views import MessageView
from webchat.realtime import hub
from webchat.repositories import media
from webchat.services import deletions, events, messages
from webchat.services.voice import mark_heard


async def speak(actor: Actor, room: int, **more) -> MessageView:
    """A voice message of 12.7 seconds; its sound is nobody's concern here."""

    def keep(uow) -> MediaView | None:
        media_id = media.claim(
            uow.session, now(), owner_id=actor.user_id, sha256="0" * 64, kind="audio", filename="voice.webm",
            content_type="audio/webm", size=100, width=None, height=None, duration=12_700, pages=None, animated=False,
            placeholder="", thumbnails=[], waveform=[10, 100],
        )  # fmt: skip
        return media.show(uow.session, media_id)

    file = await transact(keep)
    assert file is not None
    return await say(actor, room, "", kind="voice", media_ids=(file.id,), **more)


async def test_a_voice_message_is_heard_once_and_everyone_knows(live: Listener, ana: Actor, bob: Actor) -> None:
    eve = await join("Eve")
    room = await group(ana, bob, eve)
    message = await speak(ana, room)
    assert message.heard_by == ()
    since = events.current_cursor()
    first = await transact(mark_heard, bob, message.id)
    again = await transact(mark_heard, bob, message.id)
    second = await transact(mark_heard, eve, message.id)
    assert (first.heard_by, first.version) == (again.heard_by, again.version) == ((bob.user_id,), 2)
    assert second.heard_by == (bob.user_id, eve.user_id)
    await hub.drained()
    told = [(event.type, event.data.user_id) for event in live.events if event.type.startswith("voice.")]
    assert told == [("voice.heard", bob.user_id), ("voice.heard", eve.user_id)]
    assert (await history(ana, room))[-1].heard_by == second.heard_by
    changed = await read(messages.changed_since, ana, room, since, message.seq)
    assert (message.id, second.heard_by) in [(one.id, one.heard_by) for one in changed or []]


async def test_only_voice_messages_of_others_are_heard(ana: Actor, bob: Actor) -> None:
    room = await direct(ana, bob)
    message, text = await speak(ana, room), await say(ana, room, "no sound")
    for actor, one in ((ana, message), (bob, text)):
        with pytest.raises(Conflict):
            await transact(mark_heard, actor, one.id)
    stranger = await join("Eve")
    for message_id in (message.id, 987_654):
        with pytest.raises(NotFound):
            await transact(mark_heard, stranger, message_id)
    await transact(mark_heard, bob, message.id)
    gone = await transact(deletions.delete_message, ana, message.id)
    assert gone.heard_by == ()
    with pytest.raises(Conflict):
        await transact(mark_heard, bob, message.id)


async def test_a_quote_says_how_long_it_is(ana: Actor, bob: Actor) -> None:
    room = await direct(ana, bob)
    message = await speak(ana, room)
    answer = await say(bob, room, "Yes!", reply_to_id=message.id)
    assert answer.reply_to is not None
    assert answer.reply_to.snippet == "0:12"
    assert (await history(ana, room))[-1].reply_to == answer.reply_to
