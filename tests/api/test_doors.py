"""Every route: nobody gets 401, a stranger 404, and every error has one shape."""

from uuid import uuid4

import httpx
import pytest
from fastapi.routing import APIRoute

from tests.api.conftest import Program
from webchat.api import conversations, events, groups, invites, messages, sessions, users

_OPEN = {("POST", "/session"), ("DELETE", "/session"), ("POST", "/api/users"), ("GET", "/api/invites/{code}")}
_ROUTES = sorted(
    (method, route.path)
    for module in (conversations, events, groups, invites, messages, sessions, users)
    for route in module.router.routes
    if isinstance(route, APIRoute)
    for method in route.methods
    if (method, route.path) not in _OPEN
)


def _address(path: str, number: int = 1) -> str:
    for name in (
        "message_id",
        "conversation_id",
        "user_id",
        "session_id",
        "group_id",
        "invite_id",
        "code",
        "one",
        "other",
    ):
        path = path.replace("{" + name + "}", str(number))
    return path


def _error(answer: httpx.Response) -> dict:
    error = answer.json()["error"]
    assert {"code", "message", "field", "retryable"} <= set(error)
    assert error["message"]
    return error


@pytest.mark.parametrize(("method", "path"), _ROUTES)
async def test_nobody_is_asked_to_sign_in(nobody: httpx.AsyncClient, method: str, path: str) -> None:
    body = {"json": {"body": "x", "conversation_id": 1}} if path == "/api/messages" and method == "POST" else {}
    body = {"json": {"items": [{"body": "x", "client_id": str(uuid4())}]}} if path.endswith("batch") else body
    body = {"json": {}} if method in {"PUT", "PATCH"} and "users" in path else body
    answer = await nobody.request(method, _address(path), params={"conversation_id": 1}, **body)
    assert (answer.status_code, _error(answer)["code"]) == (401, "not_signed_in")


async def test_a_stranger_cannot_tell_what_is_there(ana: Program, bob: Program, enrol) -> None:
    stranger = await enrol("Stranger")
    message = (await ana.say(bob.id, "between us")).json()
    room, number = message["conversation_id"], message["id"]
    for method, path in [
        ("GET", "/api/messages/{}"),
        ("DELETE", "/api/messages/{}"),
        ("PUT", "/api/messages/{}/read"),
        ("PUT", "/api/messages/{}/delivered"),
    ]:
        there = await stranger.http.request(method, path.format(number))
        not_there = await stranger.http.request(method, path.format(999_999))
        assert (there.status_code, there.json()) == (404, not_there.json())
    for path in (
        f"/api/conversations/{room}",
        f"/api/messages?conversation_id={room}",
        f"/api/messages/conversation/{ana.id}/{bob.id}",
    ):
        assert (await stranger.http.get(path)).status_code == 404
    refused = await stranger.http.post("/api/messages", json={"conversation_id": room, "body": "hi"})
    assert refused.status_code == 404
    assert (await ana.http.get(f"/api/messages/{number}")).json() == message


@pytest.mark.parametrize(
    ("method", "path", "status", "code"),
    [
        ("GET", "/api/nothing/at/all", 404, "not_found"),
        ("GET", "/api", 404, "not_found"),
        ("PATCH", "/api/messages", 405, "method_not_allowed"),
        ("GET", "/session", 405, "method_not_allowed"),
        ("GET", "/api/messages/x", 422, "invalid_input"),
        ("GET", "/api/messages/99999999999999999999", 422, "invalid_input"),
        ("GET", "/api/conversations?limit=101", 422, "invalid_input"),
        ("GET", "/api/events/log?since=nonsense", 422, "invalid_input"),
    ],
)
async def test_errors_have_one_shape(ana: Program, method: str, path: str, status: int, code: str) -> None:
    answer = await ana.http.request(method, path)
    assert (answer.status_code, _error(answer)["code"]) == (status, code)


async def test_unknown_fields_and_made_up_html_are_refused(ana: Program, bob: Program) -> None:
    answer = await ana.say(bob.id, "x", html="<b>x</b>")
    assert (answer.status_code, _error(answer)) == (
        422,
        {"code": "unknown_field", "message": "There is no such field.", "field": "html", "retryable": False},
    )


async def test_paths_work_with_and_without_a_slash(ana: Program) -> None:
    for path in ("/api/users/me", "/api/users/me/", "/api/conversations", "/api/conversations/", "/api/health/"):
        assert (await ana.http.get(path)).status_code == 200


async def test_health_and_the_reference_need_nobody(nobody: httpx.AsyncClient) -> None:
    for path in ("/api/health", "/api/ready", "/docs", "/docs/start.js", "/openapi.json"):
        assert (await nobody.get(path)).status_code == 200
    page = (await nobody.get("/docs")).text
    assert "http://" not in page
    assert "https://" not in page
    assert (await nobody.get("/docs/static/swagger-ui-bundle.js")).status_code == 200
    assert (await nobody.get("/docs/static/../docs.py")).status_code == 404
