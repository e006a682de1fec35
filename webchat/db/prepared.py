"""Statements that PostgreSQL plans once for a connection: planning a long one takes longer than running it."""

import re
from collections.abc import Iterable, Mapping
from typing import Any, NamedTuple

from sqlalchemy import Connection, CursorResult

# A plan that was made while a table was small is given up before it hurts, also before PostgreSQL's statistics know:
# after 1, 2, 4, 8, … runs, and from here on after as many again.
_SELDOM = 1_024


class Call(NamedTuple):
    """A prepared statement with its values, ready to be run."""

    statement: "Prepared"
    values: tuple[Any, ...]


class Prepared:
    """A statement whose parameters, written `:name`, have these types.

    It must not depend on the values how it is best run: the same plan serves all of them.
    """

    def __init__(self, name: str, sql: str, types: Mapping[str, str]) -> None:
        self._name, self._parameters = name, tuple(types)
        places = {parameter: f"${place}" for place, parameter in enumerate(types, 1)}
        numbered = re.sub(r"(?<!:):([a-z_]+)", lambda found: places[found[1]], sql)
        self._prepare = f"PREPARE {name} ({', '.join(types.values())}) AS {numbered}"
        self.execute = f"EXECUTE {name} ({', '.join(['%s'] * len(types))})"

    def with_values(self, values: Mapping[str, Any]) -> Call:
        """What to run; lists become PostgreSQL's arrays."""
        given = (values[parameter] for parameter in self._parameters)
        return Call(self, tuple(_array(value) if isinstance(value, list) else value for value in given))

    def lesson(self, runs: dict[str, int]) -> str | None:
        """What has a connection plan it, or plan it again, where that is due. `runs`: how often it was run, by name."""
        count = runs.get(self._name, 0)
        if count == 0:
            return self._prepare
        due = count % _SELDOM == 0 or (count < _SELDOM and count & (count - 1) == 0)
        return f"DEALLOCATE {self._name}; {self._prepare}" if due else None

    def count(self, runs: dict[str, int]) -> None:
        """It is about to be run, and planned."""
        runs[self._name] = runs.get(self._name, 0) + 1


def run(connection: Connection, *calls: Call) -> CursorResult[Any]:
    """Runs them in one round trip, each with a snapshot of its own; gives the rows of the last one."""
    runs = connection.info.setdefault("prepared", {})
    for call in calls:
        if lesson := call.statement.lesson(runs):
            connection.exec_driver_sql(lesson)
        call.statement.count(runs)
    return connection.exec_driver_sql(*joined(calls))


def joined(calls: Iterable[Call]) -> tuple[str, tuple[Any, ...]]:
    """Several as one string, with their values."""
    return "; ".join(call.statement.execute for call in calls), tuple(value for call in calls for value in call.values)


def _array(values: Iterable[Any]) -> str:
    return "{" + ",".join([_element(value) for value in values]) + "}"


def _element(value: Any) -> str:
    if isinstance(value, str):
        return '"' + value.replace("\\", "\\\\").replace('"', '\\"') + '"'
    return "NULL" if value is None else str(value)
