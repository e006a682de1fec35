"""Signs under messages, and who gave them."""

from __future__ import annotations

import reflex as rx

from webchat.db.unit_of_work import read, transact
from webchat.domain.errors import WebchatError
from webchat.services import messages, reactions, users

from . import live, senders
from .entries import Entries, person, reactions_entry
from .people import PeopleState
from .timeline import TimelineState

MOST_NAMES = 100


class ReactionsState(rx.State):
    """Answers with entries "e:" and "z:" of the timeline, and "i:" (somebody's name) of the people."""

    home: bool = False

    @rx.event
    async def react(self, wish: dict):
        """A sign was given or taken back; the browser shows it already, so it always gets the truth back."""
        sid = self.router.session.session_id
        message_id, emoji = int(wish["message_id"]), str(wish["emoji"])
        change = reactions.add_reaction if wish.get("on") else reactions.remove_reaction
        answer: Entries = {
            f"z:{message_id}:{emoji}": {"message_id": message_id, "emoji": emoji, "ref": wish.get("ref")}
        }
        async with senders.asking(self) as actor:
            try:
                answer |= reactions_entry(await transact(change, actor, message_id, emoji))
            except WebchatError:
                answer |= reactions_entry(await read(messages.get_message, actor, message_id))
                raise
            finally:
                await live.patch({TimelineState: answer}, [sid])

    @rx.event
    async def name_people(self, asked: dict):
        """Names of who reacted, asked for when somebody wants to know."""
        async with senders.asking(self) as actor:
            ids = [int(one) for one in asked["ids"][:MOST_NAMES]]
            found = await read(users.get_users, actor, ids)
            names = {f"i:{user.id}": person(user) for user in found}
            await live.patch({PeopleState: names}, [self.router.session.session_id])
