"""Proofs of who somebody is."""

from datetime import datetime

from sqlmodel import Field, SQLModel

from webchat.models.columns import identity, later, moment, reference, words


class Session(SQLModel, table=True):
    """A browser's cookie or a program's token; only the secret's SHA-256 is kept."""

    __tablename__ = "session"

    id: int | None = identity()
    user_id: int = reference("user.id", index=True)
    kind: str = words("cookie")
    secret_hash: bytes = Field(unique=True)
    device: str = words()
    address: str = words()
    created_at: datetime = moment()
    last_used_at: datetime = moment()
    revoked_at: datetime | None = later()
