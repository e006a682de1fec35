"""Ways onto another device."""

from datetime import datetime

from sqlalchemy import BigInteger, DateTime
from sqlmodel import Field, SQLModel

from webchat.models.columns import counter, identity, moment, reference, words


class DeviceLink(SQLModel, table=True):
    """What lets another device in, once `session_id` (None: a host's key) says yes. Only hashes of what opens it.

    `secret_hash` is of the QR code, `selector_hash` and `code_hash` of the two parts of what is typed, `claim_hash`
    of what the new device holds since it came.
    """

    __tablename__ = "device_link"

    id: int | None = identity()
    user_id: int = reference("user.id", index=True)
    session_id: int | None = Field(default=None, sa_type=BigInteger, nullable=True)
    secret_hash: bytes = Field(unique=True)
    selector_hash: bytes = Field(unique=True)
    code_hash: bytes
    tries: int = counter()
    claim_hash: bytes | None = Field(default=None, unique=True)
    device: str = words()
    address: str = words()
    answer: str = words()
    expires_at: datetime = Field(index=True, sa_type=DateTime(timezone=True))
    created_at: datetime = moment()
