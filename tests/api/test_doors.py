"""What is not for somebody looks like what is not there, and every error has one shape."""

import httpx
import pytest

from tests.api.conftest import Program


def _error(answer: httpx.Response) -> dict:
    error = answer.json()["error"]
    assert {"code", "message", "field", "retryable"} <= set(error)
    assert error["message"]
    return error


async def test_a_stranger_cannot_tell_what_is_there(ana: Program, bob: Program, enrol) -> None:
    stranger = await enrol("Stranger")
    message = (await ana.say(bob.id, "between us")).json()
    room, number = message["conversation_id"], message["id"]
    for method, path, body in [
        ("GET", "/api/messages/{}", None),
        ("PATCH", "/api/messages/{}", {"body": "x"}),
        ("DELETE", "/api/messages/{}", None),
        ("GET", "/api/messages/{}/history", None),
        ("GET", "/api/messages/{}/receipts", None),
        ("POST", "/api/messages/{}/restore", None),
        ("POST", "/api/messages/{}/pin", None),
        ("DELETE", "/api/messages/{}/pin", None),
        ("POST", "/api/messages/{}/star", None),
        ("DELETE", "/api/messages/{}/star", None),
        ("POST", "/api/messages/{}/unread", None),
        ("POST", "/api/messages/{}/forward", {"conversation_ids": [room]}),
        ("PUT", "/api/messages/{}/read", None),
        ("PUT", "/api/messages/{}/delivered", None),
    ]:
        there = await stranger.http.request(method, path.format(number), json=body)
        not_there = await stranger.http.request(method, path.format(999_999), json=body)
        assert (there.status_code, there.json()) == (404, not_there.json())
    for body in ({"message_ids": [number]}, {"message_ids": [999_999]}):
        assert (await stranger.http.post("/api/messages/delete", json=body)).status_code == 404
    for path in (
        f"/api/conversations/{room}",
        f"/api/conversations/{room}/pinned",
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


async def test_a_body_that_is_no_text_is_a_value_that_cannot_be_used(ana: Program) -> None:
    for kind in ("application/json", "multipart/form-data"):
        path = "/api/media/upload" if kind.startswith("multi") else "/api/messages"
        answer = await ana.http.post(path, content=b"\xff\xfe{", headers={"Content-Type": kind})
        assert (answer.status_code, _error(answer)["code"]) == (422, "invalid_input")


async def test_what_is_no_json_is_said_so(ana: Program) -> None:
    words = '{"recipient_id": 1, "body": "hi"}'
    for kind, content in (("application/x-www-form-urlencoded", words), ("application/json", "[]")):
        answer = await ana.http.post("/api/messages", content=content, headers={"Content-Type": kind})
        assert (answer.status_code, _error(answer)["field"]) == (422, None)
        assert "Content-Type: application/json" in _error(answer)["message"]
    cut = await ana.http.post("/api/messages", content=words[:-1], headers={"Content-Type": "application/json"})
    assert (_error(cut)["message"], _error(cut)["field"]) == ("The body is no JSON.", None)


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
