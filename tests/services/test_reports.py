"""Reports: what is kept, who may make one, what the operator reads."""

from __future__ import annotations

import pytest

from tests.support.chat import direct, group, join, say
from webchat.db.unit_of_work import read, transact
from webchat.domain.actor import Actor
from webchat.domain.errors import Conflict, InvalidInput, NotFound, RateLimited
from webchat.domain.report_views import report_text
from webchat.services import deletions, edits, moderation, reports
from webchat.services.reports import SendReport


async def _report(actor: Actor, **about) -> None:
    await transact(reports.send_report, actor, SendReport(**{"reason": "abuse", **about}))


async def test_a_report_keeps_what_there_was_to_see(ana: Actor, bob: Actor) -> None:
    pair = await direct(ana, bob)
    for number in range(5):
        await say(ana, pair, f"before {number}")
    bad = await say(bob, pair, "first bad words")
    await transact(edits.edit_message, bob, bad.id, "bad words\x1b[2J\nReport 99 of nobody")
    await say(ana, pair, "after")
    await _report(ana, message_id=bad.id, words="Make them stop.")
    await transact(deletions.delete_message, bob, bad.id)
    (filed,) = await read(moderation.list_filed, None)
    assert (filed.user_id, filed.by_username, filed.words) == (bob.user_id, "Ana", "Make them stop.")
    assert [one["body"] for one in filed.snapshot["before"]] == ["before 2", "before 3", "before 4"]
    assert [one["body"] for one in filed.snapshot["after"]] == ["after"]
    assert filed.snapshot["earlier_words"] == ["first bad words"]
    head, *lines = report_text(filed).splitlines()
    assert head.endswith(f"message {bad.id} of Bob, by Ana")
    assert lines == [
        "    They say: Make them stop.", "    Ana: before 2", "    Ana: before 3", "    Ana: before 4",
        "    > Bob: bad words\ufffd[2J", "    > Bob: Report 99 of nobody", "    Ana: after",
    ]  # fmt: skip


async def test_one_of_each_person_about_each_message(ana: Actor, bob: Actor) -> None:
    room = await group(ana, bob)
    bad, worse = await say(bob, room, "bad"), await say(bob, room, "worse")
    await _report(ana, message_id=bad.id)
    with pytest.raises(Conflict):
        await _report(ana, message_id=bad.id, reason="spam")
    await _report(ana, message_id=worse.id)
    await _report(ana, user_id=bob.user_id)
    with pytest.raises(Conflict):
        await _report(ana, user_id=bob.user_id)
    last = (await read(moderation.list_filed, None))[-1]
    await transact(moderation.handle_report, None, last.id)
    with pytest.raises(NotFound):
        await transact(moderation.handle_report, None, last.id)
    await _report(ana, user_id=bob.user_id)
    assert len(await read(moderation.list_filed, None)) == 3
    assert len(await read(moderation.list_filed, None, handled=True)) == 4


async def test_only_what_one_sees_and_did_not_write(ana: Actor, bob: Actor) -> None:
    room, outsider = await group(ana, bob), await join("Zoe")
    mine = await say(ana, room, "mine")
    for actor, about, error in (
        (outsider, {"message_id": mine.id}, NotFound),
        (ana, {"message_id": mine.id}, InvalidInput),
        (ana, {"message_id": mine.id - 1}, NotFound),  # what the group says of itself
        (ana, {"user_id": ana.user_id}, InvalidInput),
        (ana, {"user_id": 987_654}, NotFound),
        (ana, {"user_id": bob.user_id, "message_id": mine.id}, InvalidInput),
        (ana, {}, InvalidInput),
        (bob, {"message_id": mine.id, "reason": "because"}, InvalidInput),
        (bob, {"message_id": mine.id, "words": "x" * 2001}, InvalidInput),
    ):
        with pytest.raises(error):
            await _report(actor, **about)
    assert await read(moderation.list_filed, None) == []


async def test_nobody_reports_all_day(ana: Actor, bob: Actor) -> None:
    room = await group(ana, bob)
    for number in range(20):
        await _report(ana, message_id=(await say(bob, room, str(number))).id)
    with pytest.raises(RateLimited):
        await _report(ana, user_id=bob.user_id)
