"""Groups: what people do with several others at once."""

from __future__ import annotations

import reflex as rx

from webchat.db.unit_of_work import transact
from webchat.domain.errors import NotHere
from webchat.services import members

from . import live, senders
from .browser import Browser


class GroupsState(rx.State):
    """Answers by what everyone in the group is told."""

    home: bool = False

    @rx.event
    async def add_members(self, asked: dict):
        """People were chosen for a group."""
        async with senders.asking(self) as actor:
            people = [int(one) for one in asked["user_ids"]]
            try:
                await transact(members.add_members, actor, int(asked["conversation_id"]), people)
            except NotHere as error:  # the dialog, which knows their names, says it
                await live.patch({Browser: {"away": error.user_ids}}, [self.router.session.session_id])
