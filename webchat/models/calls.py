"""Calls, and who takes part in them."""

from datetime import datetime

from sqlalchemy import Index, text
from sqlmodel import SQLModel

from webchat.models.columns import counter, flag, identity, later, moment, optional_reference, reference, words

_LIVE = text("ended_at IS NULL")
_INSIDE = text("state IN ('waiting', 'connecting', 'active', 'reconnecting')")


class Call(SQLModel, table=True):
    """One call; `due_at` is when something of it lapses next. States are those of `domain/call_states.py`.

    `message_id` is the line that it leaves in the timeline. `version` rises with every change.
    """

    __tablename__ = "call"
    __table_args__ = (
        # One live call a conversation, whoever asks at the same moment.
        Index("ux_call_live", "conversation_id", unique=True, postgresql_where=_LIVE),
        Index("ix_call_message_id", "message_id", postgresql_where=text("message_id IS NOT NULL")),
        Index("ix_call_due", "due_at", postgresql_where=_LIVE),
    )

    id: int | None = identity()
    conversation_id: int = reference("conversation.id", index=True)
    initiator_id: int = reference("user.id")
    message_id: int | None = optional_reference("message.id")
    kind: str
    media: str = words("mesh")
    state: str
    version: int = counter(1)
    started_at: datetime = moment()
    ring_until: datetime = moment()
    answered_at: datetime | None = later()
    connected_at: datetime | None = later()
    ended_at: datetime | None = later()
    end_reason: str = words()
    due_at: datetime | None = later()


class CallParticipant(SQLModel, table=True):
    """Somebody's part in a call. `noticed`: they looked at the list that shows it as missed.

    `told`: whether their devices were told that it rings ("rung"), and that it does not any more ("over").
    """

    __tablename__ = "call_participant"
    __table_args__ = (
        # One is in one call at a time.
        Index("ux_call_participant_inside", "user_id", unique=True, postgresql_where=_INSIDE),
        Index("ix_call_participant_user", "user_id", "call_id"),
    )

    call_id: int = reference("call.id", primary_key=True)
    user_id: int = reference("user.id", primary_key=True)
    state: str
    device_id: str = words()
    deadline: datetime | None = later()
    joined_at: datetime | None = later()
    left_at: datetime | None = later()
    seen_at: datetime | None = later()
    line: str = words()
    noticed: bool = flag()
    told: str = words()
