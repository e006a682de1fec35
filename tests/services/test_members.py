"""Members: who comes, who goes, who may do more; counts, logs and ticks are right, also when all happens at once."""

import asyncio
from typing import Any

import pytest
from sqlalchemy import Engine, text

from tests.services.test_groups import make, said, told
from tests.support.chat import Listener, direct, history, join, log_until, say
from webchat.db.unit_of_work import read, transact
from webchat.domain.actor import Actor
from webchat.domain.errors import Conflict, Forbidden, InvalidInput, NotFound, WebchatError
from webchat.realtime import hub
from webchat.services import conversations, events, groups, members, receipts, users


async def names(actor: Actor, group: int, **asked: Any) -> list[str]:
    return [member.user.display_name for member in (await read(members.list_members, actor, group, **asked)).items]


async def attempt(*calls: Any) -> list[Any]:
    """All at the same moment; refusals are answers."""
    answers = await asyncio.gather(*calls, return_exceptions=True)
    assert all(not isinstance(one, BaseException) or isinstance(one, WebchatError) for one in answers), answers
    return answers


def check_rows(engine: Engine) -> None:
    """No group of people without exactly one owner, no wrong count."""
    with engine.connect() as connection:
        rows = connection.execute(
            text("""
            SELECT c.id, c.members_count, count(m.user_id) AS members, count(m.user_id) FILTER (WHERE m.role = 'owner')
            FROM conversation c LEFT JOIN membership m ON m.conversation_id = c.id WHERE c.kind = 'group' GROUP BY c.id
        """)
        ).all()
    for group, counted, present, owners in rows:
        assert (counted, owners) == (present, 1 if present else 0), group


async def test_the_list_has_the_owner_first_then_admins_then_members_by_name(ana: Actor) -> None:
    people = [await join(name) for name in ("Zoe", "Émile Ångström", "Bert", "Anders Zoebel")]
    group = await make(ana, *people)
    await transact(members.change_role, ana, group, people[0].user_id, "admin")
    assert await names(people[2], group) == ["Ana", "Zoe", "Anders Zoebel", "Bert", "Émile Ångström"]
    first = await read(members.list_members, ana, group, limit=2)
    second = await read(members.list_members, ana, group, first.next, 2)
    third = await read(members.list_members, ana, group, second.next, 2)
    shown = [member.user.display_name for page in (first, second, third) for member in page.items]
    assert (shown, third.next) == (await names(ana, group), None)
    assert await names(ana, group, q="angstr") == ["Émile Ångström"]
    assert await names(ana, group, q="zoe") == ["Zoe", "Anders Zoebel"]
    assert await names(ana, group, q="ers") == ["Anders Zoebel"]
    assert await names(ana, group, q="%") == []
    with pytest.raises(InvalidInput):
        await read(members.list_members, ana, group, "WyJ4Il0=")


async def test_a_direct_conversation_lists_its_two(ana: Actor, bob: Actor) -> None:
    assert await names(ana, await direct(ana, bob)) == ["Ana", "Bob"]


async def test_who_is_added_sees_the_conversation_and_all_hear_of_it(ana: Actor, bob: Actor, live: Listener) -> None:
    group, cleo = await make(ana, bob), await join("Cleo")
    await say(ana, group, "before Cleo")
    await hub.drained()
    live.events.clear()
    (member,) = await transact(members.add_members, ana, group, [cleo.user_id])
    assert (member.user.display_name, member.role, member.members_count) == ("Cleo", "member", 3)
    assert [one.user.id for one in await transact(members.add_members, ana, group, [cleo.user_id])] == [cleo.user_id]
    assert (await said(cleo, group))[1:] == [{"code": "members_added", "users": [{"id": cleo.user_id, "name": "Cleo"}]}]
    await hub.drained()
    assert told(live) == [
        ("conversation.created", None, cleo.user_id),
        ("member.added", group, None),
        ("message.created", group, None),
    ]
    assert (await read(groups.get_group, cleo, group)).mine.unread_count == 1


async def test_who_is_removed_is_out_at_once_and_comes_back_only_by_an_admin(
    ana: Actor, bob: Actor, live: Listener
) -> None:
    group = await make(ana, bob, is_public=True, who_can_add="all")
    cleo = await join("Cleo")
    await transact(members.add_members, bob, group, [cleo.user_id])
    await hub.drained()
    live.events.clear()
    await transact(members.remove_member, ana, group, bob.user_id)
    await hub.drained()
    assert told(live) == [
        ("conversation.removed", None, bob.user_id),
        ("member.removed", group, None),
        ("message.created", group, None),
    ]
    assert live.events[0].data.reason == "removed"
    assert (live.events[1].data.role, live.events[1].data.members_count) == ("", 2)
    for refused in (history(bob, group), say(bob, group, "hello?"), read(groups.get_group, bob, group)):
        with pytest.raises(NotFound):
            await refused
    with pytest.raises(Forbidden, match="an admin can add them again"):
        await transact(members.add_members, cleo, group, [bob.user_id])
    await transact(members.add_members, ana, group, [bob.user_id])
    assert len(await history(bob, group)) == 4
    await transact(members.leave_group, bob, group)
    await transact(groups.join_group, bob, group)


async def test_a_group_is_never_left_without_an_owner(ana: Actor, bob: Actor, live: Listener) -> None:
    group = await make(ana, bob)
    with pytest.raises(Conflict, match="make somebody else its owner"):
        await transact(members.leave_group, ana, group)
    member = await transact(members.change_role, ana, group, bob.user_id, "owner")
    assert member.role == "owner"
    assert (await read(groups.get_group, ana, group)).mine.role == "admin"
    await transact(members.leave_group, ana, group)
    assert (await said(bob, group))[1:] == [
        {"code": "owner_changed", "user": {"id": bob.user_id, "name": "Bob"}},
        {"code": "member_left"},
    ]
    await hub.drained()
    live.events.clear()
    await transact(members.leave_group, bob, group)
    await hub.drained()
    assert told(live) == [("conversation.removed", None, bob.user_id)]


async def test_an_account_that_ends_leaves_its_groups_in_good_hands(
    ana: Actor, bob: Actor, clean_database: Engine
) -> None:
    cleo = await join("Cleo")
    alone, plain, led = await make(ana), await make(ana, bob), await make(ana, bob, cleo)
    await transact(members.change_role, ana, led, cleo.user_id, "admin")
    guest = await make(bob, ana)
    await transact(users.delete_me, ana)
    check_rows(clean_database)
    assert await names(bob, plain) == await names(bob, guest) == ["Bob"]
    assert await names(cleo, led) == ["Cleo", "Bob"]
    assert [one and one["code"] for one in (await said(cleo, led))[-2:]] == ["owner_changed", "member_left"]
    with pytest.raises(NotFound):
        await read(groups.get_group, ana, alone)


async def test_roles_are_told_to_the_group_and_to_the_person(ana: Actor, bob: Actor, live: Listener) -> None:
    group = await make(ana, bob)
    await hub.drained()
    live.events.clear()
    await transact(members.change_role, ana, group, bob.user_id, "admin")
    await transact(members.change_role, ana, group, bob.user_id, "admin")
    await hub.drained()
    assert told(live) == [
        ("conversation.updated", None, bob.user_id),
        ("member.updated", group, None),
        ("message.created", group, None),
    ]
    assert (live.events[0].data.mine.role, live.events[1].data.role) == ("admin", "admin")
    assert (await said(bob, group))[-1] == {
        "code": "role_changed", "user": {"id": bob.user_id, "name": "Bob"}, "role": "admin",
    }  # fmt: skip
    for who, role in ((ana, "member"), (ana, "admin")):
        with pytest.raises(Forbidden, match="owner stays the owner"):
            await transact(members.change_role, bob, group, who.user_id, role)
    with pytest.raises(Forbidden, match="remove the owner"):
        await transact(members.remove_member, bob, group, ana.user_id)
    with pytest.raises(InvalidInput):
        await transact(members.change_role, ana, group, bob.user_id, "king")


@pytest.mark.parametrize("goes", ["leaves", "is removed"])
async def test_the_ticks_of_the_others_move_when_a_slow_reader_goes(
    ana: Actor, bob: Actor, live: Listener, goes: str
) -> None:
    slow = await join("Slow")
    group = await make(ana, bob, slow)
    sent = await say(ana, group, "read by Bob only")
    await receipts.acknowledge(bob, {group: (sent.seq, sent.seq)})
    assert (await read(groups.get_group, ana, group)).mine.receipts.read_seq == 0
    await hub.drained()
    live.signals.clear()
    if goes == "leaves":
        await transact(members.leave_group, slow, group)
    else:
        await transact(members.remove_member, ana, group, slow.user_id)
    assert (await read(groups.get_group, ana, group)).mine.receipts.read_seq == sent.seq
    minima = {"delivered_seq": sent.seq, "read_seq": sent.seq}
    await live.until(lambda: any(one.type == "receipt.minima" and one.data == minima for one in live.signals))


async def test_two_admins_who_remove_each_other(ana: Actor, clean_database: Engine) -> None:
    for number in range(5):
        one, other = await join(f"One x{number}"), await join(f"Other x{number}")
        group = await make(ana, one, other)
        for admin in (one, other):
            await transact(members.change_role, ana, group, admin.user_id, "admin")
        answers = await attempt(
            transact(members.remove_member, one, group, other.user_id),
            transact(members.remove_member, other, group, one.user_id),
        )
        assert sorted(str(type(answer)) for answer in answers) == sorted([str(type(None)), str(NotFound)])
    check_rows(clean_database)


async def test_somebody_is_added_and_removed_at_once(ana: Actor, bob: Actor, clean_database: Engine) -> None:
    group = await make(ana, bob)
    await transact(members.change_role, ana, group, bob.user_id, "admin")
    cleo, since = await join("Cleo"), events.current_cursor()
    for _ in range(10):
        await attempt(
            transact(members.add_members, ana, group, [cleo.user_id]),
            transact(members.remove_member, bob, group, cleo.user_id),
            transact(members.add_members, bob, group, [cleo.user_id]),
        )
    check_rows(clean_database)
    present = "Cleo" in await names(ana, group)
    mine = ("conversation.created", "conversation.removed")
    end = await say(ana, group, "the end")
    seen = await log_until(ana, since, lambda found: any(getattr(one.data, "id", 0) == end.id for one in found))
    last = [event.type for event in seen if event.type in ("member.added", "member.removed")][-1]
    assert last == ("member.added" if present else "member.removed")
    found = [event.type for event in (await read(events.read_log, cleo, since)).items if event.type in mine]
    assert found[-1] == mine[0 if present else 1]


async def test_leaving_while_the_group_is_handed_over(ana: Actor, clean_database: Engine) -> None:
    for number in range(8):
        heir = await join(f"Heir x{number}")
        group = await make(ana, heir, await join(f"Third x{number}"))
        await attempt(
            transact(members.change_role, ana, group, heir.user_id, "owner"),
            transact(members.leave_group, heir, group),
            transact(members.leave_group, ana, group),
        )
    check_rows(clean_database)


async def test_all_leave_at_once(ana: Actor, clean_database: Engine) -> None:
    people = [await join(f"Person {letter}") for letter in "abcdef"]
    group = await make(ana, *people)
    answers = await attempt(*(transact(members.leave_group, who, group) for who in (*people, ana)))
    check_rows(clean_database)
    if any(isinstance(answer, Conflict) for answer in answers):  # the owner was not the last one
        assert await names(ana, group) == ["Ana"]


async def test_what_is_said_while_somebody_is_removed_is_theirs_or_not_but_never_broken(
    ana: Actor, bob: Actor, clean_database: Engine
) -> None:
    group = await make(ana, bob)
    await attempt(
        *(say(bob, group, f"line {number}") for number in range(20)),
        transact(members.remove_member, ana, group, bob.user_id),
    )
    check_rows(clean_database)
    assert [message.seq for message in await history(ana, group)] == list(range(1, len(await history(ana, group)) + 1))
    with pytest.raises(NotFound):
        await read(conversations.get_conversation, bob, group)
