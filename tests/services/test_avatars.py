"""Who may give a picture to whom, what is told of it, and what it keeps from being removed."""

from typing import Any

import pytest
from sqlalchemy import text

from tests.services.test_groups import make, told
from tests.support.chat import Listener, join
from webchat.db.unit_of_work import UnitOfWork, read, transact
from webchat.domain.actor import Actor
from webchat.domain.clock import now
from webchat.domain.errors import Forbidden, InvalidInput, NotFound
from webchat.realtime import hub
from webchat.repositories import media
from webchat.services import groups, members, users


async def picture_of(actor: Actor, kind: str = "image") -> int:
    """A file of this person that is whole."""
    about: dict[str, Any] = {"width": 1, "height": 1, "duration": None, "pages": None, "animated": False}
    about |= {"placeholder": "", "thumbnails": [], "waveform": [], "size": 1, "content_type": "image/png"}
    about |= {"sha256": "0" * 64}

    def store(uow: UnitOfWork) -> int:
        media_id = media.claim(uow.session, now(), owner_id=actor.user_id, kind=kind, filename="a", **about)
        media.show(uow.session, media_id)
        return media_id

    return await transact(store)


_IS_USED = text(f"SELECT {media.IS_USED} FROM media f WHERE f.id = :id")


async def is_used(media_id: int) -> bool:
    return await read(lambda uow: bool(uow.session.execute(_IS_USED, {"id": media_id}).scalar()))


async def test_a_new_picture_is_told_where_a_new_name_is(ana: Actor, bob: Actor, live: Listener) -> None:
    group = await make(ana, bob)
    await hub.drained()
    live.events.clear()
    view = await transact(users.update_profile, ana, {"avatar_media_id": await picture_of(ana)})
    await hub.drained()
    assert told(live) == [("user.updated", group, None), ("user.updated", None, ana.user_id)]
    assert [event.data.avatar_url for event in live.events] == [view.avatar_url] * 2
    live.events.clear()
    chosen = {"avatar_media_id": await picture_of(ana)}
    changed = await transact(groups.update_group, ana, group, chosen)
    await hub.drained()
    assert told(live) == [("conversation.updated", group, None), ("message.created", group, None)]
    assert live.events[0].data.avatar_url == changed.shared.avatar_url


@pytest.mark.parametrize(
    ("role", "refused"), [("owner", None), ("admin", None), ("member", Forbidden), ("stranger", NotFound)]
)
async def test_who_may_change_a_groups_picture(
    ana: Actor, bob: Actor, role: str, refused: type[Exception] | None
) -> None:
    group = await make(ana, bob)
    if role == "admin":
        await transact(members.change_role, ana, group, bob.user_id, "admin")
    actor = {"owner": ana, "stranger": await join("Cleo")}.get(role, bob)
    change = {"avatar_media_id": await picture_of(actor)}
    if refused:
        with pytest.raises(refused):
            await transact(groups.update_group, actor, group, change)
    else:
        assert (await transact(groups.update_group, actor, group, change)).shared.avatar_url


async def test_what_is_not_my_picture_is_refused(ana: Actor, bob: Actor) -> None:
    group = await make(ana, bob)
    for wrong in (await picture_of(bob), await picture_of(ana, "video"), 999):
        with pytest.raises(InvalidInput):
            await transact(users.update_profile, ana, {"avatar_media_id": wrong})
        with pytest.raises(InvalidInput):
            await transact(groups.update_group, ana, group, {"avatar_media_id": wrong})


async def test_a_picture_is_in_use_as_long_as_somebody_shows_it(ana: Actor, bob: Actor) -> None:
    group = await make(ana, bob)
    one, other = await picture_of(ana), await picture_of(ana)
    assert not await is_used(one)
    await transact(users.update_profile, ana, {"avatar_media_id": one})
    await transact(groups.update_group, ana, group, {"avatar_media_id": other})
    assert [await is_used(one), await is_used(other)] == [True, True]
    await transact(users.update_profile, ana, {"avatar_media_id": None})
    await transact(groups.delete_group, ana, group)
    assert [await is_used(one), await is_used(other)] == [False, False]
