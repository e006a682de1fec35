"""Links into groups: counted exactly, ended by time, use and people, and nobody can guess one."""

import asyncio
from hashlib import sha256

import pytest
from sqlalchemy import Engine, text

from tests.services.test_groups import make, said
from tests.services.test_members import check_rows
from tests.support.chat import direct, join
from webchat.db.unit_of_work import read, transact
from webchat.domain.actor import Actor
from webchat.domain.errors import Forbidden, InvalidInput, NotFound, RateLimited
from webchat.services import groups, invites, limits, members


async def test_a_link_lets_somebody_in(ana: Actor, bob: Actor, clean_database: Engine) -> None:
    group = await make(ana)
    made = await transact(invites.create_invite, ana, group, expires_in=60, max_uses=2)
    with clean_database.connect() as connection:
        assert bytes(connection.execute(text("SELECT code_hash FROM invite")).scalar_one()) == (
            sha256(made.code.encode()).digest()
        )
    assert len(made.code) == 22
    preview = await read(invites.look_at_invite, made.code)
    assert (preview.conversation_id, preview.title, preview.members_count) == (group, "Hiking", 1)
    for _ in range(2):
        view = await transact(invites.accept_invite, bob, made.code)
        assert (view.id, view.mine.role, view.shared.members_count) == (group, "member", 2)
    assert (await said(bob, group))[-1] == {"code": "member_joined", "via": "invite"}
    assert [(one.id, one.uses) for one in await read(invites.list_invites, ana, group)] == [(made.invite.id, 1)]


@pytest.mark.parametrize("ended", ["used up", "revoked"])
async def test_who_came_in_gets_there_by_their_link_once_it_has_ended(ana: Actor, bob: Actor, ended: str) -> None:
    group = await make(ana)
    made = await transact(invites.create_invite, ana, group, max_uses=int(ended == "used up"))
    assert not (await read(invites.look_at_invite, made.code, bob)).joined
    await transact(invites.accept_invite, bob, made.code)
    if ended == "revoked":
        await transact(invites.revoke_invite, ana, group, made.invite.id)
    assert (await read(invites.look_at_invite, made.code, bob)).joined
    assert (await transact(invites.accept_invite, bob, made.code)).id == group
    for stranger in (None, await join("Cleo")):
        with pytest.raises(NotFound, match="does not work any more"):
            await read(invites.look_at_invite, made.code, stranger)
    await transact(members.remove_member, ana, group, bob.user_id)
    with pytest.raises(NotFound, match="does not work any more"):
        await transact(invites.accept_invite, bob, made.code)


@pytest.mark.parametrize("ended", ["unknown", "expired", "used up", "revoked", "deleted group"])
async def test_links_that_ended_all_look_the_same(ana: Actor, bob: Actor, clean_database: Engine, ended: str) -> None:
    group = await make(ana)
    made = await transact(invites.create_invite, ana, group, expires_in=60, max_uses=1)
    code = made.code
    if ended == "unknown":
        code = "x" * 22
    elif ended == "expired":
        with clean_database.begin() as connection:
            connection.execute(text("UPDATE invite SET expires_at = now()"))
    elif ended == "used up":
        await transact(invites.accept_invite, await join("Cleo"), code)
    elif ended == "revoked":
        await transact(invites.revoke_invite, ana, group, made.invite.id)
    else:
        await transact(groups.delete_group, ana, group)
    for attempt in (read(invites.look_at_invite, code), transact(invites.accept_invite, bob, code)):
        with pytest.raises(NotFound, match="does not work any more"):
            await attempt
    if ended not in ("unknown", "deleted group"):
        assert await read(invites.list_invites, ana, group) == []
        with pytest.raises(NotFound):
            await transact(invites.revoke_invite, ana, group, made.invite.id)


async def test_ten_at_once_and_one_use(ana: Actor, clean_database: Engine) -> None:
    group = await make(ana)
    made = await transact(invites.create_invite, ana, group, max_uses=1)
    people = [await join(f"Person {letter}") for letter in "abcdefghij"]
    attempts = (transact(invites.accept_invite, who, made.code) for who in people)
    answers = await asyncio.gather(*attempts, return_exceptions=True)
    assert sorted(isinstance(answer, NotFound) for answer in answers) == [False] + [True] * 9
    assert (await read(groups.get_group, ana, group)).shared.members_count == 2
    check_rows(clean_database)


async def test_who_was_removed_needs_an_admin_and_who_left_does_not(ana: Actor, bob: Actor) -> None:
    group = await make(ana, bob)
    made = await transact(invites.create_invite, ana, group, max_uses=2)
    await transact(members.leave_group, bob, group)
    await transact(invites.accept_invite, bob, made.code)
    await transact(members.remove_member, ana, group, bob.user_id)
    with pytest.raises(Forbidden, match="Ask one of its admins"):
        await transact(invites.accept_invite, bob, made.code)
    assert (await read(invites.list_invites, ana, group))[0].uses == 1


async def test_members_see_and_end_their_own_links_only(ana: Actor, bob: Actor) -> None:
    group = await make(ana, bob)
    with pytest.raises(Forbidden, match="Only admins can make invite links"):
        await transact(invites.create_invite, bob, group)
    await transact(groups.update_group, ana, group, {"who_can_add": "all"})
    hers = (await transact(invites.create_invite, ana, group)).invite
    his = (await transact(invites.create_invite, bob, group)).invite
    assert await read(invites.list_invites, bob, group) == [his]
    assert await read(invites.list_invites, ana, group) == [his, hers]
    with pytest.raises(Forbidden):
        await transact(invites.revoke_invite, bob, group, hers.id)
    await transact(invites.revoke_invite, ana, group, his.id)
    assert await read(invites.list_invites, ana, group) == [hers]


async def test_strange_links_are_refused(ana: Actor, bob: Actor) -> None:
    group = await make(ana)
    for asked in ({"expires_in": 0}, {"expires_in": 400 * 86_400}, {"max_uses": -1}):
        with pytest.raises(InvalidInput):
            await transact(invites.create_invite, ana, group, **asked)
    with pytest.raises(Forbidden, match="not a group"):
        await transact(invites.create_invite, ana, await direct(ana, bob))
    with pytest.raises(NotFound):
        await transact(invites.create_invite, bob, group)


async def test_guessing_ends_soon_for_who_guesses_and_for_nobody_else(ana: Actor, bob: Actor) -> None:
    made = await transact(invites.create_invite, ana, await make(ana))
    for look in (
        lambda code: transact(invites.accept_invite, bob, code),
        lambda code: read(invites.look_at_invite, code, address="192.0.2.1"),
    ):
        for number in range(20):
            with pytest.raises(NotFound):
                await look(f"guess {number}")
        with pytest.raises(RateLimited):  # a hit is not told from a miss any more
            await look(made.code)
    assert await read(invites.look_at_invite, made.code, address="192.0.2.2")
    limits.clear()
    assert await transact(invites.accept_invite, bob, made.code)
