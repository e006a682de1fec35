"""Answers that were given, for requests that come again."""

from datetime import datetime
from typing import Any

from sqlalchemy import Column
from sqlalchemy.dialects.postgresql import JSONB
from sqlmodel import Field, SQLModel

from webchat.models.columns import counter, moment, reference


class StoredAnswer(SQLModel, table=True):
    """The answer to a POST under its `Idempotency-Key`; `status` 0 while it is being worked out."""

    __tablename__ = "stored_answer"

    user_id: int = reference("user.id", primary_key=True)
    key: str = Field(primary_key=True)
    request_hash: bytes
    status: int = counter()
    body: Any = Field(default=None, sa_column=Column(JSONB))
    created_at: datetime = moment()
