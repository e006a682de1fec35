"""What whoever operates the server can see of it, and what it does when it is too much."""

from __future__ import annotations

import asyncio
import threading

import httpx
import pytest
from prometheus_client.parser import text_string_to_metric_families
from sqlalchemy import create_engine

from tests.api.conftest import Program
from webchat.api.app import create_api
from webchat.db import unit_of_work
from webchat.db.unit_of_work import UnitOfWork, read
from webchat.serving import stopping
from webchat.settings import Settings, load_settings

HERE = "http://localhost:3000"


@pytest.fixture
def settings(monkeypatch: pytest.MonkeyPatch):
    """Makes the process use other settings."""

    def use(**values: object) -> None:
        changed: Settings = load_settings(**values)
        for module in ("webchat.api.metrics", "webchat.services.operation", "webchat.db.unit_of_work"):
            monkeypatch.setattr(f"{module}.get_settings", lambda: changed)

    return use


async def _look(address: str = "127.0.0.1", base: str = HERE, **headers: str) -> httpx.Response:
    transport = httpx.ASGITransport(create_api(), client=(address, 1))
    async with httpx.AsyncClient(transport=transport, base_url=base) as client:
        return await client.get("/metrics", headers=headers)


def _value(answer: httpx.Response, name: str, **labels: str) -> float:
    for family in text_string_to_metric_families(answer.text):
        for sample in family.samples:
            if sample.name == name and labels.items() <= sample.labels.items():
                return sample.value
    return 0.0


async def test_what_happens_is_counted(ana: Program, bob: Program) -> None:
    before = await _look()
    assert (await ana.say(bob.id, "Hello")).status_code == 201
    await ana.http.get("/api/messages/123454321")
    after = await _look()

    def grown(name: str, **labels: str) -> float:
        return _value(after, name, **labels) - _value(before, name, **labels)

    assert grown("webchat_events_total", type="message.created") == 1
    assert grown("webchat_delivery_delay_seconds_count") >= 1
    sent = {"method": "POST", "route": "/api/messages", "status": "201"}
    assert grown("webchat_request_duration_seconds_count", **sent) == 1
    assert grown("webchat_request_duration_seconds_count", route="/api/messages/{message_id}", status="404") == 1
    assert "123454321" not in after.text
    assert _value(after, "webchat_log_horizon_age_seconds") >= 0
    assert "webchat_webhooks_waiting 0.0" in after.text


@pytest.mark.parametrize(
    ("address", "base", "headers"),
    [
        ("192.0.2.7", HERE, {}),
        ("127.0.0.1", "http://chat.example.org", {}),
        ("127.0.0.1", HERE, {"x-forwarded-for": "192.0.2.7"}),
        ("127.0.0.1", HERE, {"x-real-ip": "127.0.0.1"}),
    ],
)
async def test_others_find_no_figures(live: object, address: str, base: str, headers: dict[str, str]) -> None:
    answer = await _look(address, base, **headers)
    assert (answer.status_code, answer.json()["error"]["code"]) == (404, "not_found")


async def test_behind_a_proxy_only_the_token_opens_them(live: object, settings) -> None:
    settings(trusted_proxy_hops=1)
    assert (await _look()).status_code == 404
    settings(trusted_proxy_hops=1, metrics_token="a-token-of-metrics")
    assert (await _look("192.0.2.7", authorization="Bearer a-token-of-metrics")).status_code == 200
    assert (await _look("192.0.2.7", authorization="Bearer a-token-of-metric")).status_code == 404
    assert (await _look()).status_code == 404


async def test_too_much_waiting_work_is_sent_away_at_the_door(ana: Program, settings) -> None:
    settings(most_waiting=1)
    hold, waits = threading.Event(), []

    def held(_uow: UnitOfWork) -> None:
        assert hold.wait(60)

    try:
        waits = [asyncio.create_task(read(held)) for _ in range(unit_of_work.get_settings().db_pool_size + 1)]
        await asyncio.sleep(0)  # each has asked for a connection now
        assert unit_of_work.waiting() >= 1  # the server's own work may wait beside them
        refused = await ana.http.get("/api/users/me")
        alive = await ana.http.get("/api/health")
        figures = await _look()
    finally:
        hold.set()
        await asyncio.gather(*waits)
    assert (refused.status_code, refused.json()["error"]["code"]) == (503, "overloaded")
    assert refused.json()["error"]["retryable"] is True
    assert int(refused.headers["retry-after"]) >= 1
    assert alive.status_code == 200
    assert _value(figures, "webchat_queue_depth", queue="database") >= 1
    assert (await ana.http.get("/api/users/me")).status_code == 200


async def test_it_is_alive_but_not_ready_while_the_database_is_away(
    live: object, monkeypatch: pytest.MonkeyPatch
) -> None:
    away = create_engine("postgresql+psycopg2://nobody@127.0.0.1:1/nothing")
    async with httpx.AsyncClient(transport=httpx.ASGITransport(create_api()), base_url=HERE) as client:
        assert (await client.get("/api/ready")).json() == {"status": "ready"}
        monkeypatch.setattr("webchat.db.engine._engine", away)
        answer = await client.get("/api/ready")
        assert (answer.status_code, answer.json()["error"]["code"]) == (503, "unavailable")
        assert (await client.get("/api/health")).status_code == 200
        assert (await client.head("/api/ready")).status_code == 503
        assert (await client.head("/api/health")).status_code == 200
        assert (await client.get("/metrics")).status_code == 200
        monkeypatch.undo()
        assert (await client.get("/api/ready")).status_code == 200


async def test_it_is_alive_but_not_ready_once_it_sends_its_people_away(
    live: object, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(stopping, "_began", asyncio.Event())
    monkeypatch.setattr(stopping, "_works", [])
    async with httpx.AsyncClient(transport=httpx.ASGITransport(create_api()), base_url=HERE) as client:
        assert (await client.get("/api/ready")).status_code == 200
        await stopping.stop(0)
        answer = await client.get("/api/ready")
        assert (answer.status_code, answer.json()["error"]["code"]) == (503, "unavailable")
        assert (await client.get("/api/health")).status_code == 200
