"""Links into groups."""

from datetime import datetime

from sqlmodel import Field, SQLModel

from webchat.models.columns import counter, identity, later, moment, reference


class Invite(SQLModel, table=True):
    """A link that lets people join; only the SHA-256 of its code is kept. `max_uses` 0: any number."""

    __tablename__ = "invite"

    id: int | None = identity()
    conversation_id: int = reference("conversation.id", index=True)
    created_by: int = reference("user.id")
    code_hash: bytes = Field(unique=True)
    max_uses: int = counter()
    uses: int = counter()
    expires_at: datetime | None = later()
    revoked_at: datetime | None = later()
    created_at: datetime = moment()
