"""The writer's own connection: cut, refused and held up, it stores each message once."""

import asyncio
from collections.abc import Iterator
from uuid import uuid4

import pytest
from sqlalchemy import Connection, Engine, text

from tests.support.chat import Listener, direct, history, say
from webchat.db.direct import Direct
from webchat.db.prepared import Call, Prepared
from webchat.domain.actor import Actor
from webchat.domain.errors import InvalidInput
from webchat.realtime import hub

pytestmark = pytest.mark.usefixtures("engine")
_ECHO = Prepared("echo_number", "SELECT :number AS number", {"number": "int"})
_BACK = Prepared("echo_words", "SELECT :words AS words", {"words": "text"})
_WAITING = text("""
    SELECT pid FROM pg_stat_activity
    WHERE wait_event_type = 'Lock' AND query LIKE '%lock_conversations%' AND pid <> pg_backend_pid()
""")
_CUT = text("SELECT pg_terminate_backend(:pid)")
_OWN = text("SELECT pid FROM pg_stat_activity WHERE query LIKE '%send_words%' AND pid <> pg_backend_pid()")


@pytest.fixture
def outside(engine: Engine) -> Iterator[Connection]:
    """Somebody else's connection to the database."""
    with engine.connect().execution_options(isolation_level="AUTOCOMMIT") as connection:
        yield connection


async def test_it_answers_in_rows_by_name_over_and_over() -> None:
    line = Direct()
    for number in range(20):  # planned again on the way
        assert await line.run(_ECHO.with_values({"number": 0}), _ECHO.with_values({"number": number})) == [
            {"number": number}
        ]
    line.close()


@pytest.mark.parametrize(
    "call", [_ECHO.with_values({"number": 2**40}), *(_BACK.with_values({"words": one}) for one in ("a\0b", "a\ud800"))]
)
async def test_a_value_that_cannot_be_stored_is_refused_and_the_line_goes_on(call: Call) -> None:
    line = Direct()
    with pytest.raises(InvalidInput):
        await line.run(call)
    assert await line.run(_ECHO.with_values({"number": 1})) == [{"number": 1}]
    line.close()


async def test_a_line_that_was_cut_while_it_rested_is_opened_again(ana: Actor, bob: Actor, outside: Connection) -> None:
    conversation = await direct(ana, bob)
    await say(ana, conversation, "before")
    for pid in outside.execute(_OWN).scalars().all():
        outside.execute(_CUT, {"pid": pid})
    await say(ana, conversation, "after")
    assert [message.body for message in await history(bob, conversation)] == ["before", "after"]


async def test_a_line_that_is_cut_while_a_batch_is_under_way_stores_it_once(
    ana: Actor, bob: Actor, live: Listener, outside: Connection
) -> None:
    conversation = await direct(ana, bob)
    outside.execute(text("SELECT pg_advisory_lock(:id)"), {"id": conversation})
    sending = [asyncio.create_task(say(ana, conversation, str(number), client_id=uuid4())) for number in range(3)]
    while not (waiting := outside.execute(_WAITING).scalars().all()):  # noqa: ASYNC110  the database cannot call us
        await asyncio.sleep(0.01)
    for pid in waiting:
        outside.execute(_CUT, {"pid": pid})
    outside.execute(text("SELECT pg_advisory_unlock(:id)"), {"id": conversation})
    assert [one.seq for one in await asyncio.gather(*sending)] == [1, 2, 3]
    await hub.drained()
    assert [message.body for message in await history(bob, conversation)] == ["0", "1", "2"]
    assert sum(event.type == "message.created" for event in live.events) == 3


async def test_who_gives_up_waiting_does_not_get_the_answer_to_another_question(outside: Connection) -> None:
    line = Direct()
    assert await line.run(_ECHO.with_values({"number": 1})) == [{"number": 1}]
    asking = asyncio.create_task(line.run(_ECHO.with_values({"number": 2})))
    await asyncio.sleep(0)
    asking.cancel()
    await asyncio.gather(asking, return_exceptions=True)
    assert await line.run(_ECHO.with_values({"number": 3})) == [{"number": 3}]
    line.close()
