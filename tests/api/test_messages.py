"""Messages over REST."""

from contextlib import suppress
from uuid import uuid4

from tests.api.conftest import Program
from webchat.api.middleware import LARGEST_BODY
from webchat.domain.errors import RateLimited
from webchat.services import limits
from webchat.settings import get_settings


async def test_the_same_client_id_gives_the_first_message(ana: Program, bob: Program) -> None:
    client_id = str(uuid4())
    first = await ana.say(bob.id, "once", client_id=client_id)
    again = await ana.say(bob.id, "once", client_id=client_id)
    other = await ana.say(bob.id, "something else", client_id=client_id)
    assert (first.status_code, again.status_code, other.status_code) == (201, 200, 409)
    assert "idempotent-replay" not in first.headers
    assert again.headers["idempotent-replay"] == "true"
    assert again.json() == first.json()


async def test_an_idempotency_key_gives_the_first_answer(ana: Program, bob: Program) -> None:
    ana.http.headers["Idempotency-Key"] = "key 1"
    first, again = await ana.say(bob.id, "once"), await ana.say(bob.id, "once")
    assert again.headers["idempotent-replay"] == "true"
    assert again.json() == first.json()
    assert (await ana.say(bob.id, "something else")).status_code == 409
    bob.http.headers["Idempotency-Key"] = "key 1"
    assert (await bob.say(ana.id, "my own key")).json()["seq"] == 2


async def test_a_failed_request_frees_its_key(ana: Program, bob: Program) -> None:
    ana.http.headers["Idempotency-Key"] = "key 2"
    body = {"conversation_id": 1, "body": "too early"}
    assert (await ana.http.post("/api/messages", json=body)).status_code == 404
    await bob.say(ana.id, "now there is a conversation")
    assert (await ana.http.post("/api/messages", json=body)).status_code == 201


async def test_a_deleted_text_is_in_no_kept_answer(ana: Program, bob: Program) -> None:
    ana.http.headers["Idempotency-Key"] = "key 3"
    command = {"client_id": str(uuid4())}
    message = (await ana.say(bob.id, "secret", **command)).json()
    await ana.http.delete(f"/api/messages/{message['id']}")
    assert "secret" not in (await ana.say(bob.id, "secret", **command)).text


async def test_a_batch_says_for_each_what_became_of_it(ana: Program, bob: Program) -> None:
    room = (await ana.say(bob.id, "hello")).json()["conversation_id"]
    items = [
        {"conversation_id": room, "body": "one", "client_id": str(uuid4())},
        {"conversation_id": 999_999, "body": "two", "client_id": str(uuid4())},
        {"conversation_id": room, "body": "x" * 8001, "client_id": str(uuid4())},
    ]
    answers = (await ana.http.post("/api/messages/batch", json={"items": items})).json()["items"]
    assert [answer["status"] for answer in answers] == [201, 404, 422]
    assert answers[2]["error"]["code"] == "message_too_long"


async def test_a_batch_is_stored_in_its_order_once(ana: Program, bob: Program) -> None:
    slow = "```python\n" + "x = [1]\n" * 300 + "```"  # prepared in another thread
    bodies = [slow if number % 7 == 0 else f"line {number}" for number in range(100)]
    items = [{"recipient_id": bob.id, "body": body, "client_id": str(uuid4())} for body in bodies]
    first = (await ana.http.post("/api/messages/batch", json={"items": items})).json()["items"]
    assert [(one["status"], one["message"]["seq"]) for one in first] == [(201, seq) for seq in range(1, 101)]
    again = (await ana.http.post("/api/messages/batch", json={"items": items})).json()["items"]
    assert [one["status"] for one in again] == [200] * 100
    assert [one["message"]["id"] for one in again] == [one["message"]["id"] for one in first]


async def test_receipts_and_tombstones(ana: Program, bob: Program) -> None:
    message = (await ana.say(bob.id, "hello")).json()
    await bob.http.put(f"/api/messages/{message['id']}/delivered")
    seen = (await ana.http.get(f"/api/messages/{message['id']}")).json()
    assert (seen["is_delivered"], seen["is_read"]) == (True, False)
    await bob.http.put(f"/api/messages/{message['id']}/read")
    assert (await ana.http.get(f"/api/messages/{message['id']}")).json()["is_read"]
    assert (await bob.http.delete(f"/api/messages/{message['id']}")).status_code == 403
    gone = (await ana.http.delete(f"/api/messages/{message['id']}")).json()
    assert (gone["body"], gone["html"], gone["version"]) == ("", "", 2)
    assert gone["deleted_at"].endswith("Z")


async def test_the_pair_and_the_log(ana: Program, bob: Program) -> None:
    begin = (await bob.http.get("/api/events/log")).json()["cursor"]
    message = (await ana.say(bob.id, "hello")).json()
    page = (await bob.http.get(f"/api/messages/conversation/{bob.id}/{ana.id}/")).json()
    assert page == {"items": [message], "has_older": False, "has_newer": False}
    items: list[dict] = []
    while len(items) < 2:
        log = (await bob.http.get("/api/events/log", params={"since": begin})).json()
        items, begin = items + log["items"], log["cursor"]
    assert [item["type"] for item in items] == ["conversation.created", "message.created"]
    assert items[1]["data"] == message
    assert set(items[1]) == {"id", "cursor", "type", "conversation_id", "actor_id", "created_at", "data"}


async def test_too_much_is_refused_in_words(ana: Program, bob: Program) -> None:
    assert (await ana.http.post("/api/messages", content=b"x" * (LARGEST_BODY + 1))).status_code == 413
    allowance = await ana.http.get("/api/users/me")
    assert int(allowance.headers["x-ratelimit-remaining"]) < int(allowance.headers["x-ratelimit-limit"])
    with suppress(RateLimited):
        while True:
            limits.count_message(ana.id)
    answer = await ana.say(bob.id, "one too many")
    assert (answer.status_code, answer.json()["error"]["retryable"]) == (429, True)
    assert int(answer.headers["retry-after"]) > 0
    # Of the limit that refused, not of the one of all requests, which has room.
    assert (answer.headers["x-ratelimit-limit"], answer.headers["x-ratelimit-remaining"]) == ("300", "0")
    assert answer.headers["x-ratelimit-reset"] == answer.headers["retry-after"]


async def test_new_users_of_one_address_are_limited(ana: Program) -> None:
    names = [f"Person x{number}" for number in range(get_settings().users_per_minute)]
    statuses = [(await ana.http.post("/api/users", json={"username": name})).status_code for name in names]
    assert (statuses[0], statuses[-1]) == (201, 429)
