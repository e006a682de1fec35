"""What was kept long enough goes, and nothing else."""

from __future__ import annotations

from datetime import timedelta

from sqlalchemy import text

from tests.support.chat import direct, join, say
from webchat.db.unit_of_work import UnitOfWork, read, transact
from webchat.domain.actor import Actor
from webchat.domain.clock import now
from webchat.services import deletions, edits, messages, retention, sessions


def _row(uow: UnitOfWork, message_id: int) -> tuple[str, str, int]:
    found = uow.session.execute(
        text("""SELECT body, html, (SELECT count(*) FROM message_revision WHERE message_id = m.id)
            FROM message m WHERE id = :id"""),
        {"id": message_id},
    )
    return tuple(found.one())  # type: ignore[return-value]


async def test_words_of_deleted_messages_go_after_their_time(ana: Actor, bob: Actor) -> None:
    room = await direct(ana, bob)
    gone, stays = await say(ana, room, "Gone"), await say(ana, room, "Stays")
    await transact(edits.edit_message, ana, gone.id, "Gone soon")
    await transact(deletions.delete_message, ana, gone.id)
    early = await retention.prune(lambda: now() + timedelta(days=29))
    assert early.messages == 0
    assert (await read(_row, gone.id))[0] == "Gone soon"
    late = await retention.prune(lambda: now() + timedelta(days=31))
    assert late.messages == 1
    assert await read(_row, gone.id) == ("", "", 0)
    assert (await read(_row, stays.id))[0] == "Stays"
    assert (await read(messages.get_message, bob, gone.id)).deleted_at
    assert (await retention.prune(lambda: now() + timedelta(days=31))).messages == 0


async def test_browsers_that_nobody_used_are_signed_out_and_programs_are_not(ana: Actor) -> None:
    carl = await join("Carl")
    token = await transact(sessions.sign_in, carl.user_id, "token", "a program")
    assert (await retention.prune(lambda: now() + timedelta(days=399))).sessions == 0
    assert (await retention.prune(lambda: now() + timedelta(days=401))).sessions == 2
    assert await read(sessions.actor_of, ana.session_id or 0) is None
    assert await read(sessions.authenticate_bearer, token) is not None
