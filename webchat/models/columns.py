"""The columns that every table writes the same way."""

from typing import Any

from sqlalchemy import ARRAY, BigInteger, Column, DateTime, ForeignKey, Index, Text, false, func, text
from sqlalchemy.dialects.postgresql import JSONB
from sqlmodel import Field


def identity() -> Any:
    """A bigint primary key that PostgreSQL counts."""
    return Field(default=None, primary_key=True, sa_type=BigInteger)


def reference(target: str, *, index: bool = False, primary_key: bool = False, unique: bool = False) -> Any:
    """A bigint that points to another table."""
    key = (ForeignKey(target),)
    return Field(sa_type=BigInteger, sa_column_args=key, index=index, primary_key=primary_key, unique=unique)


def optional_reference(target: str) -> Any:
    """A bigint that may point to another table."""
    return Field(default=None, sa_type=BigInteger, sa_column_args=(ForeignKey(target),), nullable=True)


def avatar(table: str) -> Any:
    """The file that shows who or what a row of `table` is; it points to a table that points back to people."""
    key = ForeignKey("media.id", name=f"fk_{table}_avatar_media_id", use_alter=True)
    return Field(default=None, sa_type=BigInteger, sa_column_args=(key,), nullable=True)


def avatar_index(table: str) -> Index:
    """Finds who shows a file."""
    chosen = text("avatar_media_id IS NOT NULL")
    return Index(f"ix_{table}_avatar_media_id", "avatar_media_id", postgresql_where=chosen)


def document(default: str | None = "{}") -> Any:
    """A jsonb value; with `default` None it may be null."""
    if default is None:
        return Field(default=None, sa_column=Column(JSONB, nullable=True))
    return Field(default_factory=dict, sa_column=Column(JSONB, nullable=False, server_default=text(f"'{default}'")))


def moment() -> Any:
    """An aware UTC time, set by the server when the row is made."""
    return Field(
        default=None, sa_type=DateTime(timezone=True), nullable=False, sa_column_kwargs={"server_default": func.now()}
    )


def later() -> Any:
    """An aware UTC time that may never come."""
    return Field(default=None, sa_type=DateTime(timezone=True), nullable=True)


def counter(start: int = 0) -> Any:
    """A bigint that counts up from `start`."""
    return Field(default=start, sa_type=BigInteger, sa_column_kwargs={"server_default": str(start)})


def words(default: str = "") -> Any:
    """A text that is never null."""
    return Field(default=default, sa_type=Text, sa_column_kwargs={"server_default": default})


def numbers() -> Any:
    """A few bigints, none at first."""
    return Field(default_factory=list, sa_type=ARRAY(BigInteger), sa_column_kwargs={"server_default": text("'{}'")})


def limit() -> Any:
    """The conversations that the proof was for by which it came here; null: for all."""
    return Field(default=None, sa_type=ARRAY(BigInteger))


def flag() -> Any:
    """A yes or no, no at first."""
    return Field(default=False, sa_column_kwargs={"server_default": false()})
