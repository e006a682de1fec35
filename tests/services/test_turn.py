"""Short-term credentials at a real coturn, and what the doctor says of it."""

from __future__ import annotations

import asyncio
from collections.abc import Iterator
from datetime import timedelta

import pytest

from tests.support.coturn import SECRET, Coturn
from tests.support.server import free_port
from webchat.domain.call_views import IceView
from webchat.domain.clock import now
from webchat.gateways.turn import TurnError, allocate, parse
from webchat.services.call_media import TTL, ice
from webchat.serving.doctor_calls import NO_RELAY, look_at_calls
from webchat.settings import get_settings

_PATIENCE = 30.0


def configure(monkeypatch: pytest.MonkeyPatch, **values: str) -> None:
    for name, value in values.items():
        monkeypatch.setenv(f"WEBCHAT_{name}", value)
    get_settings.cache_clear()


@pytest.fixture(autouse=True)
def settings_again() -> Iterator[None]:
    yield
    get_settings.cache_clear()


@pytest.fixture
def relay(coturn: Coturn, monkeypatch: pytest.MonkeyPatch, settings_again: None) -> Coturn:
    configure(monkeypatch, TURN_URL=",".join(coturn.urls), TURN_SECRET=SECRET)
    return coturn


async def ask(relay: Coturn, url: str, given: IceView) -> tuple[str, int]:
    return await allocate(url, given.username, given.credential, _PATIENCE, relay.context)


@pytest.mark.parametrize("way", range(3), ids=["UDP", "TCP", "TLS"])
async def test_our_credentials_get_a_relay(relay: Coturn, way: int) -> None:
    given = ice(7, TTL, now())
    assert (given.urls, given.ttl, given.policy, given.exposes) == (relay.urls, 7200, "relay", False)
    assert given.username == f"{given.username.partition(':')[0]}:7"
    host, port = await ask(relay, given.urls[way], given)
    assert (host, port > 1024) == ("127.0.0.1", True)
    assert asyncio.all_tasks() == {asyncio.current_task()}  # it is given back, no socket stays open


async def test_what_has_expired_or_is_forged_gets_none(relay: Coturn) -> None:
    good, old = ice(7, TTL, now()), ice(7, TTL, now() - timedelta(hours=3))
    longer = f"{int(now().timestamp()) + 86_400}:7"
    for name, credential in (
        (old.username, old.credential),
        (longer, good.credential),
        (good.username, "Zm9yZ2Vk"),
        (good.username.replace(":7", ":8"), good.credential),
    ):
        with pytest.raises(TurnError) as refused:
            await allocate(relay.urls[0], name, credential, _PATIENCE)
        assert refused.value.refused


def test_the_doctor_finds_every_way(relay: Coturn) -> None:
    found = list(look_at_calls(_PATIENCE, relay.context))
    assert [one.good for one in found] == [True, True, True]
    assert [one.text.partition(" at ")[0] for one in found] == [
        "Relay over UDP", "Relay over TCP", "Relay over TLS",
    ]  # fmt: skip


def test_the_doctor_says_what_is_wrong(coturn: Coturn, monkeypatch: pytest.MonkeyPatch) -> None:
    assert [one.text for one in look_at_calls()] == [NO_RELAY]
    configure(monkeypatch, TURN_URL=coturn.urls[1], TURN_SECRET="another secret")
    wrong, hint = look_at_calls(_PATIENCE)
    assert (wrong.good, hint.good) == (False, True)
    assert "WEBCHAT_TURN_SECRET must be its static-auth-secret" in wrong.text
    assert "TLS" in hint.text
    configure(monkeypatch, TURN_URL=coturn.urls[2], TURN_SECRET=SECRET)
    (untrusted,) = look_at_calls(_PATIENCE)
    assert "its certificate is not valid for localhost" in untrusted.text
    configure(monkeypatch, TURN_URL=f"turn:127.0.0.1:{free_port()}?transport=tcp")
    assert not next(iter(look_at_calls(_PATIENCE))).good
    configure(monkeypatch, TURN_URL=f"turn:127.0.0.1:{free_port()}")
    assert not next(iter(look_at_calls(1.0))).good


def test_the_doctor_knows_a_clock_that_is_wrong(relay: Coturn) -> None:
    first = next(iter(look_at_calls(_PATIENCE, clock=lambda: now() - timedelta(hours=1))))
    assert "its clock is ahead of ours" in first.text


def test_a_direct_path_is_allowed_where_the_operator_says_so(relay: Coturn, monkeypatch: pytest.MonkeyPatch) -> None:
    configure(monkeypatch, CALLS_DIRECT="on")
    given = ice(7, TTL, now())
    assert (given.policy, given.exposes, len(given.urls)) == ("all", True, 3)


def test_addresses_and_what_is_left_out() -> None:
    urls = ("turn:a", "turn:a?transport=tcp", "turns:a", "turn:[::1]:9")
    assert [(parse(url).port, parse(url).way) for url in urls] == [
        (3478, "UDP"), (3478, "TCP"), (5349, "TLS"), (9, "UDP"),
    ]  # fmt: skip
