"""Browsers that want to be told with the page closed."""

from webchat.db.unit_of_work import UnitOfWork
from webchat.domain.actor import Actor
from webchat.domain.errors import Forbidden, InvalidInput, NotFound
from webchat.domain.events import PUSH_SUBSCRIBED, Signal
from webchat.domain.push_views import PushKey, PushSubscriptionView
from webchat.gateways.push import Address, is_usable, new_key, public_part
from webchat.repositories import push

_KEY = "vapid"
_LONGEST_ENDPOINT = 2000


def private_key(uow: UnitOfWork) -> str:
    """The key that says that it is this installation that tells, in PEM; made once, however many processes start."""
    known = push.key(uow.session, _KEY)
    if known is None:
        push.keep_key(uow.session, _KEY, new_key())
        known = push.key(uow.session, _KEY)
    assert known is not None  # noqa: S101  just kept, by us or by another process
    return known


def get_key(uow: UnitOfWork, _actor: Actor) -> PushKey:
    """What a browser needs to subscribe."""
    return PushKey(public_part(private_key(uow)))


def subscribe(uow: UnitOfWork, actor: Actor, address: Address) -> tuple[PushSubscriptionView, bool]:
    """This session's browser wants to be told there; again is once. Also whether it is new."""
    if _session_of(actor) is None:
        raise Forbidden("Only a signed-in browser or a user's own token can subscribe.")
    if not address.endpoint.startswith(("https://", "http://")) or len(address.endpoint) > _LONGEST_ENDPOINT:
        raise InvalidInput("Not an address of a push service.", field="endpoint")
    if not is_usable(address):
        raise InvalidInput("Not the keys of a browser's subscription.", field="keys")
    kept = push.subscribe(
        uow.session,
        user_id=actor.user_id,
        session_id=actor.session_id,
        endpoint=address.endpoint,
        p256dh=address.p256dh,
        auth=address.auth,
    )
    uow.signal(Signal(PUSH_SUBSCRIBED, user_id=actor.user_id))
    view = next(one for one in list_subscriptions(uow, actor) if one.id == kept["id"])
    return view, kept["made"]


def list_subscriptions(uow: UnitOfWork, actor: Actor) -> list[PushSubscriptionView]:
    """One's own browsers that are told, the newest first."""
    actor.need_everywhere()
    return [
        PushSubscriptionView(
            row["id"], row["endpoint"], row["device"], row["created_at"], row["session_id"] == actor.session_id
        )
        for row in push.mine(uow.session, actor.user_id)
    ]


def unsubscribe(uow: UnitOfWork, actor: Actor, endpoint: str) -> None:
    """That browser is told no more."""
    actor.need_everywhere()
    if not push.unsubscribe(uow.session, actor.user_id, endpoint):
        raise NotFound


def _session_of(actor: Actor) -> int | None:
    actor.need_everywhere()
    return actor.session_id if actor.kind == "user" else None
