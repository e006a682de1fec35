"""Who is in which conversation, and how far they have read."""

from datetime import datetime

from sqlalchemy import BigInteger, CheckConstraint, Index
from sqlmodel import Field, SQLModel

from webchat.models.columns import counter, flag, later, moment, numbers, reference, words


class Membership(SQLModel, table=True):
    """One user's place in one conversation. Cursors only move forward; `joined_seq` is where they began.

    `shown_seq`: how far the others may know that this one has read; it stands still while they hide it.
    `unread_mark`: marked unread from this `seq` on, until read again. `hidden_seq`: not listed until something newer;
    `archived_seq`: listed apart until then, or as long as it is muted.
    `answered`: lines of calls above `read_seq` that this one took part in: they are not unread.
    `notify` is "all", "mentions" or "none"; what it says holds until `muted_until`, for good where that is null.
    """

    __tablename__ = "membership"
    __table_args__ = (
        CheckConstraint("read_seq <= delivered_seq", name="membership_read_is_delivered"),
        Index("ix_membership_user_id", "user_id"),
        # The slowest member is the first entry: no receipt counts all members of a large group.
        Index("ix_membership_shown", "conversation_id", "shown_seq"),
        Index("ix_membership_delivered", "conversation_id", "delivered_seq"),
    )

    conversation_id: int = reference("conversation.id", primary_key=True)
    user_id: int = reference("user.id", primary_key=True)
    role: str = words("member")
    joined_seq: int = counter()
    delivered_seq: int = counter()
    read_seq: int = counter()
    shown_seq: int = counter()
    answered: list[int] = numbers()
    unread_mark: int | None = Field(default=None, sa_type=BigInteger, nullable=True)
    hidden_seq: int | None = Field(default=None, sa_type=BigInteger, nullable=True)
    notify: str = words("all")
    muted_until: datetime | None = later()
    pinned: bool = flag()
    archived_seq: int | None = Field(default=None, sa_type=BigInteger, nullable=True)
    joined_at: datetime = moment()


class ReceiptMoment(SQLModel, table=True):
    """When a member's cursors came to a `seq`: who has seen a message, and since when. Kept as long as the log.

    Where both cursors came there at once, the moment of reading stands for both.
    """

    __tablename__ = "receipt_moment"
    # Rows come in the order of time: what is old is found without an entry for each.
    __table_args__ = (Index("ix_receipt_moment_at", "at", postgresql_using="brin"),)

    conversation_id: int = reference("conversation.id", primary_key=True)
    user_id: int = reference("user.id", primary_key=True)
    seq: int = Field(primary_key=True, sa_type=BigInteger)
    is_read: bool = Field(primary_key=True)
    at: datetime = moment()


class FormerMember(SQLModel, table=True):
    """Somebody who was removed: a link lets them in again only when an admin asks them."""

    __tablename__ = "former_member"

    conversation_id: int = reference("conversation.id", primary_key=True)
    user_id: int = reference("user.id", primary_key=True)
    removed_by: int = reference("user.id")
    removed_at: datetime = moment()
