"""What those who look after the installation did."""

from datetime import datetime
from typing import Any

from sqlmodel import Field, SQLModel

from webchat.models.columns import document, identity, moment, optional_reference


class Audit(SQLModel, table=True):
    """One act; no `actor_id`: it was done at the machine, by the command line. Rows are never changed or removed."""

    __tablename__ = "audit"

    id: int | None = identity()
    actor_id: int | None = optional_reference("user.id")
    action: str = Field()
    user_id: int | None = optional_reference("user.id")
    details: dict[str, Any] = document()
    created_at: datetime = moment()
