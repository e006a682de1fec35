"""Who somebody is, for how long."""

import asyncio

import pytest

from tests.support.chat import Listener, join
from webchat.db.unit_of_work import read, transact
from webchat.domain.actor import Actor
from webchat.domain.errors import NotFound, RateLimited, UsernameTaken
from webchat.realtime import hub
from webchat.services import sessions, users
from webchat.settings import get_settings


async def test_a_taken_name_gets_three_free_ones(ana: Actor) -> None:
    await join("Ana 2")
    with pytest.raises(UsernameTaken) as taken:
        await join("ÁNA")
    assert taken.value.suggestions == ("ÁNA 3", "ÁNA 4", "ÁNA 5")


async def test_ten_want_one_name_and_one_gets_it(live: Listener) -> None:
    wanted = await asyncio.gather(*(join("Rare") for _ in range(10)), return_exceptions=True)
    assert sum(isinstance(one, Actor) for one in wanted) == 1
    assert sum(isinstance(one, UsernameTaken) for one in wanted) == 9


async def test_signing_out_ends_the_session_and_says_so(live: Listener) -> None:
    joined = await transact(sessions.join, name="Ana")
    actor = await read(sessions.authenticate, joined.secret)
    assert actor is not None
    await transact(sessions.end, actor)
    assert await read(sessions.authenticate, joined.secret) is None
    assert await read(sessions.actor_of, joined.session_id) is None
    await hub.drained()
    assert [signal.data for signal in live.signals] == [{"session_id": joined.session_id}]


@pytest.mark.parametrize("secret", ["", "x", "x" * 43, "wcu_" + "x" * 43, "\ud800" * 40])
async def test_made_up_secrets_are_nobody(ana: Actor, secret: str) -> None:
    assert await read(sessions.authenticate, secret) is None
    assert await read(sessions.authenticate_bearer, secret) is None


async def test_a_secret_is_stored_as_its_hash_only(live: Listener) -> None:
    joined = await transact(sessions.join, name="Ana")

    def stored(uow):
        return uow.session.connection().exec_driver_sql("SELECT session::text FROM session").scalars().all()

    assert not any(joined.secret in row for row in await read(stored))


async def test_nobody_ends_the_session_of_another(ana: Actor, bob: Actor) -> None:
    with pytest.raises(NotFound):
        await transact(sessions.end_session, ana, bob.session_id)
    assert await read(sessions.actor_of, bob.session_id) == bob


async def test_new_users_of_one_address_are_limited(live: Listener) -> None:
    for number in range(get_settings().users_per_minute):
        await transact(sessions.join, name=f"User x{number}", address="192.0.2.1")
    with pytest.raises(RateLimited):
        await transact(sessions.join, name="One more", address="192.0.2.1")
    await transact(sessions.join, name="One more", address="192.0.2.2")


async def test_people_are_found_by_any_part_of_a_name(ana: Actor, bob: Actor) -> None:
    await join("José María")
    assert [user.username for user in await read(users.find_users, ana, "mari", 10)] == ["José María"]
    assert [user.username for user in await read(users.find_users, ana, "JOSE", 10)] == ["José María"]
    assert [user.username for user in await read(users.find_users, ana, "%", 10)] == []
    assert "Ana" not in [user.username for user in await read(users.find_users, ana, "", 10)]


@pytest.mark.parametrize("other", ["PACO", "pac0", "Pácô", "Расо", "РАСО", " Ｐａｃｏ "])
async def test_a_name_that_looks_like_anothers_is_taken(live: Listener, other: str) -> None:
    """By case, accents, width, digits, or letters of another script; also when the other has left."""
    paco = await join("Paco")
    for leaving in (True, False):
        with pytest.raises(UsernameTaken):
            await join(other)
        if leaving:
            await transact(users.delete_me, paco)


async def test_who_left_is_gone_and_the_name_stays_taken(ana: Actor, bob: Actor) -> None:
    await transact(users.delete_me, ana)
    assert await read(sessions.actor_of, ana.session_id) is None
    assert await read(users.find_users, bob, "ana", 10) == []
    with pytest.raises(UsernameTaken):
        await join("Ana")
