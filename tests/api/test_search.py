"""The search and the preferences as programs use them."""

from tests.api.conftest import Program


async def test_hits_are_ranges_of_the_body(ana: Program, bob: Program) -> None:
    await bob.say(ana.id, "Le café du coin")
    page = (await ana.http.get("/api/messages/search", params={"q": "CAFE"})).json()
    (hit,) = page["items"]
    assert hit["message"]["body"] == "Le café du coin"
    assert (hit["ranges"], hit["conversation_title"], page["next"]) == ([[3, 7]], "Bob", None)


async def test_parameters_narrow_the_search(ana: Program, bob: Program) -> None:
    room = (await bob.say(ana.id, "see https://example.org")).json()["conversation_id"]
    await ana.say(bob.id, "seen")
    found = {
        (("q", "see"),): 2, (("q", "see"), ("from", bob.id)): 1, (("has", "link"),): 1, (("from", ana.id),): 1,
        (("q", "see"), ("since", "2099-01-01T00:00:00Z")): 0, (("q", "see"), ("until", "2099-01-01T00:00:00Z")): 2,
        (("q", "see"), ("conversation_id", room)): 2, (("q", ""),): 0,
    }  # fmt: skip
    for parameters, count in found.items():
        page = (await ana.http.get("/api/messages/search", params=dict(parameters))).json()
        assert len(page["items"]) == count, parameters
    first = (await ana.http.get("/api/messages/search", params={"q": "see", "limit": 1})).json()
    rest = (await ana.http.get("/api/messages/search", params={"q": "see", "cursor": first["next"]})).json()
    assert len(first["items"]) == len(rest["items"]) == 1
    assert first["items"] != rest["items"]


async def test_nonsense_is_refused(ana: Program, bob: Program) -> None:
    await bob.say(ana.id, "hello")
    answers = {"has=wings": 422, "since=yesterday": 422, "q=" + "x" * 301: 422, "conversation_id=999": 404}
    for parameters, status in answers.items():
        assert (await ana.http.get(f"/api/messages/search?{parameters}")).status_code == status, parameters


async def test_preferences_and_folders(ana: Program, bob: Program) -> None:
    room = (await bob.say(ana.id, "hello")).json()["conversation_id"]
    changed = await ana.http.patch(f"/api/conversations/{room}", json={"pinned": True, "archived": True})
    assert (changed.status_code, changed.json()["pinned"], changed.json()["archived"]) == (200, True, True)
    assert (await ana.http.get("/api/conversations?folder=all")).json()["items"] == []
    (archived,) = (await ana.http.get("/api/conversations?folder=archived")).json()["items"]
    assert archived["id"] == room
    until = "2099-01-01T00:00:00Z"
    muted = (await ana.http.patch(f"/api/conversations/{room}", json={"muted_until": until})).json()
    assert (muted["muted_until"], muted["notify"], muted["pinned"]) == (until, "none", True)
    assert (await bob.http.get(f"/api/conversations/{room}")).json()["muted_until"] is None
    for wrong in ({"muted_until": "later"}, {"muted_until": "2099-01-01T00:00:00"}, {"colour": 1}):
        assert (await ana.http.patch(f"/api/conversations/{room}", json=wrong)).status_code == 422
    assert (await ana.http.patch("/api/conversations/999", json={"pinned": True})).status_code == 404
    assert (await ana.http.get("/api/conversations?folder=attic")).status_code == 422
