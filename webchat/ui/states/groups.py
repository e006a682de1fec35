"""Groups: what people do with several others at once."""

from __future__ import annotations

import reflex as rx

from webchat.db.unit_of_work import transact
from webchat.services import members

from . import senders


class GroupsState(rx.State):
    """Answers by what everyone in the group is told."""

    home: bool = False

    @rx.event
    async def add_members(self, asked: dict):
        """People were chosen for a group."""
        async with senders.asking(self) as actor:
            people = [int(one) for one in asked["user_ids"]]
            await transact(members.add_members, actor, int(asked["conversation_id"]), people)
