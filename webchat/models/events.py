"""The log of everything that happened."""

from datetime import datetime
from typing import Any

from sqlalchemy import BigInteger, Column, Index, text
from sqlalchemy.dialects.postgresql import JSONB
from sqlalchemy.types import UserDefinedType
from sqlmodel import Field, SQLModel

from webchat.models.columns import identity, moment


class Xid8(UserDefinedType[int]):
    """PostgreSQL's 64-bit transaction number."""

    cache_ok = True

    def get_col_spec(self, **_: Any) -> str:
        return "xid8"


class Event(SQLModel, table=True):
    """One change, by ids only: bodies are joined and authorised when it is read."""

    __tablename__ = "event"
    __table_args__ = (
        Index("ix_event_position", "txid", "id"),
        Index("ix_event_conversation", "conversation_id", "txid", "id"),
        Index("ix_event_user", "user_id", "txid", "id", postgresql_where=text("user_id is not null")),
    )

    id: int | None = identity()
    txid: int = Field(default=None, sa_column=Column(Xid8, nullable=False, server_default=text("pg_current_xact_id()")))
    conversation_id: int | None = Field(default=None, sa_type=BigInteger)
    user_id: int | None = Field(default=None, sa_type=BigInteger)
    actor_id: int | None = Field(default=None, sa_type=BigInteger)
    type: str
    payload: dict[str, Any] = Field(
        default_factory=dict, sa_column=Column(JSONB, nullable=False, server_default=text("'{}'"))
    )
    created_at: datetime = moment()


class Installation(SQLModel, table=True):
    """One row: the epoch that cursors carry, and up to which transaction the log was pruned."""

    __tablename__ = "installation"

    id: int | None = Field(default=1, primary_key=True)
    epoch: str
    pruned_txid: int = Field(default=None, sa_column=Column(Xid8, nullable=False, server_default=text("'0'::xid8")))
