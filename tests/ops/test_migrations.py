"""The migrations and the models say the same."""

from __future__ import annotations

from alembic import command

from webchat.db.migrate import alembic_config, is_current, upgrade


def test_migrations_and_models_agree(database_url: str) -> None:
    assert database_url
    command.check(alembic_config())  # raises when a migration is missing


def test_a_second_start_migrates_nothing(database_url: str) -> None:
    assert is_current(database_url)
    upgrade(database_url)
    assert is_current(database_url)
