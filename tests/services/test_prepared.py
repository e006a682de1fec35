"""Values of prepared statements come to PostgreSQL as they are."""

from __future__ import annotations

from uuid import uuid4

from sqlalchemy import Engine

from webchat.db.prepared import Prepared, run

TEXTS = [
    "",
    "NULL",
    "null",
    'say "yes"',
    "back\\slash \\' \\\"",
    "{a,b}",
    "100 % %s %(a)s",
    "line\nline\ttab",
    " é 😀 ",
    None,
]
_ECHO = Prepared("echo", "SELECT :texts AS texts, :numbers AS numbers, :flags AS flags, :ids AS ids",
    {"texts": "text[]", "numbers": "bigint[]", "flags": "boolean[]", "ids": "uuid[]"})  # fmt: skip
_COUNT = Prepared("count", "SELECT cardinality(:numbers) AS total", {"numbers": "bigint[]"})


def test_arrays_come_back_as_they_were_given(engine: Engine) -> None:
    given = {"texts": TEXTS, "numbers": [1, None, -(2**62)], "flags": [True, False, None], "ids": [uuid4()]}
    with engine.connect() as connection:
        (row,) = run(connection, _ECHO.with_values(given)).mappings()
    assert (row["texts"], row["numbers"], row["flags"]) == (TEXTS, given["numbers"], given["flags"])
    assert str(given["ids"][0]) in str(row["ids"])


def test_several_run_together_over_and_over(engine: Engine) -> None:
    with engine.connect() as connection:
        for size in range(40):  # planned again on the way
            values = {"texts": [], "numbers": list(range(size)), "flags": [], "ids": []}
            calls = _ECHO.with_values(values), _COUNT.with_values(values)
            assert run(connection, *calls).scalar_one() == size
