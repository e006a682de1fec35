"""Queries about who shut out whom."""

from dataclasses import dataclass

from sqlalchemy import RowMapping, text
from sqlmodel import Session

from webchat.models import Block

# The key of two people names both: nothing has to be joined to know the other one. 58 is the colon, which would
# mean a parameter where SQLAlchemy reads it.
_PEER = """cast(split_part(c.direct_key, chr(58), CASE WHEN cast(split_part(c.direct_key, chr(58), 1) AS bigint) = {me}
    THEN 2 ELSE 1 END) AS bigint)"""


def blocked_by(me: str) -> str:
    """SQL: whether the user `me` shut out the other one of the direct conversation `c`."""
    peer = _PEER.format(me=me)
    return f"EXISTS (SELECT 1 FROM block b WHERE b.blocker_id = {me} AND b.blocked_id = {peer})"  # noqa: S608


def blocking(me: str) -> str:
    """SQL: whether the user `me` was shut out by the other one of the direct conversation `c`."""
    peer = _PEER.format(me=me)
    return f"EXISTS (SELECT 1 FROM block b WHERE b.blocked_id = {me} AND b.blocker_id = {peer})"  # noqa: S608


def _is_gone(me: str) -> str:
    peer = _PEER.format(me=me)
    return f'EXISTS (SELECT 1 FROM "user" p WHERE p.id = {peer} AND p.deleted_at IS NOT NULL)'  # noqa: S608


def block_of(me: str) -> str:
    """SQL column `block`: what `Standing.block` holds for the user `me` in the conversation `c`."""
    cases = {"gone": _is_gone(me), "mine": blocked_by(me), "theirs": blocking(me)}
    whens = " ".join(f"WHEN {case} THEN '{name}'" for name, case in cases.items())
    return f"CASE {whens} ELSE '' END AS block"


_BLOCK = text("INSERT INTO block (blocker_id, blocked_id) VALUES (:one, :other) ON CONFLICT DO NOTHING RETURNING 1")
_UNBLOCK = text("DELETE FROM block WHERE blocker_id = :one AND blocked_id = :other RETURNING 1")
_COUNT = text("SELECT count(*) FROM block WHERE blocker_id = :one")
_LIST = text("""
    SELECT b.created_at AS blocked_at, u.* FROM block b JOIN "user" u ON u.id = b.blocked_id
    WHERE b.blocker_id = :one ORDER BY b.created_at DESC, b.blocked_id
""")
_BLOCKERS = text("SELECT blocker_id FROM block WHERE blocked_id = :user_id AND blocker_id = ANY(:ids)")
# Who is known from a conversation that both are in stays known: else their absence would tell of the block.
_BETWEEN = text("""
    SELECT w.id, NOT EXISTS (SELECT 1 FROM block WHERE blocker_id = w.id AND blocked_id = :user_id)
        OR EXISTS (SELECT 1 FROM membership a JOIN membership o USING (conversation_id)
            WHERE a.user_id = :user_id AND o.user_id = w.id) AS known
    FROM unnest(cast(:ids AS bigint[])) AS w (id) WHERE EXISTS (
        SELECT 1 FROM block WHERE blocker_id = w.id AND blocked_id = :user_id
        UNION ALL SELECT 1 FROM block WHERE blocker_id = :user_id AND blocked_id = w.id
    )
""")
_ALL_OF = text("""
    SELECT blocked_id AS id, true AS mine FROM block WHERE blocker_id = :user_id
    UNION ALL SELECT blocker_id, false FROM block WHERE blocked_id = :user_id
""")


@dataclass(frozen=True, slots=True)
class Blocks:
    """Whom somebody shut out, and who shut them out."""

    blocked: frozenset[int]
    blockers: frozenset[int]

    @property
    def apart(self) -> frozenset[int]:
        """With whom nothing passes, in neither direction."""
        return self.blocked | self.blockers


def add(session: Session, blocker_id: int, blocked_id: int) -> bool:
    """Shuts somebody out; False when they were before."""
    return session.execute(_BLOCK, {"one": blocker_id, "other": blocked_id}).scalar() is not None


def remove(session: Session, blocker_id: int, blocked_id: int) -> bool:
    """Lets somebody in again; False when they were not shut out."""
    return session.execute(_UNBLOCK, {"one": blocker_id, "other": blocked_id}).scalar() is not None


def is_blocked(session: Session, blocker_id: int, blocked_id: int) -> bool:
    """Whether one shut out the other."""
    return session.get(Block, (blocker_id, blocked_id)) is not None


def count(session: Session, blocker_id: int) -> int:
    """How many somebody shut out."""
    return int(session.execute(_COUNT, {"one": blocker_id}).scalar_one())


def rows(session: Session, blocker_id: int) -> list[RowMapping]:
    """Whom somebody shut out, the latest first: the columns of a user and `blocked_at`."""
    return list(session.execute(_LIST, {"one": blocker_id}).mappings())


def blockers_among(session: Session, user_id: int, ids: list[int]) -> set[int]:
    """Those of `ids` who shut this user out."""
    return set(session.execute(_BLOCKERS, {"user_id": user_id, "ids": ids}).scalars())


def between(session: Session, user_id: int, ids: list[int]) -> dict[int, bool]:
    """Those of `ids` between whom and this user there is a block; True: the user may know of them all the same."""
    return {row.id: row.known for row in session.execute(_BETWEEN, {"user_id": user_id, "ids": ids})}


def of_user(session: Session, user_id: int) -> Blocks:
    """Every block that somebody has part in."""
    found = session.execute(_ALL_OF, {"user_id": user_id}).all()
    mine, theirs = ({row.id for row in found if row.mine is mine} for mine in (True, False))
    return Blocks(frozenset(mine), frozenset(theirs))
