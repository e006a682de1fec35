"""What a proof for single conversations can reach.

For the length of such a transaction the name `membership` means a view of only those conversations. Whoever is not a
member is not let in anywhere, so no query can forget the limit.
"""

from collections.abc import Iterable
from typing import Any

from sqlalchemy import Connection, text

from webchat.domain.actor import Actor

_ENTER = text("SELECT set_config('search_path', 'scoped, public', true), set_config('webchat.rooms', :rooms, true)")


def enter_scope(connection: Connection, arguments: Iterable[Any]) -> None:
    """Limits this transaction to the conversations of the actor among the arguments of a use case, if limited."""
    for actor in arguments:
        if isinstance(actor, Actor) and actor.rooms is not None:
            connection.execute(_ENTER, {"rooms": actor.scope})
