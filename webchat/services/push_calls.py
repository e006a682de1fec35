"""Devices ring for a call with the page closed, and stop when it rings no more."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime

from webchat.db.unit_of_work import UnitOfWork
from webchat.domain.call_states import RUNG
from webchat.domain.call_views import CallView
from webchat.domain.notifications import NotificationSettings, missed_notice, ring_notice, ring_over_notice
from webchat.repositories import notifications, push, unread
from webchat.services.push_parcels import Parcel, parcel, takes_silence

_NOT_GOT = frozenset({"missed", "busy"})


@dataclass(frozen=True, slots=True)
class Called:
    """A call that began or changed, and those whom it was to reach and who may have to be told."""

    call: CallView
    readers: frozenset[int]


def called(call: CallView, subscribers: Collection[int]) -> Called:
    """Everyone of the call with a subscription but who began it."""
    people = {one.user_id for one in call.participants} - {call.initiator_id}
    return Called(call, frozenset(people.intersection(subscribers)))


def tell(uow: UnitOfWork, item: Called, at: datetime) -> list[Parcel]:
    """What the devices are to be told now; nothing where all of them know."""
    states = {one.user_id: one.state for one in item.call.participants}
    rung = {one for one in item.readers if states[one] in RUNG and item.call.ring_until > at}
    return _ring(uow, item.call, rung, at) + _stop(uow, item.call, item.readers - rung, at)


def still_rings(uow: UnitOfWork, ring: Parcel) -> bool:
    """Whether it is worth telling of this ring once more."""
    return push.rings(uow.session, ring.call_id, ring.user_id)


def _ring(uow: UnitOfWork, call: CallView, user_ids: Collection[int], at: datetime) -> list[Parcel]:
    told = push.claim_ring(uow.session, call.id, _wanting(uow, call, user_ids, at)) if user_ids else set()
    if not told:
        return []
    notice = ring_notice(call, push.group_title(uow.session, call.conversation_id))
    rows = push.of_users(uow.session, told)
    return [parcel(row, notice, call_id=call.id, until=call.ring_until) for row in rows]


def _stop(uow: UnitOfWork, call: CallView, user_ids: Collection[int], at: datetime) -> list[Parcel]:
    rows = push.claim_ring_over(uow.session, call.id, user_ids) if user_ids else []
    rung = {row["user_id"] for row in rows if row["rung"]}
    lost = {row["user_id"] for row in rows if row["state"] in _NOT_GOT}
    missed = (lost & rung) | _wanting(uow, call, lost - rung, at)
    return _missed(uow, call, missed, at) + [
        parcel(row, ring_over_notice(call, silently=takes_silence(row)), call_id=call.id)
        for row in push.of_users(uow.session, rung - missed)
    ]


def _missed(uow: UnitOfWork, call: CallView, user_ids: Collection[int], at: datetime) -> list[Parcel]:
    """Told like a message, and so taken back once that is read."""
    if not user_ids or call.message_id is None:
        return []
    place = call.conversation_id, push.seq_of(uow.session, call.message_id)
    push.claim(uow.session, *place, user_ids)
    group = push.group_title(uow.session, call.conversation_id)
    totals = unread.totals(uow.session, user_ids, at)
    notices = {one: missed_notice(call, group, place[1], totals[one]) for one in user_ids}
    rows = push.of_users(uow.session, user_ids)
    return [parcel(row, notices[row["user_id"]], place=place, call_id=call.id) for row in rows]


def _wanting(uow: UnitOfWork, call: CallView, user_ids: Collection[int], at: datetime) -> set[int]:
    """Those who are to be disturbed now: not in their quiet hours, not where they want to hear nothing."""
    if not user_ids:
        return set()
    wishes = notifications.of_users(uow.session, user_ids)
    reachable = push.reachable(uow.session, call.conversation_id, user_ids, at)
    return {one for one in reachable if not wishes.get(one, NotificationSettings()).quiet_at(at)}
