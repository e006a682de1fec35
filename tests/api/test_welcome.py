"""Whom the guide welcomes: people who join by typing a name, and others only where the operator wants it."""

from collections.abc import Callable

import httpx
import pytest
from sqlalchemy import text

from tests.api.conftest import HOST, signed
from webchat.db.unit_of_work import UnitOfWork, read


def _expected(uow: UnitOfWork) -> dict[str, str]:
    rows = uow.session.execute(text('SELECT u.username, w.language FROM welcome w JOIN "user" u ON u.id = w.user_id'))
    return {row.username: row.language for row in rows}


async def _join(nobody: httpx.AsyncClient, name: str, **headers: str) -> None:
    (await nobody.post("/session", json={"name": name}, headers={"Origin": HOST, **headers})).raise_for_status()


async def test_people_who_join_and_no_programs(
    nobody: httpx.AsyncClient, client: Callable[..., httpx.AsyncClient], configured: Callable[..., None]
) -> None:
    configured(WEBCHAT_WELCOME_BOT="on")
    await _join(nobody, "Ana", **{"Accept-Language": "de-AT,en;q=0.5"})
    await _join(nobody, "Ben", **{"Accept-Language": "de", "Cookie": "webchat_language=ar"})
    (await nobody.post("/api/users/", json={"username": "A program"})).raise_for_status()
    (await client(signed(name="Ada Host")).get("/api/users/me/")).raise_for_status()
    assert await read(_expected) == {"Ana": "de", "Ben": "ar"}


async def test_nobody_where_the_operator_wants_no_guide(
    nobody: httpx.AsyncClient, configured: Callable[..., None]
) -> None:
    configured(WEBCHAT_WELCOME_BOT="off")
    await _join(nobody, "Ana")
    assert await read(_expected) == {}


@pytest.mark.parametrize(("rooms", "welcomed"), [(None, ["Ada Host"]), (["order-1"], [])])
async def test_people_of_a_host_where_the_operator_wants_it_and_no_guests_of_rooms(
    client: Callable[..., httpx.AsyncClient], configured: Callable[..., None], rooms: object, welcomed: list[str]
) -> None:
    configured(WEBCHAT_WELCOME_HOSTED="on")
    for _ in range(2):
        (await client(signed(rooms=rooms)).get("/api/users/me/")).raise_for_status()
    assert list(await read(_expected)) == welcomed
