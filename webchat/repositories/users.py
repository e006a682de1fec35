"""Queries about people."""

from datetime import datetime
from typing import Any

from sqlalchemy import text
from sqlmodel import Session, select

from webchat.domain.avatars import user_avatar
from webchat.domain.user_views import LookView, PrivacyView, UserView
from webchat.models import User
from webchat.repositories.patterns import escaped

_INSERT = text("""
    INSERT INTO "user" (username, username_key, search_key, display_name, about, is_bot, made_by)
    VALUES (:username, :username_key, :search_key, :display_name, :about, :is_bot, :made_by)
    ON CONFLICT (username_key) DO NOTHING RETURNING id
""")
_FIND = text(r"""
    SELECT * FROM (
        SELECT search_key NOT LIKE :pattern || '%' AS inside, search_key, id FROM "user"
        WHERE deleted_at IS NULL AND id <> :except_id AND search_key LIKE '%' || :pattern || '%'
    ) AS found
    WHERE (inside, search_key, id) > (:inside, :after_key, :after_id)
    ORDER BY inside, search_key, id LIMIT :limit
""")


# Of one's latest conversations, and of a large group only some: this grows with neither.
_KNOWN = text(r"""
    WITH latest AS (
        SELECT c.id, c.kind, c.active_at FROM membership m JOIN conversation c ON c.id = m.conversation_id
        WHERE m.user_id = :user_id ORDER BY c.active_at DESC LIMIT 200
    )
    SELECT u.id FROM latest CROSS JOIN LATERAL (
        SELECT o.user_id FROM membership o WHERE o.conversation_id = latest.id AND o.user_id <> :user_id LIMIT 20
    ) AS other JOIN "user" u ON u.id = other.user_id
    WHERE u.deleted_at IS NULL AND u.search_key LIKE '%' || :pattern || '%'
    GROUP BY u.id, u.search_key
    ORDER BY u.search_key NOT LIKE :pattern || '%', bool_and(latest.kind = 'group'), max(latest.active_at) DESC,
        u.search_key, u.id
    LIMIT :limit
""")


_PRIVACY = text("""
    SELECT id, NOT hides_receipts AS receipts, NOT hides_presence AS presence FROM "user" WHERE id = ANY(:ids)
""")


def insert(session: Session, **values: Any) -> int | None:
    """The new user's id, or None when the key is taken."""
    return session.execute(_INSERT, values).scalar()


def taken_keys(session: Session, keys: list[str]) -> set[str]:
    """Those of `keys` that somebody has or had."""
    return set(session.exec(select(User.username_key).where(User.username_key.in_(keys))))  # type: ignore[attr-defined]


def get(session: Session, user_id: int) -> UserView | None:
    """A user who is still here."""
    row = session.get(User, user_id)
    return view_of(row) if row and not row.deleted_at else None


def by_key(session: Session, key: str) -> UserView | None:
    """The user of a name, who is still here."""
    query = select(User).where(User.username_key == key, User.deleted_at.is_(None))  # type: ignore[union-attr]
    row = session.exec(query).first()
    return view_of(row) if row else None


def get_many(session: Session, ids: list[int]) -> list[UserView]:
    """Users who are still here, in the order of `ids`."""
    rows = session.exec(select(User).where(User.id.in_(ids), User.deleted_at.is_(None)))  # type: ignore[union-attr]
    found = {row.id: view_of(row) for row in rows}
    return [found[user_id] for user_id in ids if user_id in found]


def get_even_gone(session: Session, ids: list[int]) -> list[UserView]:
    """Users, also those who left."""
    rows = session.exec(select(User).where(User.id.in_(ids)).order_by(User.id))  # type: ignore[union-attr, arg-type]
    return [view_of(row) for row in rows]


def find(session: Session, key: str, *, except_id: int, limit: int) -> list[UserView]:
    """Users whose name holds `key`, those that begin with it first."""
    return [user for _, user in find_after(session, key, except_id=except_id, limit=limit)]


def known(session: Session, user_id: int, key: str, limit: int) -> list[UserView]:
    """Users whose name holds `key` and with whom this one talks, then those of shared groups; the latest first."""
    values = {"user_id": user_id, "pattern": escaped(key), "limit": limit}
    return get_many(session, list(session.execute(_KNOWN, values).scalars()))


def find_after(
    session: Session, key: str, *, except_id: int, limit: int, after: tuple[bool, str, int] = (False, "", 0)
) -> list[tuple[tuple[bool, str, int], UserView]]:
    """The same after a place in this list, each with its own."""
    inside, after_key, after_id = after
    values = {"pattern": escaped(key), "except_id": except_id, "limit": limit}
    rows = session.execute(_FIND, values | {"inside": inside, "after_key": after_key, "after_id": after_id})
    places = {row.id: (row.inside, row.search_key, row.id) for row in rows}
    return [(places[user.id], user) for user in get_many(session, list(places))]


def made_by(session: Session, user_id: int) -> list[UserView]:
    """A person's bots that are still here, the oldest first."""
    query = select(User).where(User.made_by == user_id, User.deleted_at.is_(None))  # type: ignore[union-attr]
    return [view_of(row) for row in session.exec(query.order_by(User.id))]  # type: ignore[arg-type]


def change(session: Session, user_id: int, values: dict[str, Any]) -> None:
    """Sets columns of one user."""
    row = session.get(User, user_id)
    for name, value in values.items():
        setattr(row, name, value)
    session.flush()


def saw_last(session: Session, user_id: int, at: datetime) -> None:
    """Keeps when a user was last here."""
    change(session, user_id, {"last_seen_at": at})


def privacy_of(session: Session, ids: list[int]) -> dict[int, PrivacyView]:
    """What each of these people shows of themselves, and sees of others."""
    return {row.id: PrivacyView(row.receipts, row.presence) for row in session.execute(_PRIVACY, {"ids": ids})}


def look_of(session: Session, user_id: int) -> LookView:
    """What somebody chose for all their devices."""
    row = session.get(User, user_id)
    return LookView(row.language, row.theme, row.accent) if row else LookView()


def view_of(row: Any) -> UserView:
    """Somebody as others may see them: from a stored `User`, or from a row that holds the columns of one."""
    return UserView(
        row.id,
        row.username,
        row.display_name,
        row.about,
        avatar_url=user_avatar(row.id, row.avatar_media_id),
        is_bot=row.is_bot,
        presence="offline",
        last_seen_at=None if row.hides_presence else row.last_seen_at,
        created_at=row.created_at,
        hides_presence=row.hides_presence,
    )
