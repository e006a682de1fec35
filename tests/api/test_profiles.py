"""What somebody is called and shows."""

from tests.api.conftest import Program


async def test_a_profile_does_not_change_all_the_time(ana: Program) -> None:
    """All conversations of theirs hear of each change."""
    answers = [await ana.http.patch(f"/api/users/{ana.id}", json={"about": f"number {number}"}) for number in range(61)]
    assert [answer.status_code for answer in answers] == [200] * 60 + [429]
    assert answers[-1].json()["error"]["code"] == "rate_limited"
    assert (await ana.http.get(f"/api/users/{ana.id}")).json()["about"] == "number 59"
