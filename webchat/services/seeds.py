"""A database full of made-up people who talk: for demonstrations and measurements.

Nobody is told: there are no events, so it is meant for a server that is not in use.
"""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta
from html import escape
from random import Random
from typing import Any
from uuid import UUID

from webchat.db.unit_of_work import UnitOfWork, transact
from webchat.domain.clock import now
from webchat.domain.errors import Conflict, InvalidInput
from webchat.domain.names import search_key, username_key
from webchat.domain.small_talk import Remark, Talk
from webchat.domain.text import to_html
from webchat.repositories import seeds, users
from webchat.services.sessions import sign_in

_Row = tuple[Any, ...]
_BATCH = 10_000
_SPAN = timedelta(days=365)
_LARGEST_GROUP = 500
_GROUPS = 0.4
_REACTED = 0.06
_REPLIED = 0.08
_SIGNS = ("👍", "❤️", "😂", "🎉", "😮", "🙏")


@dataclass(frozen=True, slots=True)
class Seed:
    """How much there is to be: people and conversations follow from the messages unless they are given."""

    messages: int
    people: int = 0
    conversations: int = 0
    number: int = 1
    into_existing: bool = False
    joined_by: str = ""


@dataclass(frozen=True, slots=True)
class Seeded:
    """Who was made, and how to be the first of them: a token for programs, a secret for the browser's cookie."""

    names: list[str]
    conversations: int
    token: str
    cookie: str


@dataclass(slots=True)
class _Room:
    id: int
    members: list[int]
    language: str
    title: str = ""
    last_seq: int = 0
    last_id: int = 0
    last_at: datetime | None = None


async def fill(seed: Seed, tell: Callable[[int], None] = lambda _: None) -> Seeded:
    """Makes everything in short transactions; `tell` hears how many messages there are."""
    if seed.messages < 1:
        raise InvalidInput("Ask for at least one message.", field="messages")
    random = Random(seed.number)  # noqa: S311  made-up talk, no secrets
    talk = Talk(random)
    people, names = await transact(_people, seed, talk)
    rooms = await transact(_rooms, seed, talk, random, people)
    await _talk(seed, talk, random, rooms, tell)
    ids = [room.id for room in rooms]
    for start in range(0, len(ids), 500):
        await transact(lambda uow, some: seeds.mark_read(uow.session, some), ids[start : start + 500])
    await transact(lambda uow: seeds.analyze(uow.session))
    token, cookie = await transact(_keys, people[0])
    return Seeded(names, len(rooms), token, cookie)


def _people(uow: UnitOfWork, seed: Seed, talk: Talk) -> tuple[list[int], list[str]]:
    if seeds.anybody(uow.session) and not (seed.into_existing or seed.joined_by):
        raise Conflict("There are people here already; add to them with --into-existing.")
    count = seed.people or max(8, min(5000, int(seed.messages**0.55)))
    made = {username_key(name): name for name in map(talk.name, range(count))}
    taken = users.taken_keys(uow.session, list(made))
    names = [name for key, name in made.items() if key not in taken]
    if not names:
        raise Conflict("All of these people are here already; ask for more with --people.")
    first = seeds.reserve(uow.session, "user", len(names))
    rows = [
        (first + i, name, username_key(name), search_key(name), name, "", now() - _SPAN) for i, name in enumerate(names)
    ]
    seeds.copy(uow.session, '"user"', rows)
    ids = [first + i for i in range(len(names))]
    if not seed.joined_by:
        return ids, names
    found = users.find(uow.session, search_key(seed.joined_by), except_id=0, limit=50)
    me = next((user for user in found if user.username == seed.joined_by), None)
    if me is None:
        raise InvalidInput("There is nobody called {joined_by}.", joined_by=seed.joined_by, field="joined_by")
    return [me.id, *ids], [me.display_name, *names]


def _rooms(uow: UnitOfWork, seed: Seed, talk: Talk, random: Random, people: list[int]) -> list[_Room]:
    count = seed.conversations or max(6, min(10_000, int(seed.messages**0.55 * 1.3)))
    made = _made_rooms(count, talk, random, people)
    first = seeds.reserve(uow.session, "conversation", len(made))
    for place, room in enumerate(made):
        room.id = first + place
    began = now() - _SPAN
    rows = [
        (room.id, "group" if room.title else "direct", room.title, _direct_key(room), search_key(room.title),
         len(room.members), began, began)
        for room in made
    ]  # fmt: skip
    seeds.copy(uow.session, "conversation", rows)
    roles = ("owner", "admin")
    memberships = (
        (room.id, member, roles[i] if room.title and i < len(roles) else "member", began)
        for room in made
        for i, member in enumerate(room.members)
    )
    seeds.copy(uow.session, "membership", memberships)
    return made


def _made_rooms(count: int, talk: Talk, random: Random, people: list[int]) -> list[_Room]:
    """The first person is in a good part of everything, the others as it comes."""
    made: list[_Room] = []
    pairs: set[tuple[int, int]] = set()
    for _ in range(count):
        if random.random() < _GROUPS and len(people) > 5:
            size = min(len(people), _LARGEST_GROUP, 5 + int(4 * random.paretovariate(0.9)))
            members = random.sample(people, size)
            if random.random() < 0.5:
                members = [people[0], *(one for one in members if one != people[0])]
            made.append(_Room(0, members, talk.language(), talk.title()))
            continue
        one = people[0] if random.random() < 0.15 else random.choice(people)
        other = random.choice(people)
        pair = (min(one, other), max(one, other))
        if one != other and pair not in pairs:
            pairs.add(pair)
            made.append(_Room(0, [one, other], talk.language()))
    return made


async def _talk(seed: Seed, talk: Talk, random: Random, rooms: list[_Room], tell: Callable[[int], None]) -> None:
    first = await transact(lambda uow: seeds.reserve(uow.session, "message", seed.messages))
    weights = [1 / (place + 3) ** 0.8 for place in range(len(rooms))]
    began, step = now() - _SPAN, _SPAN / (seed.messages + 1)
    said = 0
    messages: list[_Row] = []
    reactions: list[_Row] = []
    for room in _turns(random, rooms, weights):
        for _ in range(min(1 + int(random.expovariate(0.4)), seed.messages - said)):
            row, signs = _message(room, talk, random, first + said, began + said * step)
            messages.append(row)
            reactions += signs
            said += 1
        if len(messages) >= _BATCH or said >= seed.messages:
            await transact(_store, messages, reactions, rooms)
            tell(said)
            messages, reactions = [], []
        if said >= seed.messages:
            return


def _turns(random: Random, rooms: list[_Room], weights: list[float]) -> Any:
    while True:
        yield from random.choices(rooms, weights, k=1000)


def _message(room: _Room, talk: Talk, random: Random, message_id: int, at: datetime) -> tuple[_Row, list[_Row]]:
    remark = talk.remark(room.language)
    sender = room.members[int(len(room.members) * random.random() ** 2)]
    reply = room.last_id if room.last_id and random.random() < _REPLIED else None
    signs: list[_Row] = []
    if random.random() < _REACTED:
        members = dict.fromkeys(random.choices(room.members, k=random.randint(1, 3)))
        signs = [(message_id, member, random.choice(_SIGNS), at) for member in members]
    room.last_seq, room.last_id, room.last_at = room.last_seq + 1, message_id, at
    client_id = UUID(int=random.getrandbits(128), version=4)
    row = (
        message_id, room.id, sender, room.last_seq, 2 if signs else 1, client_id, remark.text, html_of(remark),
        search_key(remark.text), reply, at,
    )  # fmt: skip
    return row, signs


def html_of(remark: Remark) -> str:
    """The same as `to_html`, without its work where there is nothing to render."""
    return to_html(remark.text) if remark.marked else f"<p>{escape(remark.text, quote=False)}</p>"


def _store(uow: UnitOfWork, messages: list[_Row], reactions: list[_Row], rooms: list[_Room]) -> None:
    seeds.copy(uow.session, "message", messages)
    seeds.copy(uow.session, "reaction", reactions)
    touched = {row[1] for row in messages}
    seeds.grow(uow.session, {room.id: (room.last_seq, room.last_at) for room in rooms if room.id in touched})


def _direct_key(room: _Room) -> str | None:
    return None if room.title else f"{min(room.members)}:{max(room.members)}"


def _keys(uow: UnitOfWork, user_id: int) -> tuple[str, str]:
    return sign_in(uow, user_id, "token", "bin/seed"), sign_in(uow, user_id, "cookie", "bin/seed")
