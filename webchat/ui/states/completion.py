"""Names that are completed while somebody types."""

from __future__ import annotations

import reflex as rx

from webchat.db.unit_of_work import read
from webchat.services import members

from . import live, senders
from .entries import person
from .people import PeopleState

OFFERED = 8


class CompletionState(rx.State):
    """Answers with "completion" of the people."""

    home: bool = False

    @rx.event
    async def complete_members(self, asked: dict):
        """The beginning of a name stands after an @."""
        conversation_id, query = int(asked["conversation_id"]), str(asked.get("query", ""))[:64]
        async with senders.asking(self) as actor:
            page = await read(members.list_members, actor, conversation_id, limit=OFFERED, q=query)
            answer = {
                "conversation_id": conversation_id,
                "query": query,
                "people": [person(member.user) for member in page.items],
            }
            await live.patch({PeopleState: {"completion": answer}}, [self.router.session.session_id])
