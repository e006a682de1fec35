"""How the media of a call finds its way: relays with short-term credentials, and the LiveKit server of large calls."""

from base64 import b64encode
from datetime import datetime, timedelta
from hmac import digest
from typing import Literal

import jwt

from webchat.db.unit_of_work import UnitOfWork
from webchat.domain.actor import Actor
from webchat.domain.call_states import IN, LIVEKIT, Call, is_device
from webchat.domain.call_views import DoctorView, IceView, LiveKitView
from webchat.domain.clock import Clock, now
from webchat.domain.errors import Conflict, NotFound
from webchat.gateways import turn
from webchat.repositories import calls
from webchat.services import limits
from webchat.settings import get_settings

TTL = timedelta(hours=2)
"""Of a call's credential: a relay asks for it again whenever a connection is made anew, not while it lasts."""
LIVEKIT_TTL = timedelta(minutes=2)
TEST_TTL = timedelta(minutes=2)


def ice_for_call(uow: UnitOfWork, actor: Actor, call_id: int, device_id: str = "", clock: Clock = now) -> IceView:
    """The servers for one's own device in a live call; raises `NotFound` for everyone else, and before the accept."""
    _inside(uow, actor, call_id, device_id)
    return ice(actor.user_id, TTL, clock())


def look_for_doctor(actor: Actor, clock: Clock = now) -> DoctorView:
    """What one's browser needs to test whether calls work from where it is."""
    limits.count_call(actor.user_id)
    settings = get_settings()
    ways = dict.fromkeys(turn.parse(url).way for url in settings.turn_urls)
    return DoctorView(clock(), ice(actor.user_id, TEST_TTL, clock()), tuple(ways), bool(settings.livekit_url))


def livekit_for_call(
    uow: UnitOfWork, actor: Actor, call_id: int, device_id: str = "", clock: Clock = now
) -> LiveKitView:
    """One's way into the LiveKit room of a large call; raises `NotFound` like `ice_for_call`, `Conflict` for a mesh."""
    call = _inside(uow, actor, call_id, device_id)
    if call.media != LIVEKIT:
        raise Conflict("This call goes directly between the browsers.")
    return LiveKitView(
        get_settings().livekit_url, livekit_token(actor, call, clock()), int(LIVEKIT_TTL.total_seconds())
    )


def ice(user_id: int, ttl: timedelta, at: datetime) -> IceView:
    """Credentials as coturn's `use-auth-secret` wants them: the name is when they lapse, and who has them."""
    settings = get_settings()
    if not settings.turn_urls:
        return IceView((), "", "", int(ttl.total_seconds()), "all", exposes=True)
    name = f"{int((at + ttl).timestamp())}:{user_id}"
    made = digest(settings.turn_secret.get_secret_value().encode(), name.encode(), "sha1")
    policy: Literal["relay", "all"] = "relay" if settings.relay_only else "all"
    return IceView(
        settings.turn_urls, name, b64encode(made).decode(), int(ttl.total_seconds()), policy, policy == "all"
    )


def livekit_token(actor: Actor, call: Call, at: datetime) -> str:
    """LiveKit's own kind of token: it lets one person into one room, within two minutes.

    LiveKit renews it for who is inside; who was shown out cannot come back with it.
    """
    grant = {"roomJoin": True, "canPublish": True, "canSubscribe": True, "canPublishData": False}
    return _token(call.id, grant, at, sub=str(actor.user_id), name=actor.display_name)


def admin_token(call_id: int, at: datetime) -> str:
    """Lets this server show people out of a call's room, and close it."""
    return _token(call_id, {"roomAdmin": True, "roomCreate": True}, at)


def room_of(call_id: int) -> str:
    """The name of a call's room."""
    return f"call-{call_id}"


def _token(call_id: int, grant: dict[str, bool], at: datetime, **claims: str) -> str:
    settings = get_settings()
    times = {"nbf": int(at.timestamp()) - 10, "exp": int((at + LIVEKIT_TTL).timestamp())}
    whole = claims | times | {"iss": settings.livekit_key, "video": {"room": room_of(call_id)} | grant}
    return jwt.encode(whole, settings.livekit_secret.get_secret_value(), "HS256")


def _inside(uow: UnitOfWork, actor: Actor, call_id: int, device_id: str) -> Call:
    call = calls.get(uow.session, call_id) if calls.place_of(uow.session, call_id, actor.user_id) else None
    me = call.of(actor.user_id) if call and call.live else None
    if call is None or me is None or me.state not in IN or not is_device(me, device_id):
        raise NotFound
    return call
