"""Whom one finds first: people one knows, before those whose name comes earlier."""

from __future__ import annotations

from contextvars import ContextVar

from sqlalchemy import Engine, event

from tests.support.chat import direct, group, join, say
from webchat.db.unit_of_work import read, transact
from webchat.domain.actor import Actor
from webchat.services import blocks, users


async def _found(actor: Actor, q: str = "", limit: int = 20) -> list[str]:
    return [one.display_name for one in (await read(users.find_people, actor, q, limit))[0]]


async def test_people_one_knows_come_first_the_latest_first(ana: Actor, bob: Actor) -> None:
    aaron, zoe, mia, adam = [await join(name) for name in ("Aaron", "Zoe", "Mia", "Adam Zed")]
    await say(ana, await direct(ana, zoe), "first")
    await say(bob, await direct(ana, bob), "later")
    room = await group(mia, ana, aaron)
    await say(mia, room, "in the group")
    assert await _found(ana) == ["Bob", "Zoe", "Aaron", "Mia", "Adam Zed"]
    assert await _found(ana, limit=3) == ["Bob", "Zoe", "Aaron"]
    assert await _found(adam) == ["Aaron", "Ana", "Bob", "Mia", "Zoe"]  # who knows nobody gets them by name
    await say(zoe, await direct(ana, zoe), "again")
    assert (await _found(ana))[:2] == ["Zoe", "Bob"]


async def test_a_name_that_begins_so_is_before_one_that_holds_it(ana: Actor, bob: Actor) -> None:
    names = ("Zed", "Adam Zed", "Zedekiah")
    zed, adam, _ = [await join(name) for name in names]
    await say(ana, await direct(ana, zed), "hello")
    await say(ana, await direct(ana, adam), "hello")
    assert (await _found(ana, "zed"))[:1] == ["Zed"]
    assert sorted(await _found(ana, "zed")) == sorted(names)


async def test_who_shut_one_out_and_is_in_no_conversation_with_one_is_not_found(ana: Actor, bob: Actor) -> None:
    await transact(blocks.block_user, bob, ana.user_id)
    assert await _found(ana) == []


_OURS: ContextVar[bool] = ContextVar("ours", default=False)


async def test_people_are_found_in_as_many_statements_however_many_they_are(
    ana: Actor, bob: Actor, clean_database: Engine
) -> None:
    asked: list[str] = []

    def note(_connection: object, _cursor: object, statement: str, *_more: object) -> None:
        if _OURS.get():  # the tail of the log reads beside us
            asked.append(statement)

    async def counted() -> int:
        asked.clear()
        ours = _OURS.set(True)
        await _found(ana)
        _OURS.reset(ours)
        return len(asked)

    await say(ana, await direct(ana, bob), "hello")
    event.listen(clean_database, "before_cursor_execute", note)
    try:
        few = await counted()
        others = [await join(f"Other {number}") for number in range(12)]
        for other in others[:6]:
            await direct(ana, other)
        await group(ana, *others[6:])
        assert await counted() == few > 0
    finally:
        event.remove(clean_database, "before_cursor_execute", note)
