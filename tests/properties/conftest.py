"""An empty database for each example that hypothesis thinks of."""

from collections.abc import Callable

import pytest
from sqlalchemy import Engine, text


@pytest.fixture
def empty(clean_database: Engine) -> Callable[[], None]:
    """Empties every table that people fill."""

    def truncate() -> None:
        with clean_database.begin() as connection:
            connection.execute(text('TRUNCATE "user", conversation, event RESTART IDENTITY CASCADE'))

    return truncate
