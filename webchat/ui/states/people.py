"""People: who is here, who types, who was found."""

from __future__ import annotations

import reflex as rx

from webchat.db.unit_of_work import read
from webchat.domain.user_views import UserView
from webchat.realtime import attention, presence
from webchat.services import typing, users

from . import live, senders
from .entries import Entries, person, presence_entry

FOUND = 20


class PeopleState(rx.State):
    """Entries "p:" (presence) and "t:" (typing), and "found" for the dialogs: "found_for" what, is there "more"?"""

    home: bool = False

    @rx.event
    async def find_people(self, asked: dict):
        """The text of the people search changed."""
        async with senders.asking(self) as actor:
            query = str(asked.get("query", ""))
            found, more = await read(users.find_people, actor, query[:64], FOUND)
            entries: Entries = {"found": [person(user) for user in found], "more": more, "found_for": query}
            await live.patch({PeopleState: entries}, [self.router.session.session_id])

    @rx.event
    async def report_typing(self, told: dict):
        """The person types in a conversation, or stopped."""
        actor = await senders.actor_at(self)
        if actor is None:
            return
        tell = typing.start if told.get("active") else typing.stop
        await tell(actor, int(told["conversation_id"]))

    @rx.event
    async def report_activity(self, told: dict):
        """Five minutes passed without a sign of the person, or they are back."""
        if connection := senders.sender_of(self):
            presence.report(connection.sid, bool(told.get("active")))

    @rx.event
    async def report_attention(self, told: dict):
        """The person looks at this tab, or not any more."""
        if connection := senders.sender_of(self):
            whose = connection.user_id, connection.sid, connection.session_id
            connection.attentive = bool(told.get("attentive"))
            attention.report(*whose, attentive=connection.attentive)


def presence_of(user: UserView) -> Entries:
    """Whether this person is here, and if not, since when: as the service showed them."""
    return presence_entry(user.id, user.presence, user.last_seen_at)
