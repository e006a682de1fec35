"""Lines of the log: as text or JSON, with the request that they are about, and without secrets."""

from __future__ import annotations

import asyncio
import io
import json
import logging
from collections.abc import Iterator
from contextlib import redirect_stderr

import httpx
import pytest
from anyio import to_thread
from starlette.responses import PlainTextResponse
from starlette.types import Receive, Scope, Send

from webchat.api.app import create_api
from webchat.serving.logs import start_logging, with_request_id
from webchat.settings import load_settings

SECRET = "this-is-a-secret"


@pytest.fixture
def written(monkeypatch: pytest.MonkeyPatch) -> Iterator[io.StringIO]:
    """What is logged as JSON, each call included."""
    root, text = logging.getLogger(), io.StringIO()
    before, level = root.handlers[:], root.level
    monkeypatch.setattr("webchat.serving.logs.get_settings", lambda: load_settings(log_format="json", log_level="info"))
    with redirect_stderr(text):
        start_logging()
    yield text
    root.handlers[:] = before
    root.setLevel(level)


async def _warning(scope: Scope, receive: Receive, send: Send) -> None:
    await to_thread.run_sync(logging.getLogger("webchat.test").warning, "Look at {this}")
    await PlainTextResponse("done")(scope, receive, send)


async def _get(app: object, path: str = "/", **headers: str) -> httpx.Response:
    async with httpx.AsyncClient(transport=httpx.ASGITransport(app), base_url="http://chat.test") as client:
        return await client.get(path, headers=headers)


async def test_the_id_of_a_request_stands_in_its_lines(written: io.StringIO) -> None:
    answers = await asyncio.gather(*(_get(with_request_id(_warning), **{"x-request-id": one}) for one in ("a1", "b2")))
    assert [answer.headers["x-request-id"] for answer in answers] == ["a1", "b2"]
    lines = [json.loads(line) for line in written.getvalue().splitlines()]
    ours = [line for line in lines if line["logger"] == "webchat.test"]
    assert {line["request_id"] for line in ours} == {"a1", "b2"}
    assert ours[0]["message"] == "Look at {this}"
    assert ours[0]["level"] == "WARNING"
    assert ours[0]["time"]


@pytest.mark.parametrize("given", ["", "two words", "x" * 65, "line\tbreak"])
async def test_an_id_that_could_pose_as_something_is_replaced(given: str) -> None:
    answer = await _get(with_request_id(_warning), **{"x-request-id": given})
    assert len(answer.headers["x-request-id"]) == 32


async def test_calls_are_noted_by_route_so_that_no_secret_is_written(
    written: io.StringIO, clean_database: object
) -> None:
    app = with_request_id(create_api())
    await _get(app, f"/api/invites/{SECRET}?ticket={SECRET}", authorization=f"Bearer wcu_{SECRET}")
    (line,) = [json.loads(line) for line in written.getvalue().splitlines() if "webchat.api.middleware" in line]
    assert (line["method"], line["route"], line["status"]) == ("GET", "/api/invites/{code}", 404)
    assert line["milliseconds"] > 0
    assert SECRET not in written.getvalue()
