"""Lets the people of the demonstration come in and talk, through the services of everybody; then it was days ago."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from uuid import UUID, uuid5

from webchat.db.unit_of_work import UnitOfWork, read, transact
from webchat.domain.actor import Actor
from webchat.domain.clock import now
from webchat.domain.demo import ME, Player, Room, Story, moments, story
from webchat.domain.errors import Conflict, InvalidInput
from webchat.domain.names import username_key
from webchat.media import scenes
from webchat.repositories import messages, seeds, users
from webchat.services import avatars, calls, groups, preferences, receipts
from webchat.services import users as people
from webchat.services.conversations import ensure_direct, ensure_notes
from webchat.services.demo_lines import Teller
from webchat.services.groups import CreateGroup
from webchat.services.sessions import sign_in
from webchat.services.uploads import upload_bytes

_SAID = UUID("0f5b5a33-7e0a-4f3e-8a3d-51c6f9a1d0de")
_LONGEST = 200


@dataclass(frozen=True, slots=True)
class Played:
    """Who is in the middle of it, how to be them, and whether it was told just now or before."""

    name: str
    people: int
    rooms: int
    cookie: str
    anew: bool


async def play(joined_by: str = "") -> Played:
    """Tells the story once; `joined_by`: somebody who is here already and is to be in the middle of it.

    Raises `Conflict` where others here have the names that it needs.
    """
    told = story()
    me = await read(_middle, told, joined_by)
    last = len(told.rooms) - 1, len(told.rooms[-1].lines) - 1
    if me is not None and await read(lambda uow: seeds.has_said(uow.session, me.user_id, said_id(*last))):
        cookie = await transact(lambda uow: sign_in(uow, me.user_id, "cookie", "bin/seed"))
        return Played(me.display_name, len(told.people), len(told.rooms), cookie, anew=False)
    cast = await transact(_come_in, told, me if joined_by else None)
    for key, actor in cast.items():
        if not (joined_by and key == ME):
            await _show_face(actor, told.people[key])
    at = now()
    for number, room in enumerate(told.rooms):
        await _tell(number, room, cast, at)
    await transact(calls.mark_calls_seen, cast[ME])
    await transact(_were_here, list(cast.values()), at)
    cookie = await transact(lambda uow: sign_in(uow, cast[ME].user_id, "cookie", "bin/seed"))
    return Played(cast[ME].display_name, len(cast), len(told.rooms), cookie, anew=True)


def said_id(room: int, line: int) -> UUID:
    """The `client_id` of a line."""
    return uuid5(_SAID, f"{room}:{line}")


def _middle(uow: UnitOfWork, told: Story, joined_by: str) -> Actor | None:
    name = joined_by or told.people[ME].name
    user = users.by_key(uow.session, username_key(name))
    if joined_by and user is None:
        raise InvalidInput("There is nobody called {joined_by}.", joined_by=joined_by, field="joined_by")
    return Actor(user.id, None, user.username, user.display_name) if user else None


def _come_in(uow: UnitOfWork, told: Story, me: Actor | None) -> dict[str, Actor]:
    wanted = {key: player for key, player in told.people.items() if not (me and key == ME)}
    if taken := users.taken_keys(uow.session, [username_key(player.name) for player in wanted.values()]):
        names = sorted(player.name for player in wanted.values() if username_key(player.name) in taken)
        raise Conflict(
            "Somebody here is called {name} already, and the demonstration needs the name: use another data folder.",
            name=names[0],
        )
    cast = {ME: me} if me else {}
    for key, player in wanted.items():
        made = people.create_user(uow, people.NewUser(player.name, about=player.about))
        cast[key] = Actor(made.id, None, made.username, made.display_name)
    return cast


async def _show_face(actor: Actor, player: Player) -> None:
    media = await upload_bytes(actor, scenes.face(player.hair, player.skin, player.tone), "portrait.png")
    await avatars.make_ready(actor, media.id)
    await transact(people.update_profile, actor, {"avatar_media_id": media.id})


async def _tell(number: int, room: Room, cast: dict[str, Actor], at: datetime) -> None:
    place = await _open(room, cast)
    times = moments(room.lines, at)
    teller = Teller(place, cast)
    for line, (said, moment) in enumerate(zip(room.lines, times, strict=True)):
        await teller.tell(said, said_id(number, line), moment)
    await transact(_settle, place, room, cast, dict(zip(teller.told, times, strict=True)))


async def _open(room: Room, cast: dict[str, Actor]) -> int:
    first, *others = (cast[key] for key in room.members)
    if not others:
        return (await transact(ensure_notes, first)).id
    if not room.title:
        return (await transact(ensure_direct, first, others[0].user_id)).id
    picture = await upload_bytes(first, scenes.scene(room.picture), f"{room.picture}.png")
    await avatars.make_ready(first, picture.id)
    members = [other.user_id for other in others]
    command = CreateGroup(room.title, room.description, members, avatar_media_id=picture.id)
    return (await transact(groups.create_group, first, command)).id


def _settle(uow: UnitOfWork, place: int, room: Room, cast: dict[str, Actor], said: dict[int, datetime]) -> None:
    """It was said then, all others have read it, and the one in the middle all but the last lines."""
    found = messages.older(uow.session, place, None, _LONGEST)
    before = min(said.values()) - timedelta(minutes=1)
    times: dict[int, datetime] = {}
    for message in found:  # what the product says by itself was said with what came before
        before = times[message.id] = said.get(message.id, before)
    seeds.backdate(uow.session, place, times)
    last = found[-1].seq
    for key in room.members:
        up_to = last - room.unread if key == ME else last
        receipts.move_cursors(uow, cast[key], {place: (last, up_to)})
    if room.pinned:
        preferences.change_preferences(uow, cast[ME], place, {"pinned": True})


def _were_here(uow: UnitOfWork, actors: list[Actor], at: datetime) -> None:
    for number, actor in enumerate(actors):
        users.change(uow.session, actor.user_id, {"last_seen_at": at - timedelta(minutes=4 + 37 * number)})
