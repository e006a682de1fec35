"""An empty database for each example that hypothesis thinks of."""

from collections.abc import Callable

import pytest

from tests.support.emptying import empty as empty_database


@pytest.fixture
def empty(clean_database: object, database_url: str) -> Callable[[], None]:
    """Empties every table that people fill."""
    return lambda: empty_database(database_url)
