"""Signs under messages, and who gave them."""

from __future__ import annotations

import reflex as rx

from webchat.db.unit_of_work import read, transact
from webchat.domain.actor import Actor
from webchat.domain.errors import NotFound
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
        message_id, emoji = int(wish["message_id"]), str(wish["emoji"])
        change = reactions.add_reaction if wish.get("on") else reactions.remove_reaction

        async def answer(true: Entries) -> None:
            heard = {"message_id": message_id, "emoji": emoji, "ref": wish.get("ref")}
            await live.patch(
                {TimelineState: {f"z:{message_id}:{emoji}": heard} | true}, [self.router.session.session_id]
            )

        async def put_right(actor: Actor) -> None:
            try:
                await answer(reactions_entry(await read(messages.get_message, actor, message_id)))
            except NotFound:  # nothing there to be put right
                await answer({})

        async with senders.asking(self, put_right) as actor:
            await answer(reactions_entry(await transact(change, actor, message_id, emoji)))

    @rx.event
    async def name_people(self, asked: dict):
        """Names of who reacted, asked for when somebody wants to know."""
        async with senders.asking(self) as actor:
            ids = [int(one) for one in asked["ids"][:MOST_NAMES]]
            found = await read(users.get_users, actor, ids)
            names = {f"i:{user.id}": person(user) for user in found}
            await live.patch({PeopleState: names}, [self.router.session.session_id])
