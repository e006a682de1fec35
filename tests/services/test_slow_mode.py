"""Groups in slow mode: plain members wait between two messages, by whichever door."""

from __future__ import annotations

import asyncio
from uuid import uuid4

import pytest
from sqlalchemy import text

from tests.support.chat import group, history, say
from webchat.db.unit_of_work import UnitOfWork, transact
from webchat.domain.actor import Actor
from webchat.domain.errors import InvalidInput, SlowMode
from webchat.services import groups, messages
from webchat.services.messages import SendMessage


def _as_if_long_ago(uow: UnitOfWork) -> None:
    uow.session.execute(text("UPDATE message SET created_at = created_at - interval '31 seconds'"))


async def _said(actor: Actor, room: int) -> list[str]:
    return [one.body for one in await history(actor, room) if one.kind != "system"]


async def test_members_wait_and_leaders_do_not(ana: Actor, bob: Actor) -> None:
    room = await group(ana, bob, slow_seconds=30)
    await say(bob, room, "One")
    with pytest.raises(SlowMode) as refused:
        await say(bob, room, "Two")
    assert 25 <= refused.value.retry_after <= 30
    assert refused.value.status == 429
    await say(ana, room, "First")
    await say(ana, room, "Second")
    await transact(_as_if_long_ago)
    await say(bob, room, "Three")
    assert await _said(ana, room) == ["One", "First", "Second", "Three"]


async def test_a_repeat_is_no_second_message(ana: Actor, bob: Actor) -> None:
    room = await group(ana, bob, slow_seconds=30)
    command = SendMessage("One", conversation_id=room, client_id=uuid4())
    first = await messages.send_message(bob, command)
    again = await messages.send_message(bob, command)
    assert again.replay
    assert again.view.id == first.view.id


async def test_of_many_at_once_one_gets_through(ana: Actor, bob: Actor) -> None:
    room = await group(ana, bob, slow_seconds=30)
    sends = [say(bob, room, f"Bob {n}") for n in range(5)] + [say(ana, room, f"Ana {n}") for n in range(5)]
    outcomes = await asyncio.gather(*sends, return_exceptions=True)
    assert sum(isinstance(one, SlowMode) for one in outcomes) == 4
    said = await _said(ana, room)
    assert len([one for one in said if one.startswith("Bob")]) == 1
    assert len([one for one in said if one.startswith("Ana")]) == 5


async def test_it_is_switched_on_and_off(ana: Actor, bob: Actor) -> None:
    room = await group(ana, bob)
    await say(bob, room, "One")
    view = await transact(groups.update_group, ana, room, {"slow_seconds": 60})
    assert view.shared.slow_seconds == 60
    with pytest.raises(SlowMode):
        await say(bob, room, "Two")
    await transact(groups.update_group, ana, room, {"slow_seconds": 0})
    await say(bob, room, "Two")
    with pytest.raises(InvalidInput):
        await transact(groups.update_group, ana, room, {"slow_seconds": 86_401})
