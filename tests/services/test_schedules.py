"""Messages for later: sent once, at their time, by whoever gets to them."""

import asyncio
from datetime import datetime, timedelta
from uuid import uuid4

import pytest
from sqlalchemy import text

from tests.support.chat import Listener, direct, history, join, say
from webchat.db.engine import get_engine
from webchat.db.unit_of_work import read, transact
from webchat.domain.actor import Actor
from webchat.domain.clock import now
from webchat.domain.errors import Conflict, InvalidInput, NotFound
from webchat.domain.events import LiveEvent
from webchat.domain.unsent_views import ScheduledView
from webchat.realtime import hub
from webchat.services import deletions, drafts, schedules, users
from webchat.services.schedule_runner import ScheduleRunner
from webchat.services.schedules import ScheduleMessage

_AT = now() + timedelta(hours=6)  # from when the tests are collected


class Arrival(Listener):
    """Says when a message came."""

    def __init__(self) -> None:
        super().__init__()
        self.seen = asyncio.Event()

    async def on_event(self, event: LiveEvent) -> None:
        if event.type == "message.created":
            self.seen.set()


async def later(actor: Actor, conversation_id: int, body: str, **more: object) -> ScheduledView:
    command = ScheduleMessage(conversation_id, body, **{"send_at": _AT, **more})  # type: ignore[arg-type]
    return await schedules.schedule_message(actor, command)


async def mine(actor: Actor) -> list[ScheduledView]:
    return await read(schedules.list_scheduled, actor)


def runner_at(moment: datetime) -> ScheduleRunner:
    return ScheduleRunner(lambda: moment)


async def test_it_is_sent_at_its_time_and_not_before(ana: Actor, bob: Actor, live: Listener) -> None:
    conversation = await direct(ana, bob)
    poll = {"question": "Where?", "options": ["Here", "There"]}
    second = await later(ana, conversation, "second", send_at=_AT + timedelta(seconds=1))
    first = await later(ana, conversation, "", kind="poll", payload=poll)
    assert await runner_at(_AT - timedelta(seconds=1)).send_due() == 0
    assert await mine(ana) == [first, second]
    assert await runner_at(_AT + timedelta(minutes=1)).send_due() == 2
    sent = await history(bob, conversation)
    assert [(one.kind, one.body, one.client_id) for one in sent] == [
        ("poll", "", first.client_id),
        ("text", "second", second.client_id),
    ]
    assert await mine(ana) == []
    await hub.drained()
    told = [signal for signal in live.signals if signal.type == "schedule.updated"]
    assert {signal.user_id for signal in told} == {ana.user_id}
    assert [signal.data["scheduled"] for signal in told] == [second, first, None, None]


async def test_many_runners_send_each_message_once(ana: Actor, bob: Actor) -> None:
    conversation = await direct(ana, bob)
    for number in range(30):
        await later(ana, conversation, str(number))
    sent = await asyncio.gather(*(runner_at(_AT).send_due() for _ in range(4)))
    assert sum(sent) == 30
    bodies = [message.body for message in await history(bob, conversation)]
    assert sorted(bodies, key=int) == [str(number) for number in range(30)]


async def test_who_dies_while_sending_leaves_it_to_the_next(ana: Actor, bob: Actor) -> None:
    conversation = await direct(ana, bob)
    waiting = await later(ana, conversation, "once")
    _run("UPDATE scheduled_message SET claimed_at = :at", at=_AT)
    await say(ana, conversation, "once", client_id=waiting.client_id)
    assert await runner_at(_AT + timedelta(seconds=59)).send_due() == 0
    assert await runner_at(_AT + timedelta(seconds=60)).send_due() == 1
    assert [message.body for message in await history(bob, conversation)] == ["once"]
    assert await mine(ana) == []


async def test_what_cannot_be_sent_says_why_and_waits_for_a_change(ana: Actor, bob: Actor) -> None:
    conversation = await direct(ana, bob)
    await later(ana, conversation, "too late")
    _run("DELETE FROM membership WHERE user_id = :id", id=ana.user_id)
    assert await runner_at(_AT).send_due() == 0
    (kept,) = await mine(ana)
    assert kept.problem == "You cannot write in this conversation any more."
    assert await runner_at(_AT + timedelta(hours=1)).send_due() == 0
    _run("INSERT INTO membership (conversation_id, user_id) VALUES (:room, :id)", room=conversation, id=ana.user_id)
    changed = await transact(schedules.change_scheduled, ana, kept.id, send_now=True)
    assert changed.problem == ""
    assert await runner_at(_AT).send_due() == 1


async def test_it_can_be_changed_and_cancelled_by_its_writer_only(ana: Actor, bob: Actor) -> None:
    waiting = await later(ana, await direct(ana, bob), "frist")
    with pytest.raises(NotFound):
        await transact(schedules.change_scheduled, bob, waiting.id, body="mine now")
    with pytest.raises(NotFound):
        await transact(schedules.cancel_scheduled, bob, waiting.id)
    at = _AT + timedelta(days=1)
    changed = await transact(schedules.change_scheduled, ana, waiting.id, body=" first ", send_at=at)
    assert (changed.body, changed.send_at) == ("first", at)
    await transact(schedules.cancel_scheduled, ana, waiting.id)
    assert await mine(ana) == []
    with pytest.raises(NotFound):
        await transact(schedules.cancel_scheduled, ana, waiting.id)


async def test_what_is_being_sent_cannot_be_changed(ana: Actor, bob: Actor) -> None:
    waiting = await later(ana, await direct(ana, bob), "on its way")
    _run("UPDATE scheduled_message SET claimed_at = now()")
    with pytest.raises(Conflict, match="being sent"):
        await transact(schedules.cancel_scheduled, ana, waiting.id)


async def test_a_client_id_is_kept_once(ana: Actor, bob: Actor) -> None:
    conversation, client_id = await direct(ana, bob), uuid4()
    first = await later(ana, conversation, "once", client_id=client_id)
    assert await later(ana, conversation, "once", client_id=client_id) == first
    with pytest.raises(Conflict):
        await later(ana, conversation, "something else", client_id=client_id)


async def test_what_makes_no_sense_is_refused(ana: Actor, bob: Actor) -> None:
    conversation = await direct(ana, bob)
    for at in (now() - timedelta(seconds=1), now() + timedelta(days=367), _AT.replace(tzinfo=None)):
        with pytest.raises(InvalidInput) as refused:
            await later(ana, conversation, "when?", send_at=at)
        assert refused.value.field == "send_at"
    with pytest.raises(InvalidInput):
        await later(ana, conversation, " ")
    with pytest.raises(NotFound):
        await later(await join("Stranger"), conversation, "hello")


async def test_what_waits_goes_with_its_writer(ana: Actor, bob: Actor) -> None:
    conversation = await direct(ana, bob)
    await later(ana, conversation, "from beyond")
    await transact(drafts.save_draft, ana, conversation, "half a thought")
    await transact(users.delete_me, ana)
    assert await runner_at(_AT).send_due() == 0
    assert await mine(ana) == []
    assert await read(drafts.list_drafts, ana) == []


async def test_an_answer_to_what_is_deleted_is_sent_without_the_quote(ana: Actor, bob: Actor) -> None:
    conversation = await direct(ana, bob)
    question = await say(bob, conversation, "Tea?")
    await later(ana, conversation, "Yes", reply_to_id=question.id)
    await transact(deletions.delete_message, bob, question.id)
    assert await runner_at(_AT).send_due() == 1
    assert (await history(bob, conversation))[-1].reply_to is None


async def test_the_runner_wakes_when_something_is_scheduled(ana: Actor, bob: Actor, live: Listener) -> None:
    conversation = await direct(ana, bob)
    runner, arrival = ScheduleRunner(), Arrival()
    hub.subscribe(runner)
    hub.subscribe(arrival)
    task = asyncio.create_task(runner.run())
    try:
        waiting = await later(ana, conversation, "now after all")
        await transact(schedules.change_scheduled, ana, waiting.id, send_now=True)
        await asyncio.wait_for(arrival.seen.wait(), 10)
    finally:
        hub.unsubscribe(arrival)
        hub.unsubscribe(runner)
        task.cancel()
    assert [message.body for message in await history(bob, conversation)] == ["now after all"]


def _run(statement: str, **values: object) -> None:
    with get_engine().begin() as connection:
        connection.execute(text(statement), values)
