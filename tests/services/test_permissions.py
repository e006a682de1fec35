"""The matrix: every action, by every role, in every kind of conversation, run against the services."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any

import pytest

from tests.services.test_groups import make
from tests.services.test_polls import ask
from tests.support.chat import Listener, direct, join, say
from webchat.db.unit_of_work import read, transact
from webchat.domain.actor import Actor
from webchat.domain.clock import now
from webchat.domain.errors import Conflict, Forbidden, NotFound
from webchat.domain.permissions import Action, Standing, may
from webchat.services import (
    blocks,
    calls,
    conversations,
    deletions,
    details,
    disappearing,
    drafts,
    edits,
    forwards,
    groups,
    invites,
    members,
    messages,
    pins,
    polls,
    preferences,
    reactions,
    receipts,
    schedules,
    search,
    stars,
    typing,
    unread,
    webhooks,
)
from webchat.services.calls import RequestCall
from webchat.services.schedules import ScheduleMessage
from webchat.services.webhooks import CreateWebhook

# How a group's settings stand in each column: who may write, who may add.
_GROUPS = {"open": ("all", "all"), "group": ("all", "admins"), "channel": ("admins", "admins")}
_KINDS = ("direct", "notes", *_GROUPS)
_LETTERS = {"o": "owner", "a": "admin", "m": "member"}


@dataclass
class Place:
    """One conversation with everything that can be tried there."""

    kind: str
    id: int
    people: dict[str, Actor]
    own: dict[str, int] = field(default_factory=dict)
    others: int = 0
    poll: int = 0
    invite: int = 0


Attempt = Callable[[Actor, Place, "World"], Awaitable[Any]]


@dataclass
class World:
    """People who are nowhere yet, somebody who was removed everywhere, and a message to forward."""

    owner: Actor
    admin: Actor
    member: Actor
    other: Actor
    outsider: Actor
    newcomer: Actor
    removed: Actor

    async def place(self, kind: str) -> Place:
        if kind in _GROUPS:
            return await self._group(kind)
        if kind == "notes":
            place = Place(kind, (await transact(conversations.ensure_notes, self.member)).id, {"member": self.member})
        else:
            place = Place(kind, await direct(self.member, self.other), {"member": self.member})
            place.others = (await say(self.other, place.id, "theirs")).id
            place.poll = (await ask(self.other, place.id)).id
        place.own["member"] = (await say(self.member, place.id, "mine")).id
        return place

    async def _group(self, kind: str) -> Place:
        write, add = _GROUPS[kind]
        people = {"owner": self.owner, "admin": self.admin, "member": self.member}
        place = Place(kind, await make(self.owner, self.admin, self.member, self.other, self.removed), people)
        await transact(members.change_role, self.owner, place.id, self.admin.user_id, "admin")
        await transact(members.remove_member, self.owner, place.id, self.removed.user_id)
        place.others = (await say(self.other, place.id, "theirs")).id
        place.poll = (await ask(self.other, place.id)).id
        for role, who in people.items():
            place.own[role] = (await say(who, place.id, "mine")).id
        place.invite = (await transact(invites.create_invite, self.owner, place.id)).invite.id
        await transact(groups.update_group, self.owner, place.id, {"who_can_write": write, "who_can_add": add})
        return place


def _role(who: Actor, place: Place) -> str:
    return next((role for role, person in place.people.items() if person is who), "member")


def _hook(place: Place) -> CreateWebhook:
    return CreateWebhook(place.id, "Alerts", "incoming")


def _own(who: Actor, place: Place) -> int:
    return place.own[_role(who, place)]


async def _restore(who: Actor, place: Place, _: World) -> Any:
    await transact(deletions.delete_message, who, _own(who, place))
    return await transact(deletions.restore_message, who, _own(who, place))


async def _call(who: Actor, place: Place, _: World) -> Any:
    made = await calls.request_call(who, RequestCall(place.id))
    return await calls.act_on_call(who, made.call.id, "hangup")


async def _forward_here(who: Actor, place: Place, world: World) -> Any:
    note = await say(who, (await transact(conversations.ensure_notes, who)).id, "to be said again")
    return await forwards.forward_messages(who, [note.id], [place.id])


async def _forward_away(who: Actor, place: Place, _: World) -> Any:
    notes = await transact(conversations.ensure_notes, who)
    return await forwards.forward_messages(who, [_own(who, place)], [notes.id])


def _in_an_hour() -> datetime:
    return now() + timedelta(hours=1)


async def _find(who: Actor, place: Place, _: World) -> Any:
    return await read(search.search_messages, who, "mine", conversation_id=place.id)


async def _read_cursor(who: Actor, place: Place, _: World) -> Any:
    return await transact(receipts.mark_message, who, _own(who, place), read=True)


# Who may, in: direct, notes, open group, group, channel (only admins write). "-": there is nothing to try it on.
_EVERYONE = "m m oam oam oam"
_WRITERS = "m m oam oam oa"
_ADDERS = ". . oam oa oa"
_LEADERS = ". . oa oa oa"
_OWNER = ". . o o o"
_MATRIX: dict[str, tuple[str, Attempt]] = {
    "read: list": (_EVERYONE, lambda who, p, _: read(messages.list_messages, who, p.id)),
    "read: one": (_EVERYONE, lambda who, p, _: read(messages.get_message, who, _own(who, p))),
    "read: conversation": (_EVERYONE, lambda who, p, _: read(conversations.get_conversation, who, p.id)),
    "read: members": (_EVERYONE, lambda who, p, _: read(members.list_members, who, p.id)),
    "read: links": (_EVERYONE, lambda who, p, _: read(details.list_links, who, p.id)),
    "read: pinned": (_EVERYONE, lambda who, p, _: read(pins.list_pinned, who, p.id)),
    "read: history": (_EVERYONE, lambda who, p, _: read(edits.list_revisions, who, _own(who, p))),
    "read: search": (_EVERYONE, _find),
    "read: forward away": (_EVERYONE, _forward_away),
    "read: cursor": (_EVERYONE, _read_cursor),
    "read: mark unread": (_EVERYONE, lambda who, p, _: transact(unread.mark_unread, who, _own(who, p))),
    "read: star": (_EVERYONE, lambda who, p, _: transact(stars.star_message, who, _own(who, p))),
    "read: preferences": (
        _EVERYONE, lambda who, p, _: transact(preferences.change_preferences, who, p.id, {"pinned": True}),
    ),
    "react": (_EVERYONE, lambda who, p, _: transact(reactions.add_reaction, who, _own(who, p), "👍")),
    "react: vote": ("m - oam oam oam", lambda who, p, _: transact(polls.vote, who, p.poll, [0])),
    "write": (_WRITERS, lambda who, p, _: say(who, p.id, "hello")),
    "write: reply": (_WRITERS, lambda who, p, _: say(who, p.id, "yes", reply_to_id=_own(who, p))),
    "write: schedule": (
        _WRITERS, lambda who, p, _: schedules.schedule_message(who, ScheduleMessage(p.id, "later", _in_an_hour())),
    ),
    "write: forward here": (_WRITERS, _forward_here),
    "call": ("m - oam oam oa", _call),
    "pin_message": (_WRITERS, lambda who, p, _: transact(pins.pin_message, who, _own(who, p))),
    "pin_message: unpin": (_WRITERS, lambda who, p, _: transact(pins.unpin_message, who, _own(who, p))),
    "edit_own": (_WRITERS, lambda who, p, _: transact(edits.edit_message, who, _own(who, p), "other words")),
    "edit_others": (". - . . .", lambda who, p, _: transact(edits.edit_message, who, p.others, "not my words")),
    "delete_own": (_EVERYONE, lambda who, p, _: transact(deletions.delete_message, who, _own(who, p))),
    "delete_own: undo": (_EVERYONE, _restore),
    "delete_others": (". - oa oa oa", lambda who, p, _: transact(deletions.delete_message, who, p.others)),
    "delete_others: end their poll": (". - oa oa oa", lambda who, p, _: transact(polls.close_poll, who, p.poll)),
    "add_members": (_ADDERS, lambda who, p, w: transact(members.add_members, who, p.id, [w.newcomer.user_id])),
    "add_members: as admin": (
        _LEADERS, lambda who, p, w: transact(members.add_members, who, p.id, [w.newcomer.user_id], "admin"),
    ),
    "readmit": (_LEADERS, lambda who, p, w: transact(members.add_members, who, p.id, [w.removed.user_id])),
    "make_invite": (_ADDERS, lambda who, p, _: transact(invites.create_invite, who, p.id)),
    "make_invite: list": (_ADDERS, lambda who, p, _: read(invites.list_invites, who, p.id)),
    "manage_webhooks": ("- - oa oa oa", lambda who, p, _: read(webhooks.list_webhooks, who, p.id)),
    "manage_webhooks: make": ("- - oa oa oa", lambda who, p, _: transact(webhooks.create_webhook, who, _hook(p))),
    "manage_invites": ("- - oa oa oa", lambda who, p, _: transact(invites.revoke_invite, who, p.id, p.invite)),
    "remove_member": (_LEADERS, lambda who, p, w: transact(members.remove_member, who, p.id, w.other.user_id)),
    "change_role": (_LEADERS, lambda who, p, w: transact(members.change_role, who, p.id, w.other.user_id, "admin")),
    "set_disappearing": (
        "m m oa oa oa", lambda who, p, _: transact(disappearing.set_disappearing, who, p.id, 86_400),
    ),
    "edit_group": (_LEADERS, lambda who, p, _: transact(groups.update_group, who, p.id, {"title": "New"})),
    "hand_over": (_OWNER, lambda who, p, w: transact(members.change_role, who, p.id, w.other.user_id, "owner")),
    "delete_group": (_OWNER, lambda who, p, _: transact(groups.delete_group, who, p.id)),
    "leave": (". . am am am", lambda who, p, _: transact(members.leave_group, who, p.id)),
}  # fmt: skip


@pytest.fixture
async def world(live: Listener) -> World:
    names = ("Owner", "Admx", "Member", "Other", "Outsider", "Newcomer", "Removed")
    return World(*[await join(name) for name in names])


@pytest.mark.parametrize("action", _MATRIX)
async def test_the_matrix(world: World, action: str) -> None:
    allowed, attempt = _MATRIX[action]
    for kind, letters in zip(_KINDS, allowed.split(), strict=True):
        if letters == "-":
            continue
        place = await world.place(kind)
        with pytest.raises(NotFound):
            await attempt(world.outsider, place, world)
        everyone = "oam" if kind in _GROUPS else "m"
        used = False
        for letter in sorted(everyone, key=letters.__contains__):  # refusals first: they leave the place as it is
            place, used = await world.place(kind) if used else place, False
            who = place.people[_LETTERS[letter]]
            if letter not in letters:
                await _expect_refusal(attempt(who, place, world), f"{action} as {letter} in {kind}")
                continue
            await attempt(who, place, world)
            used = not action.startswith(("read", "react", "write"))


_STOPPED = ("react", "write", "pin_message", "call", "edit_own", "set_disappearing")
_OF_TWO = [name for name, (allowed, _) in _MATRIX.items() if allowed.startswith("m")]


@pytest.mark.parametrize("blocker", ["member", "other"])
@pytest.mark.parametrize("action", _OF_TWO)
async def test_the_matrix_with_a_block_between_the_two(world: World, action: str, blocker: str) -> None:
    """The member tries; to who is shut out it looks as if nobody were there."""
    place = await world.place("direct")
    one, two = (world.member, world.other) if blocker == "member" else (world.other, world.member)
    await transact(blocks.block_user, one, two.user_id)
    attempt = _MATRIX[action][1](world.member, place, world)
    if action.partition(":")[0] not in _STOPPED:
        await attempt
        return
    with pytest.raises(Forbidden if blocker == "member" else NotFound):
        await attempt


async def _expect_refusal(attempt: Awaitable[Any], where: str) -> None:
    expected = Conflict if where.startswith("leave as o") else Forbidden
    (outcome,) = await asyncio.gather(attempt, return_exceptions=True)
    assert type(outcome) is expected, where
    assert str(outcome)


async def test_typing_is_for_members(world: World) -> None:
    for kind in _KINDS:
        place = await world.place(kind)
        await typing.start(world.member, place.id)
        with pytest.raises(NotFound):
            await typing.start(world.outsider, place.id)


async def test_drafts_are_for_members(world: World) -> None:
    for kind in _KINDS:
        place = await world.place(kind)
        await transact(drafts.save_draft, world.member, place.id, "soon")
        with pytest.raises(NotFound):
            await transact(drafts.save_draft, world.outsider, place.id, "soon")


def test_every_action_of_the_table_is_tried() -> None:
    assert {name.partition(":")[0] for name in _MATRIX} == {action.value for action in Action}


@pytest.mark.parametrize("action", Action)
def test_who_may_do_more_may_do_all_that_others_may(action: Action) -> None:
    for write in ("all", "admins"):
        for add in ("all", "admins"):
            rights = [may(Standing(role, "group", write, add), action) for role in ("member", "admin", "owner")]
            assert rights == sorted(rights)
