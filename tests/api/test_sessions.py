"""The cookie: set for our own pages, and worth something only there."""

import httpx
import pytest

OWN = {"Origin": "http://chat.test"}
FOREIGN = {"Origin": "https://evil.example"}


async def test_a_name_becomes_a_session(nobody: httpx.AsyncClient) -> None:
    answer = await nobody.post("/session", json={"name": "Ana"}, headers=OWN)
    assert answer.status_code == 201
    cookie = answer.headers["set-cookie"].lower()
    assert all(word in cookie for word in ("webchat_session=", "httponly", "samesite=lax"))
    assert "secure" not in cookie
    assert (await nobody.get("/api/users/me")).json()["username"] == "Ana"
    left = await nobody.delete("/session", headers=OWN)
    assert left.status_code == 200
    assert (await nobody.get("/api/users/me")).status_code == 401


async def test_the_secret_is_dead_after_signing_out(nobody: httpx.AsyncClient) -> None:
    await nobody.post("/session", json={"name": "Ana"}, headers=OWN)
    kept = dict(nobody.cookies)
    await nobody.delete("/session", headers=OWN)
    nobody.cookies.update(kept)
    assert (await nobody.get("/api/users/me")).status_code == 401


@pytest.mark.parametrize("headers", [{}, FOREIGN, {"Origin": "null"}, {"Sec-Fetch-Site": "cross-site"}])
async def test_foreign_pages_neither_join_nor_act(nobody: httpx.AsyncClient, headers: dict[str, str]) -> None:
    assert (await nobody.post("/session", json={"name": "Eve"}, headers=headers)).status_code == 403
    await nobody.post("/session", json={"name": "Ana"}, headers=OWN)
    assert (await nobody.post("/api/messages", json={}, headers=headers)).status_code == 401
    assert (await nobody.delete("/session", headers=headers)).status_code == 403
    assert (await nobody.get("/api/users/me", headers=OWN)).status_code == 200


async def test_foreign_pages_read_nothing_with_the_cookie(nobody: httpx.AsyncClient) -> None:
    await nobody.post("/session", json={"name": "Ana"}, headers=OWN)
    for headers in (FOREIGN, {"Sec-Fetch-Site": "cross-site"}, {"Sec-Fetch-Site": "same-site"}):
        assert (await nobody.get("/api/users/me", headers=headers)).status_code == 401


async def test_a_taken_name_comes_with_three_others(nobody: httpx.AsyncClient) -> None:
    await nobody.post("/session", json={"name": "Ana"}, headers=OWN)
    answer = await nobody.post("/session", json={"name": "ána"}, headers=OWN)
    error = answer.json()["error"]
    assert (answer.status_code, error["code"], error["field"]) == (409, "username_taken", "name")
    assert len(error["suggestions"]) == 3


async def test_over_tls_the_cookie_goes_over_tls_only(nobody: httpx.AsyncClient) -> None:
    answer = await nobody.post(
        "https://chat.test/session", json={"name": "Ana"}, headers={"Origin": "https://chat.test"}
    )
    assert answer.status_code == 201
    assert "secure" in answer.headers["set-cookie"].lower()
