"""Tickets for sockets, where no header can be sent: tokens do not belong into addresses, which are written into logs.

With several processes any of them takes a ticket; while Valkey is away, only the one that made it does.
"""

import secrets
from collections import OrderedDict
from contextlib import suppress
from hashlib import sha256
from time import monotonic

from pydantic import TypeAdapter

from webchat.domain.actor import Actor
from webchat.gateways.valkey import FAILURES, shared

SECONDS = 30
_MOST = 10_000
_tickets: OrderedDict[str, tuple[float, Actor]] = OrderedDict()
_ACTOR = TypeAdapter(Actor)


async def make_ticket(actor: Actor) -> str:
    """Proves once, within half a minute, who opens a socket."""
    ticket = secrets.token_urlsafe(24)
    key = _key(ticket)
    if (valkey := shared()) is not None:
        with suppress(*FAILURES):
            await valkey.set(key, _ACTOR.dump_json(actor), ex=SECONDS)
            return ticket
    _tickets[key] = monotonic() + SECONDS, actor
    if len(_tickets) > _MOST:
        _tickets.popitem(last=False)
    return ticket


async def redeem(ticket: str) -> Actor | None:
    """Who a ticket proves; it is spent by that."""
    key = _key(ticket)
    until, actor = _tickets.pop(key, (0.0, None))
    if until > monotonic():
        return actor
    if (valkey := shared()) is not None:
        with suppress(*FAILURES):
            found = await valkey.getdel(key)
            return _ACTOR.validate_json(found) if found else None
    return None


def _key(ticket: str) -> str:
    return f"webchat:ticket:{sha256(ticket.encode(errors='replace')).hexdigest()}"
