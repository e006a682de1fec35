"""What I show, and what is known of me, over HTTP."""

import io
import json
import zipfile

from tests.api.conftest import Program
from webchat.services import limits


async def test_settings_of_privacy(ana: Program, bob: Program) -> None:
    assert (await ana.http.get("/api/users/me/privacy")).json() == {"receipts": True, "presence": True}
    changed = await ana.http.patch("/api/users/me/privacy", json={"receipts": False})
    assert changed.json() == {"receipts": False, "presence": True}
    for body in ({"receipts": "no"}, {"typing": False}):
        assert (await ana.http.patch("/api/users/me/privacy", json=body)).status_code == 422
    assert (await bob.http.get("/api/users/me/privacy")).json()["receipts"] is True
    said = (await bob.say(ana.id, "hello")).json()
    await ana.http.put(f"/api/messages/{said['id']}/read")
    seen = (await bob.http.get(f"/api/messages/{said['id']}")).json()
    assert (seen["is_delivered"], seen["is_read"]) == (True, False)


async def test_the_archive(ana: Program, bob: Program, nobody) -> None:
    limits._archives.clear()
    await ana.say(bob.id, "hello")
    answer = await ana.http.get("/api/users/me/export")
    assert answer.headers["content-type"] == "application/zip"
    assert answer.headers["content-disposition"] == f'attachment; filename="webchat-{ana.id}.zip"'
    archive = zipfile.ZipFile(io.BytesIO(answer.content))
    assert json.loads(archive.read("messages.jsonl"))["body"] == "hello"
    assert (await nobody.get("/api/users/me/export")).status_code == 401


async def test_whether_an_archive_can_be_had_costs_none(ana: Program, nobody) -> None:
    limits._archives.clear()
    path = "/api/users/me/export"
    for _ in range(3):
        assert (await ana.http.head(path)).status_code == 200
    assert [(await ana.http.get(path)).status_code for _ in range(3)] == [200, 200, 429]
    refused = await ana.http.head(path)
    assert (refused.status_code, int(refused.headers["Retry-After"]) > 3500) == (429, True)
    said = (await ana.http.get(path)).json()["error"]["message"]
    assert said == "That was a lot at once. Try again in 60 minutes."
    assert (await nobody.head(path)).status_code == 401


async def test_an_ended_account(ana: Program, bob: Program, nobody) -> None:
    said = (await ana.say(bob.id, "hello")).json()
    assert (await ana.http.delete("/api/users/me")).status_code == 200
    assert (await ana.http.get("/api/users/me")).status_code == 401
    seen = (await bob.http.get(f"/api/messages/{said['id']}")).json()
    assert (seen["body"], seen["sender"]["display_name"]) == ("hello", "Deleted user")
    assert (await bob.http.get(f"/api/users/{ana.id}")).status_code == 404
    again = await nobody.post("/api/users/", json={"username": said["sender"]["username"]})
    assert again.json()["error"]["code"] == "username_taken"
