"""Tokens made at the machine itself."""

import pytest

from tests.support.chat import Listener
from webchat.db.unit_of_work import read, transact
from webchat.domain.actor import Actor
from webchat.domain.errors import Conflict, Forbidden, NotFound, UsernameTaken
from webchat.services import bots, moderation, operator, sessions


async def test_a_token_is_that_user(ana: Actor) -> None:
    actor = await read(sessions.authenticate_bearer, await transact(operator.create_token, "ana"))
    assert actor is not None
    assert (actor.user_id, actor.kind) == (ana.user_id, "user")


async def test_a_bot_has_an_owner(ana: Actor) -> None:
    made = await transact(operator.create_bot, "Helper", "Ana")
    actor = await read(sessions.authenticate_bearer, made.token)
    assert actor is not None
    assert (actor.user_id, actor.kind) == (made.bot.id, "bot")
    assert await read(bots.list_bots, ana) == [made.bot]


async def test_nobody_and_bots_are_refused(ana: Actor, live: Listener) -> None:
    await transact(operator.create_bot, "Helper", "Ana")
    with pytest.raises(NotFound):
        await transact(operator.create_token, "Nobody here")
    with pytest.raises(UsernameTaken):
        await transact(operator.create_bot, "helper", "Ana")
    for refused in (transact(operator.create_token, "Helper"), transact(operator.create_bot, "Second", "Helper")):
        with pytest.raises(Forbidden):
            await refused


async def test_whoever_is_suspended_gets_no_way_back_by_the_side(ana: Actor, live: Listener) -> None:
    await transact(moderation.suspend_user, None, ana.user_id)
    for refused in (transact(operator.create_token, "ana"), transact(operator.create_bot, "Helper", "Ana")):
        with pytest.raises(Conflict, match="suspended"):
            await refused
    await transact(moderation.unsuspend_user, None, ana.user_id)
    assert await read(sessions.authenticate_bearer, await transact(operator.create_token, "ana"))
