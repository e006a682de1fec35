"""Tickets for sockets, where no header can be sent: tokens do not belong into addresses, which are written into logs.

They are kept in this process: the one that made a ticket takes it.
"""

import secrets
from collections import OrderedDict
from hashlib import sha256
from time import monotonic

from webchat.domain.actor import Actor

SECONDS = 30
_MOST = 10_000
_tickets: OrderedDict[bytes, tuple[float, Actor]] = OrderedDict()


def make_ticket(actor: Actor) -> str:
    """Proves once, within half a minute, who opens a socket."""
    ticket = secrets.token_urlsafe(24)
    _tickets[_hash(ticket)] = monotonic() + SECONDS, actor
    if len(_tickets) > _MOST:
        _tickets.popitem(last=False)
    return ticket


def redeem(ticket: str) -> Actor | None:
    """Who a ticket proves; it is spent by that."""
    until, actor = _tickets.pop(_hash(ticket), (0.0, None))
    return actor if until > monotonic() else None


def _hash(ticket: str) -> bytes:
    return sha256(ticket.encode(errors="replace")).digest()
