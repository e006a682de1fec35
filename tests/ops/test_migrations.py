"""The migrations and the models say the same."""

from __future__ import annotations

from alembic import command
from sqlalchemy import create_engine, text

from webchat.db.migrate import alembic_config, is_current, upgrade


def test_migrations_and_models_agree(database_url: str) -> None:
    assert database_url
    command.check(alembic_config())  # raises when a migration is missing


def test_a_second_start_migrates_nothing(database_url: str) -> None:
    assert is_current(database_url)
    upgrade(database_url)
    assert is_current(database_url)


def test_what_a_limited_token_sees_has_the_columns_of_the_table(database_url: str) -> None:
    """A migration that changes `membership` must make the view anew, or limited tokens fail."""
    columns = "SELECT table_schema, array_agg(column_name ORDER BY ordinal_position) FROM information_schema.columns"

    with create_engine(database_url).connect() as connection:
        rows = connection.execute(text(f"{columns} WHERE table_name = 'membership' GROUP BY 1"))
        found = dict(list(rows))
    assert found["scoped"] == found["public"]
