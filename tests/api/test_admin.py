"""What admins do over the interface, and that nobody else does."""

from __future__ import annotations

import pytest

from tests.api.conftest import Program
from webchat.api.app import create_api
from webchat.db.unit_of_work import transact
from webchat.services import moderation

_DOCUMENT = create_api().openapi()
_ROUTES = [
    (method, path)
    for path, methods in _DOCUMENT["paths"].items()
    if path.startswith("/api/admin")
    for method in methods
]


@pytest.fixture
async def admin(ana: Program) -> Program:
    await transact(moderation.make_admin, None, ana.id)
    return ana


@pytest.mark.parametrize(("method", "path"), _ROUTES)
async def test_everybody_else_is_refused(bob: Program, method: str, path: str) -> None:
    body = {"json": {}} if method == "put" and path.endswith("suspension") else {}
    address = path.format(user_id=1, message_id=1, report_id=1)
    answer = await bob.http.request(method.upper(), address, **body)
    assert (answer.status_code, answer.json()["error"]["code"]) == (403, "forbidden")


async def test_a_report_is_looked_at_and_its_author_suspended(admin: Program, bob: Program) -> None:
    message = (await bob.say(admin.id, "Buy now")).json()
    await admin.http.post("/api/reports", json={"reason": "spam", "message_id": message["id"]})
    (report,) = (await admin.http.get("/api/admin/reports")).json()["items"]
    assert report["snapshot"]["message"]["body"] == "Buy now"
    assert report["username"] == "Bob"
    gone = await admin.http.delete(f"/api/admin/messages/{message['id']}")
    assert gone.json()["deleted_at"]
    person = await admin.http.put(f"/api/admin/users/{bob.id}/suspension", json={"reason": "spam"})
    assert person.json()["suspended_at"]
    assert (await bob.http.get("/api/users/me")).status_code == 401
    await admin.http.put(f"/api/admin/reports/{report['id']}/handled")
    assert (await admin.http.get("/api/admin/reports")).json()["items"] == []
    assert [one["action"] for one in (await admin.http.get("/api/admin/audit")).json()["items"]] == [
        "report.handled", "user.suspended", "message.deleted", "admin.made",
    ]  # fmt: skip
    let_in = await admin.http.delete(f"/api/admin/users/{bob.id}/suspension")
    assert let_in.json()["suspended_at"] is None


async def test_figures_and_people(admin: Program, bob: Program) -> None:
    await bob.say(admin.id, "Hello")
    figures = (await admin.http.get("/api/admin/figures")).json()
    assert (figures["users"], figures["messages"]) == (2, 1)
    assert sum(day["messages"] for day in figures["days"][-2:]) == 1  # it may be midnight
    people = (await admin.http.get("/api/admin/users", params={"q": "bo"})).json()["items"]
    assert [(one["user"]["username"], one["messages"], one["is_admin"]) for one in people] == [("Bob", 1, False)]
    assert (await admin.http.delete("/api/admin/users/999999/suspension")).status_code == 404
    assert (await admin.http.delete(f"/api/admin/users/{bob.id}/content")).json() == {"count": 1}
