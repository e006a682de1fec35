"""Statements that PostgreSQL plans once for a connection: planning a long one takes longer than running it."""

import re
from collections.abc import Mapping
from typing import Any

from sqlalchemy import CursorResult, text
from sqlmodel import Session

# A plan that was made while a table was small is given up before it hurts, also before PostgreSQL's statistics know.
_PLAN_AGAIN_AFTER = 1_000


class Prepared:
    """A statement whose parameters, written `:name`, have these types.

    It must not depend on the values how it is best run: the same plan serves all of them.
    """

    def __init__(self, name: str, sql: str, types: Mapping[str, str]) -> None:
        self._name = name
        places = {parameter: f"${place}" for place, parameter in enumerate(types, 1)}
        numbered = re.sub(r"(?<!:):([a-z_]+)", lambda found: places[found[1]], sql)
        self._prepare = f"PREPARE {name} ({', '.join(types.values())}) AS {numbered}"
        given = (f"cast(:{parameter} AS {kind})" for parameter, kind in types.items())
        self._execute = text(f"EXECUTE {name} ({', '.join(given)})")

    def run(self, session: Session, values: Mapping[str, Any]) -> CursorResult[Any]:
        """Runs it on this session's connection, which learns it first if it must."""
        connection = session.connection()
        runs = connection.info.setdefault("prepared", {})
        if runs.get(self._name) == _PLAN_AGAIN_AFTER:
            connection.exec_driver_sql(f"DEALLOCATE {self._name}")
            del runs[self._name]
        if self._name not in runs:
            connection.exec_driver_sql(self._prepare)
        runs[self._name] = runs.get(self._name, 0) + 1
        return connection.execute(self._execute, values)
