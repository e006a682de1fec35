"""Onto another device: who may, how often, for how long."""

from datetime import UTC, datetime, timedelta

import pytest

from tests.support.chat import Listener
from webchat.db.unit_of_work import read, transact
from webchat.domain.actor import Actor
from webchat.domain.device_views import Claim, NewDeviceLink
from webchat.domain.devices import device_name
from webchat.domain.errors import Conflict, Forbidden, NotFound, RateLimited
from webchat.realtime import hub
from webchat.services import bots, device_links, sessions
from webchat.services.users import NewUser

FIREFOX = "Mozilla/5.0 (X11; Linux x86_64; rv:130.0) Gecko/20100101 Firefox/130.0"


class Time:
    """A clock that the test moves."""

    def __init__(self) -> None:
        self.at = datetime(2030, 1, 1, tzinfo=UTC)

    def __call__(self) -> datetime:
        return self.at

    def pass_by(self, **time: float) -> None:
        self.at += timedelta(**time)


@pytest.fixture
def clock() -> Time:
    return Time()


async def new_link(actor: Actor, clock: Time) -> NewDeviceLink:
    return await transact(device_links.create_link, actor, "https://chat.test", clock=clock)


async def come(code: str, clock: Time, address: str = "192.0.2.1") -> Claim:
    return await device_links.redeem(code, address=address, device=FIREFOX, clock=clock)


async def say(actor: Actor, link: NewDeviceLink, clock: Time, *, allow: bool = True) -> None:
    await transact(device_links.answer_link, actor, link.link.id, allow=allow, clock=clock)


async def enter(claim: Claim, clock: Time) -> Actor:
    joined = await transact(device_links.sign_in_by_claim, claim.claim, "cookie", clock=clock)
    actor = await read(sessions.authenticate, joined.secret)
    assert actor is not None
    return actor


def wrong(code: str) -> str:
    """The same beginning, another end."""
    return code[:-1] + ("2" if code[-1] != "2" else "3")


@pytest.mark.parametrize("typed", [False, True])
async def test_a_code_and_a_yes_make_a_session_of_the_same_user(
    live: Listener, ana: Actor, clock: Time, typed: bool
) -> None:
    link = await new_link(ana, clock)
    claim = await come(link.code.lower().replace("-", " ") if typed else link.address.rpartition("/")[2], clock)
    await hub.drained()
    asked = {"session_id": ana.session_id, "link": {"id": link.link.id, "device": "Firefox on Linux"}}
    assert [signal.data for signal in live.signals] == [asked]
    assert (await transact(device_links.look_at_claim, claim.claim, clock=clock)).state == "asking"
    with pytest.raises(Forbidden):
        await enter(claim, clock)
    await say(ana, link, clock)
    new = await enter(claim, clock)
    assert new.user_id == ana.user_id
    assert new.session_id != ana.session_id
    names = [session.name for session in await read(sessions.list_sessions, new) if session.current]
    assert names == ["Firefox on Linux"]


async def test_a_code_is_good_once(ana: Actor, clock: Time) -> None:
    link = await new_link(ana, clock)
    claim = await come(link.code, clock)
    with pytest.raises(NotFound):
        await come(link.code, clock)
    await say(ana, link, clock)
    with pytest.raises(Conflict):
        await say(ana, link, clock)
    await enter(claim, clock)
    with pytest.raises(NotFound):
        await enter(claim, clock)


async def test_each_step_has_two_minutes(ana: Actor, clock: Time) -> None:
    late = await new_link(ana, clock)
    clock.pass_by(minutes=2)
    with pytest.raises(NotFound):
        await come(late.code, clock)
    slow = await new_link(ana, clock)
    claim = await come(slow.code, clock)
    clock.pass_by(minutes=2)
    with pytest.raises(NotFound):
        await say(ana, slow, clock)
    with pytest.raises(NotFound):
        await transact(device_links.look_at_claim, claim.claim, clock=clock)


async def test_a_new_code_ends_the_one_before(ana: Actor, clock: Time) -> None:
    before = await new_link(ana, clock)
    await new_link(ana, clock)
    with pytest.raises(NotFound):
        await come(before.code, clock)


async def test_five_tries_at_a_code_close_it(ana: Actor, clock: Time) -> None:
    link = await new_link(ana, clock)
    for number in range(5):
        with pytest.raises(NotFound):
            await come(wrong(link.code), clock, f"192.0.2.{number}")
    with pytest.raises(NotFound):
        await come(link.code, clock, "192.0.2.9")


async def test_five_wrong_codes_close_an_address(ana: Actor, clock: Time) -> None:
    link = await new_link(ana, clock)
    for _ in range(5):
        with pytest.raises(NotFound):
            await come("2222", clock)
    with pytest.raises(RateLimited):
        await come(link.code, clock)
    await come(link.code, clock, "192.0.2.2")


async def test_no_is_no(ana: Actor, clock: Time) -> None:
    link = await new_link(ana, clock)
    claim = await come(link.code, clock)
    await say(ana, link, clock, allow=False)
    assert (await transact(device_links.look_at_claim, claim.claim, clock=clock)).state == "denied"
    with pytest.raises(Forbidden):
        await enter(claim, clock)


async def test_only_the_device_that_made_the_code_answers(ana: Actor, bob: Actor, clock: Time) -> None:
    first = await new_link(ana, clock)
    claim = await come(first.code, clock)
    with pytest.raises(NotFound):
        await say(bob, first, clock)
    await say(ana, first, clock)
    other = await enter(claim, clock)
    second = await new_link(ana, clock)
    await come(second.code, clock)
    with pytest.raises(NotFound):
        await say(other, second, clock)


async def test_who_signs_out_lets_nobody_in(ana: Actor, clock: Time) -> None:
    link = await new_link(ana, clock)
    claim = await come(link.code, clock)
    await say(ana, link, clock)
    await transact(sessions.end, ana)
    with pytest.raises(NotFound):
        await enter(claim, clock)


async def test_bots_and_passing_proofs_link_nothing(ana: Actor, clock: Time) -> None:
    made = await transact(bots.create_bot, ana, NewUser("Helper"))
    bot = await read(sessions.authenticate_bearer, made.token)
    passing = Actor(ana.user_id, None, "Ana", "Ana", expires_at=clock())
    guest = Actor(ana.user_id, None, "Ana", "Ana", rooms=frozenset({1}))
    for actor in (bot, passing, guest):
        with pytest.raises(Forbidden):
            await new_link(actor, clock)


async def test_what_opens_a_device_is_stored_as_hashes_only(ana: Actor, clock: Time) -> None:
    link = await new_link(ana, clock)
    claim = await come(link.code, clock)

    def stored(uow):
        return str(
            uow.session.connection().exec_driver_sql("SELECT device_link::text FROM device_link").scalars().all()
        )

    row = await read(stored)
    for secret in (link.code, link.code.replace("-", ""), link.code[:3], link.address.rpartition("/")[2], claim.claim):
        assert secret not in row
        assert secret.encode().hex() not in row


@pytest.mark.parametrize(
    ("said", "name"),
    [
        (FIREFOX, "Firefox on Linux"),
        ("Mozilla/5.0 (Windows NT 10.0) AppleWebKit/537.36 Chrome/129.0 Safari/537.36 Edg/129.0", "Edge on Windows"),
        ("(iPhone; CPU iPhone OS 18_0 like Mac OS X) Version/18.0 Mobile/15E148 Safari/604.1", "Safari on iPhone"),
        ("(Linux; Android 14; Pixel) Chrome/129.0 Mobile Safari/537.36", "Chrome on Android"),
        ("python-httpx/0.28.1", "python-httpx"),
        ("", ""),
    ],
)  # fmt: skip
def test_a_device_has_a_name_in_words(said: str, name: str) -> None:
    assert device_name(said) == name
