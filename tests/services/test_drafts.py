"""Drafts: the last writer wins, on all of a person's devices."""

from datetime import timedelta

import pytest

from tests.support.chat import Listener, direct, join, say
from webchat.db.unit_of_work import read, transact
from webchat.domain.actor import Actor
from webchat.domain.clock import now
from webchat.domain.errors import InvalidInput, NotFound
from webchat.realtime import hub
from webchat.services import deletions, drafts


async def test_a_draft_is_kept_told_and_cleared(ana: Actor, bob: Actor, live: Listener) -> None:
    conversation = await direct(ana, bob)
    kept = await transact(drafts.save_draft, ana, conversation, "half a thought  ")
    assert (kept.body, await read(drafts.list_drafts, ana)) == ("half a thought", [kept])
    assert await read(drafts.list_drafts, bob) == []
    cleared = await transact(drafts.save_draft, ana, conversation, "")
    assert (cleared.body, await read(drafts.list_drafts, ana)) == ("", [])
    await hub.drained()
    told = [signal for signal in live.signals if signal.type == "draft.updated"]
    assert [(one.user_id, one.data["draft"]) for one in told] == [(ana.user_id, kept), (ana.user_id, cleared)]


async def test_what_was_written_later_stays(ana: Actor, bob: Actor) -> None:
    conversation = await direct(ana, bob)
    later = await transact(drafts.save_draft, ana, conversation, "from the phone")
    kept = await transact(drafts.save_draft, ana, conversation, "typed offline", None, timedelta(minutes=5))
    assert kept == later
    await transact(drafts.save_draft, ana, conversation, "")
    await transact(drafts.save_draft, ana, conversation, "typed offline", None, timedelta(minutes=5))
    assert await read(drafts.list_drafts, ana) == []
    ahead = await transact(drafts.save_draft, ana, conversation, "a clock ahead", None, timedelta(days=-1))
    assert ahead.written_at <= now()


async def test_a_draft_keeps_what_it_answers(ana: Actor, bob: Actor) -> None:
    conversation, elsewhere = await direct(ana, bob), await direct(ana, await join("Cem"))
    question, other = await say(bob, conversation, "Tea or coffee?"), await say(ana, elsewhere, "not here")
    kept = await transact(drafts.save_draft, ana, conversation, "Te", question.id)
    assert kept.reply_to is not None
    assert (kept.reply_to.id, kept.reply_to.snippet) == (question.id, "Tea or coffee?")
    await transact(deletions.delete_message, bob, question.id)
    assert (await read(drafts.list_drafts, ana))[0].reply_to is None
    assert (await transact(drafts.save_draft, ana, conversation, "Te", other.id)).reply_to is None


async def test_a_draft_is_for_members_and_has_an_end(ana: Actor, bob: Actor) -> None:
    conversation = await direct(ana, bob)
    with pytest.raises(NotFound):
        await transact(drafts.save_draft, await join("Stranger"), conversation, "hello")
    with pytest.raises(InvalidInput):
        await transact(drafts.save_draft, ana, conversation, "x" * 20_001)
