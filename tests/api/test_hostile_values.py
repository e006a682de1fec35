"""Values that no calendar, no encoding and no column has: a clear refusal each, never a fault of ours."""

import json
from base64 import urlsafe_b64encode
from collections.abc import AsyncIterator, Callable
from typing import Any

import httpx
import pytest
from sqlalchemy import text

from tests.api.conftest import Program
from webchat.db.unit_of_work import read
from webchat.domain.errors import InvalidInput
from webchat.services import host_tokens, identity

HALF = "\ud800"
"""Half of a surrogate pair: JSON has it, UTF-8 has not."""
TUS = {"Tus-Resumable": "1.0.0", "Upload-Length": "5"}
BEFORE, AFTER = "0001-01-01T00:00:00+14:00", "9999-12-31T23:59:59-14:00"
POLL = {"question": "Tea?", "options": ["yes", "no"]}


def cursor(*place: Any) -> str:
    return urlsafe_b64encode(json.dumps(place).encode()).decode()


def error_of(answer: httpx.Response) -> tuple[int, str | None]:
    return answer.status_code, answer.json()["error"]["field"]


@pytest.fixture
async def group(ana: Program, bob: Program) -> int:
    made = await ana.http.post("/api/groups", json={"title": "Crew", "member_ids": [bob.id]})
    return int(made.json()["id"])


async def send(program: Program, group: int, kind: str, payload: dict[str, Any]) -> httpx.Response:
    body = json.dumps({"group_id": group, "kind": kind, "payload": payload})  # escapes halves, as httpx would not
    return await program.http.post("/api/messages", content=body, headers={"Content-Type": "application/json"})


@pytest.mark.parametrize("ids", ["²", "9" * 5000, "1,²", "-1", str(2**63)])
async def test_ids_that_are_no_numbers(ana: Program, ids: str) -> None:
    assert error_of(await ana.http.get("/api/users/", params={"ids": ids})) == (422, "ids")


@pytest.mark.parametrize("moment", [BEFORE, AFTER])
async def test_a_moment_that_no_calendar_has_in_utc(ana: Program, group: int, moment: str) -> None:
    poll = await send(ana, group, "poll", POLL | {"closes_at": moment})
    assert error_of(poll) == (422, "payload.closes_at")
    place = await send(ana, group, "location", {"latitude": 1, "longitude": 1, "live_until": moment})
    assert error_of(place) == (422, "payload.live_until")
    muted = await ana.http.patch(f"/api/conversations/{group}", json={"notify": "none", "muted_until": moment})
    assert error_of(muted) == (422, "muted_until")
    found = await ana.http.get("/api/messages/search", params={"q": "tea", "since": moment})
    assert error_of(found) == (422, "since")
    later = await ana.http.post("/api/scheduled", json={"conversation_id": group, "body": "x", "send_at": moment})
    assert error_of(later) == (422, "send_at")


async def test_a_moment_at_the_end_of_the_calendar_is_one(ana: Program, group: int) -> None:
    told = {"notify": "none", "muted_until": "9999-12-31T23:59:59Z"}
    muted = await ana.http.patch(f"/api/conversations/{group}", json=told)
    assert (muted.status_code, muted.json()["muted_until"]) == (200, told["muted_until"])


@pytest.mark.parametrize("method", ["GET", "HEAD", "PATCH", "DELETE"])
@pytest.mark.parametrize("upload_id", ["%00", "a%00b", "%EF%BF%BD", "x" * 5000])
async def test_an_upload_that_cannot_be(ana: Program, method: str, upload_id: str) -> None:
    headers = TUS | {"Upload-Offset": "0", "Content-Type": "application/offset+octet-stream"}
    answer = await ana.http.request(method, f"/api/uploads/{upload_id}", headers=headers)
    assert answer.status_code == 404


async def test_true_is_nobodys_number(ana: Program) -> None:
    answer = await ana.http.post("/api/messages/", json={"recipient_id": True, "body": "Hi"})
    assert error_of(answer) == (422, "recipient_id")


@pytest.mark.parametrize("metadata", ["filename é", "filename =", "filename /w==", "filename a"])
async def test_metadata_that_is_not_base64(ana: Program, metadata: str) -> None:
    answer = await ana.http.post("/api/uploads", headers=TUS | {"Upload-Metadata": metadata.encode()})
    assert error_of(answer) == (422, "Upload-Metadata")


@pytest.mark.parametrize("word", ["\0", HALF])
async def test_cursors_that_no_list_gave(ana: Program, group: int, word: str) -> None:
    tried = 0
    for path in ("/api/users/", f"/api/groups/{group}/members", "/api/groups/directory"):
        for place in ([True, word, 1], [1, 1, word, 1], [word, 1]):
            answer = await ana.http.get(path, params={"cursor": cursor(*place)})
            assert error_of(answer) == (422, "cursor"), (path, place)
            tried += 1
    assert tried == 9


@pytest.mark.parametrize("word", ["\0", HALF])
async def test_what_no_check_of_ours_looks_at_is_refused_all_the_same(ana: Program, word: str) -> None:
    with pytest.raises(InvalidInput):
        await read(lambda uow: uow.session.execute(text("SELECT :word"), {"word": word}))
    body, told = json.dumps({"endpoint": f"https://push.example/{word}"}), {"Content-Type": "application/json"}
    answer = await ana.http.request("DELETE", "/api/push/subscriptions", content=body, headers=told)
    assert answer.status_code == 422


async def test_a_fault_of_ours_stays_one(live: object) -> None:
    with pytest.raises(ValueError, match="not a number"):
        await read(lambda _: _fault())


def _fault() -> None:
    raise ValueError("not a number")


async def test_an_error_names_a_field_that_no_encoding_has(ana: Program, group: int) -> None:
    assert error_of(await send(ana, group, "contact", {"name": "Bob", "phones": ["1234"], HALF: 1})) == (
        422,
        "payload.?",
    )
    body = json.dumps({"group_id": group, "body": "x", HALF: 1})
    top = await ana.http.post("/api/messages", content=body, headers={"Content-Type": "application/json"})
    assert error_of(top) == (422, None)


async def test_a_token_that_no_encoding_has_is_nobody(configured: Callable[..., None], live: object) -> None:
    assert await identity.identify(HALF) is None
    assert await identity.identify(f"{HALF}.a.b") is None


@pytest.fixture
async def key_set(configured: Callable[..., None]) -> AsyncIterator[None]:
    configured(WEBCHAT_JWT_SECRET="", WEBCHAT_JWKS_URL="https://keys.example/", WEBCHAT_JWT_ALGORITHM="RS256")
    async with host_tokens.running():
        yield


async def test_nor_where_a_host_has_a_set_of_keys(key_set: None, live: object) -> None:
    assert await identity.identify(f"{HALF}.a.b") is None


@pytest.mark.parametrize("blank", ["\u200b", "\u3164", "\u2800", "\u202e"])
async def test_names_and_words_that_nobody_can_see(ana: Program, bob: Program, group: int, blank: str) -> None:
    assert error_of(await ana.http.put(f"/api/users/{ana.id}", json={"display_name": blank})) == (422, "display_name")
    assert error_of(await ana.http.patch(f"/api/groups/{group}", json={"title": blank})) == (422, "title")
    assert error_of(await ana.say(bob.id, blank)) == (422, "body")
    assert error_of(await send(ana, group, "poll", POLL | {"options": ["yes", blank]})) == (422, "payload.options")
    hook = {"conversation_id": group, "kind": "incoming", "name": blank}
    assert error_of(await ana.http.post("/api/webhooks", json=hook)) == (422, "name")
