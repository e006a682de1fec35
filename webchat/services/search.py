"""Search: people, conversations and messages, as far as one may see them.

Messages come in windows of the latest hits, ranked inside by how well they match and how recent they are. A window
is found in one of three ways, none of which grows with the number of hits: whoever has little is looked through
whole; common words are found among the latest messages; for the rest the index of words has few enough.
"""

from base64 import urlsafe_b64decode, urlsafe_b64encode
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime

from sqlalchemy import RowMapping

from webchat.db.unit_of_work import UnitOfWork
from webchat.domain import search as language
from webchat.domain.actor import Actor
from webchat.domain.clock import now
from webchat.domain.conversation_views import ConversationView
from webchat.domain.cursors import LARGEST
from webchat.domain.errors import InvalidInput
from webchat.domain.pages import Page
from webchat.domain.search import LONGEST_QUERY, Query, find_ranges, parse_query
from webchat.domain.search_views import Found, MessageHit
from webchat.domain.text import check_text
from webchat.domain.user_views import UserView
from webchat.repositories import messages, users
from webchat.repositories import search as hits
from webchat.repositories.search import Rooms, Wanted
from webchat.services import limits
from webchat.services.conversations import access_conversation, get_conversations
from webchat.services.users import find_users

_WINDOW = 200
_ENOUGH = 40
_LITTLE = 20_000  # messages that can be looked through whole
_LATEST = 20_000
_FEW_ROOMS = 20
_NAMED = 50
_PEOPLE = 5
_CONVERSATIONS = 8


@dataclass(frozen=True, slots=True)
class _Place:
    """A cursor: the window begins before `at` and `id`, and `skip` of its hits were given."""

    at: datetime
    id: int
    skip: int = 0


def search(
    uow: UnitOfWork,
    actor: Actor,
    query: str,
    conversation_id: int | None = None,
    limit: int = 20,
    *,
    with_messages: bool = True,
) -> Found:
    """People and conversations whose names hold the words, and messages; operators leave only messages."""
    wanted = read_query(query)
    limits.count_search(actor.user_id)
    conversations: list[ConversationView] = []
    people: list[UserView] = []
    if conversation_id is None and wanted.bare:
        named = hits.named(uow.session, actor.user_id, wanted.terms, _CONVERSATIONS)
        conversations = get_conversations(uow, actor, named)
        peers = {view.mine.peer.id for view in conversations if view.mine.peer}
        found = find_users(uow, actor, " ".join(wanted.terms), _PEOPLE + len(peers))
        people = [user for user in found if user.id not in peers][:_PEOPLE]
    if not with_messages:
        return Found(people, conversations, Page([], None))
    return Found(people, conversations, _messages(uow, actor, wanted, conversation_id, limit, None))


def search_messages(
    uow: UnitOfWork,
    actor: Actor,
    query: str | Query,
    conversation_id: int | None = None,
    limit: int = 20,
    cursor: str | None = None,
    sender_id: int | None = None,
) -> Page[MessageHit]:
    """Messages that match, a page after another; of one conversation, or of all of one's own."""
    wanted = query if isinstance(query, Query) else read_query(query)
    limits.count_search(actor.user_id)
    return _messages(uow, actor, wanted, conversation_id, limit, cursor, sender_id)


def read_query(query: str) -> Query:
    """The query that was typed; raises `InvalidInput` when it is too long."""
    if len(query) > LONGEST_QUERY:
        raise InvalidInput("A search has at most {most} characters.", most=LONGEST_QUERY, field="q")
    return parse_query(check_text(query, field="q"))


def _messages(
    uow: UnitOfWork,
    actor: Actor,
    query: Query,
    conversation_id: int | None,
    limit: int,
    cursor: str | None,
    sender_id: int | None = None,
) -> Page[MessageHit]:
    if conversation_id is not None:
        access_conversation(uow, actor, conversation_id)
    place = _read_cursor(cursor) if cursor else _Place(_first(query), LARGEST)
    if query.empty and sender_id is None:
        return Page([], None)
    rooms = hits.rooms_of(uow.session, actor.user_id, query.titles, conversation_id)
    if not rooms.ids:
        return Page([], None)
    senders = tuple(_senders(uow, actor, name) for name in query.senders)
    senders += ([sender_id],) if sender_id is not None else ()
    wanted = Wanted(rooms.ids, (place.at, place.id), query.terms, senders, query.has, query.since)
    hits.limit_time(uow.session)
    window, more = _window(uow, wanted, rooms)
    return _page(uow, actor, query, window, place, limit, more=more)


def _window(uow: UnitOfWork, wanted: Wanted, rooms: Rooms) -> tuple[Sequence[RowMapping], bool]:
    """The latest hits, up to a window full, and whether there may be earlier ones."""
    if rooms.messages <= _LITTLE:
        found = hits.by_rooms(uow.session, wanted, _WINDOW)
        return found, len(found) == _WINDOW
    if len(rooms.ids) <= _FEW_ROOMS:
        found = hits.among_latest_of_each(uow.session, wanted, _LATEST // len(rooms.ids), _WINDOW)
    else:
        found = hits.among_latest(uow.session, wanted, _LATEST, _WINDOW)
    if len(found) >= _ENOUGH:
        return found, True
    if found and _only_signs(wanted):  # no index has them: stretch by stretch, as long as there are some
        return found, True
    indexed = wanted.terms and not _only_signs(wanted)
    found = (hits.by_words if indexed else hits.by_time)(uow.session, wanted, _WINDOW)
    return found, len(found) == _WINDOW


def _only_signs(wanted: Wanted) -> bool:
    return bool(wanted.terms) and all(map(language.is_sign, wanted.terms))


def _page(
    uow: UnitOfWork,
    actor: Actor,
    query: Query,
    window: Sequence[RowMapping],
    place: _Place,
    limit: int,
    *,
    more: bool,
) -> Page[MessageHit]:
    moment = now()
    ranked = sorted(
        window,
        key=lambda row: (language.score(row["search_text"], query.terms, moment - row["created_at"]), row["id"]),
        reverse=True,
    )
    shown = ranked[place.skip : place.skip + limit]
    following = None
    if place.skip + limit < len(ranked):  # from this window's top on: what is said meanwhile moves nothing
        following = _Place(window[0]["created_at"], window[0]["id"] + 1, place.skip + limit)
    elif more:
        following = _Place(window[-1]["created_at"], window[-1]["id"])
    return Page(_hits(uow, actor, query, shown), _write_cursor(following) if following else None)


def _hits(uow: UnitOfWork, actor: Actor, query: Query, rows: Sequence[RowMapping]) -> list[MessageHit]:
    views = messages.get_many(uow.session, [row["id"] for row in rows])
    titles = hits.titles_of(uow.session, actor.user_id, sorted({row["conversation_id"] for row in rows}))
    return [
        MessageHit(view, tuple(find_ranges(view.body, query.terms)), titles[view.conversation_id])
        for view in (views[row["id"]] for row in rows)
    ]


def _senders(uow: UnitOfWork, actor: Actor, name: str) -> list[int]:
    if name == "me":
        return [actor.user_id]
    found = [user.id for user in users.find(uow.session, name, except_id=0, limit=_NAMED)]
    return found or [0]


def _first(query: Query) -> datetime:
    return query.until or datetime.max.replace(tzinfo=UTC)


def _write_cursor(place: _Place) -> str:
    return urlsafe_b64encode(f"{place.at.isoformat()} {place.id} {place.skip}".encode()).decode()


def _read_cursor(cursor: str) -> _Place:
    try:
        at, number, skip = urlsafe_b64decode(cursor.encode()).decode().split(" ")
        place = _Place(datetime.fromisoformat(at), int(number), int(skip))
    except ValueError as error:
        raise InvalidInput("This is not a cursor of this search.", field="cursor") from error
    if place.at.tzinfo is None or not (0 <= place.skip <= _WINDOW and 0 <= place.id <= LARGEST):
        raise InvalidInput("This is not a cursor of this search.", field="cursor")
    return place
