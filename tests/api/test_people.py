"""People in pages."""

from __future__ import annotations

from tests.api.conftest import Program


async def test_all_people_come_in_pages_each_once(ana: Program, enrol) -> None:
    names = [f"Person {number}" for number in range(5)] + ["A Person"]
    made = [(await enrol(name)).id for name in names]
    found: list[int] = []
    asked: dict[str, str | int] = {"q": "person", "limit": 2}
    while True:
        page = (await ana.http.get("/api/users/", params=asked)).raise_for_status().json()
        found += [one["id"] for one in page["items"]]
        if page["next"] is None:
            break
        asked["cursor"] = page["next"]
    assert found == made  # those that begin with it first
    assert (await ana.http.get("/api/users/?cursor=nonsense")).status_code == 422
