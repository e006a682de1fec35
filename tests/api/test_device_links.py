"""Onto another device, over HTTP: a token for a program, a cookie for a browser, both once."""

import httpx

from tests.api.conftest import HOST, Program

OWN = {"Origin": HOST}


async def ask(http: httpx.AsyncClient, nobody: httpx.AsyncClient) -> tuple[int, str]:
    made = (await http.post("/api/users/me/link")).json()
    claim = await nobody.post("/api/sessions/redeem", json={"code": made["code"]})
    assert claim.status_code == 201
    return made["link"]["id"], claim.json()["claim"]


async def test_a_program_gets_a_token_of_its_own(ana: Program, nobody: httpx.AsyncClient) -> None:
    link_id, claim = await ask(ana.http, nobody)
    assert (await ana.http.get(f"/api/users/me/link/{link_id}")).json()["device"] == "python-httpx"
    assert (await nobody.get(f"/api/sessions/redeem/{claim}")).json()["state"] == "asking"
    assert (await nobody.post(f"/api/sessions/redeem/{claim}")).status_code == 403
    assert (await ana.http.post(f"/api/users/me/link/{link_id}", json={"allow": True})).status_code == 200
    assert (await nobody.get(f"/api/sessions/redeem/{claim}")).json()["state"] == "allowed"
    given = await nobody.post(f"/api/sessions/redeem/{claim}")
    assert (given.status_code, given.json()["user"]["id"]) == (201, ana.id)
    me = await nobody.get("/api/users/me", headers={"Authorization": f"Bearer {given.json()['token']}"})
    assert me.json()["id"] == ana.id
    assert (await nobody.post(f"/api/sessions/redeem/{claim}")).status_code == 404


async def test_a_browser_gets_a_cookie_on_our_own_pages_only(ana: Program, nobody: httpx.AsyncClient) -> None:
    link_id, claim = await ask(ana.http, nobody)
    await ana.http.post(f"/api/users/me/link/{link_id}", json={"allow": True})
    for headers in ({}, {"Origin": "https://evil.example"}):
        assert (await nobody.post("/session/link", json={"claim": claim}, headers=headers)).status_code == 403
    taken = await nobody.post("/session/link", json={"claim": claim}, headers=OWN)
    assert taken.status_code == 201
    assert all(word in taken.headers["set-cookie"].lower() for word in ("httponly", "samesite=lax"))
    assert (await nobody.get("/api/users/me")).json()["id"] == ana.id
    assert claim not in taken.text


async def test_no_secret_is_kept_for_a_second_asking(ana: Program, nobody: httpx.AsyncClient) -> None:
    headers = {"Idempotency-Key": "one"}
    codes = [(await ana.http.post("/api/users/me/link", headers=headers)).json()["code"] for _ in range(2)]
    assert codes[0] != codes[1]


async def test_the_qr_code_leads_to_where_the_page_was_found(ana: Program, nobody: httpx.AsyncClient) -> None:
    joined = await nobody.post("/session", json={"name": "Bob"}, headers=OWN)
    assert joined.status_code == 201
    made = (await nobody.post("/api/users/me/link", headers=OWN)).json()
    assert made["address"].startswith(f"{HOST}/link/")
    assert made["qr"]["path"].startswith("M4 4h7v1h-7z")


async def test_others_neither_see_nor_answer(ana: Program, bob: Program, nobody: httpx.AsyncClient) -> None:
    link_id, claim = await ask(ana.http, nobody)
    assert (await bob.http.get(f"/api/users/me/link/{link_id}")).status_code == 404
    assert (await bob.http.post(f"/api/users/me/link/{link_id}", json={"allow": True})).status_code == 404
    assert (await nobody.post("/api/users/me/link")).status_code == 401
    assert (await nobody.get(f"/api/sessions/redeem/{claim}")).json()["state"] == "asking"
