"""How much one caller may do in a while.

Counted in this process, at once. Where there are others, `shared_limits.py` adds up what all counted, several times a
second: a limit may be overdrawn by what happens in between, and no call ever waits for Valkey.
"""

from collections import OrderedDict
from dataclasses import dataclass
from math import ceil
from threading import Lock
from time import monotonic

from webchat.domain.errors import RateLimited
from webchat.gateways.valkey import shared
from webchat.settings import get_settings

_REMEMBERED = 50_000


@dataclass(frozen=True, slots=True)
class Allowance:
    """What is left of a limit; `reset` in seconds."""

    limit: int
    remaining: int
    reset: int


class Limit:
    """At most `limit` in `seconds`, for each key; what has a name is shared with the other processes under it.

    What has none protects this process alone: that costs the others nothing.
    """

    def __init__(self, limit: int, seconds: float, name: str = "") -> None:
        self.limit, self.seconds, self.name = limit, seconds, name
        self._windows: OrderedDict[str, tuple[float, int]] = OrderedDict()
        self._unshared: dict[str, int] = {}
        self._lock = Lock()

    def take(self, key: str) -> Allowance:
        """Counts one; raises `RateLimited` when there is nothing left."""
        with self._lock:
            now = monotonic()
            start, used = self._windows.pop(key, (now, 0))
            if now - start >= self.seconds:
                start, used = now, 0
            reset = max(1, ceil(start + self.seconds - now))
            taken = min(used + 1, self.limit)
            self._windows[key] = (start, taken)
            if self.name and used < self.limit and shared() is not None:
                self._unshared[key] = self._unshared.get(key, 0) + 1
            if len(self._windows) > _REMEMBERED:
                self._windows.popitem(last=False)
        if used >= self.limit:
            raise RateLimited(reset, self.limit)
        return Allowance(self.limit, self.limit - taken, reset)

    def check(self, key: str) -> None:
        """Raises `RateLimited` when there is nothing left, and counts nothing."""
        with self._lock:
            now = monotonic()
            start, used = self._windows.get(key, (now, 0))
        if used >= self.limit and now - start < self.seconds:
            raise RateLimited(max(1, ceil(start + self.seconds - now)), self.limit)

    def unshared(self) -> dict[str, int]:
        """What was taken here and the others do not know of yet, by key; from now on they do."""
        with self._lock:
            found, self._unshared = self._unshared, {}
        return found

    def settle(self, key: str, used: int, seconds_left: float) -> None:
        """All processes together have taken `used` in a window that ends in `seconds_left`."""
        with self._lock:
            used = min(used + self._unshared.get(key, 0), self.limit)
            self._windows[key] = monotonic() - self.seconds + seconds_left, used

    def clear(self) -> None:
        """Forgets what was used."""
        self._windows.clear()
        self._unshared.clear()


_fixed: list[Limit] = []


def _limit(limit: int, seconds: float, name: str = "") -> Limit:
    made = Limit(limit, seconds, name)
    _fixed.append(made)
    return made


_requests = _limit(600, 60, "requests")
# Far above what the pages of one person do: twenty tabs that confirm every second, one that runs through the history.
_events = _limit(3000, 60)
_strangers_events = _limit(300, 60)
_messages = _limit(300, 60, "messages")
_reactions = _limit(300, 60, "reactions")
_changes = _limit(300, 60, "changes")
_groups = _limit(60, 3600, "groups")
_group_changes = _limit(300, 60, "group_changes")
_profiles = _limit(60, 60, "profiles")
_hooks = _limit(60, 60, "hooks")
_missed_invites = _limit(20, 60, "missed_invites")
_missed_links = _limit(5, 120, "missed_links")
_searches = _limit(240, 60, "searches")
_gifs = _limit(120, 60, "gifs")
_reports = _limit(20, 3600, "reports")
_calls = _limit(30, 60, "calls")
_signals = _limit(1200, 60, "signals")
_archives = _limit(2, 3600, "archives")
_mails = _limit(5, 3600, "mails")
_mailed = _limit(5, 3600, "mailed")
_new_users: list[Limit] = []


def _count(limit: Limit, key: object) -> None:
    if get_settings().rate_limits:
        limit.take(str(key))


def count_request(key: str) -> Allowance | None:
    """One call of the API; None while limits are off."""
    return _requests.take(key) if get_settings().rate_limits else None


def count_event(user_id: int) -> None:
    """One event of a page of theirs, whatever it asks for."""
    _count(_events, user_id)


def count_event_of_stranger(connection_id: str) -> None:
    """One event over a connection of which nobody knows yet whose it is."""
    _count(_strangers_events, connection_id)


def count_message(user_id: int) -> None:
    """One message, by whichever door."""
    _count(_messages, user_id)


def count_reaction(user_id: int) -> None:
    """One sign given or taken back."""
    _count(_reactions, user_id)


def count_change(user_id: int) -> None:
    """One edit, deletion, pin, star or mark, of however many messages."""
    _count(_changes, user_id)


def count_group(user_id: int) -> None:
    """One new group."""
    _count(_groups, user_id)


def count_group_change(user_id: int) -> None:
    """One change of a group that all its members hear of."""
    _count(_group_changes, user_id)


def count_profile(user_id: int) -> None:
    """One change of what somebody is called or shows: all their conversations hear of it."""
    _count(_profiles, user_id)


def count_report(user_id: int) -> None:
    """One report to the operator."""
    _count(_reports, user_id)


def count_archive(user_id: int) -> None:
    """One archive of all that is known of somebody."""
    _count(_archives, user_id)


def check_archive(user_id: int) -> None:
    """Raises `RateLimited` for who can have no archive just now."""
    if get_settings().rate_limits:
        _archives.check(str(user_id))


def count_mail(user_id: int, address: str) -> None:
    """One mail with a code that somebody asks for; counted for the address, too, whoever asks."""
    _count(_mails, user_id)
    _count(_mailed, address.lower())


def count_hook(webhook_id: int) -> None:
    """One message through an incoming webhook."""
    _count(_hooks, webhook_id)


def check_invites(key: str) -> None:
    """Raises `RateLimited` for who has tried too many codes that do not exist."""
    if get_settings().rate_limits:
        _missed_invites.check(key)


def count_missed_invite(key: str) -> None:
    """One code that does not exist."""
    _count(_missed_invites, key)


def check_links(address: str) -> None:
    """Raises `RateLimited` for an address from which too many codes of devices were wrong."""
    if get_settings().rate_limits:
        _missed_links.check(address)


def count_missed_link(address: str) -> None:
    """One code of a device that was wrong."""
    _count(_missed_links, address)


def count_search(user_id: int) -> None:
    """One search, by whichever door; people type several letters a second."""
    _count(_searches, user_id)


def count_gif(user_id: int) -> None:
    """One question to the GIF service."""
    _count(_gifs, user_id)


def count_call(user_id: int) -> None:
    """One call that somebody begins."""
    _count(_calls, user_id)


def count_signal(user_id: int) -> None:
    """One signal to another device of a call; each connection of a mesh takes some twenty."""
    _count(_signals, user_id)


def count_new_user(address: str) -> None:
    """One new user from an address."""
    settings = get_settings()
    if not _new_users:
        _new_users.extend(
            [
                Limit(settings.users_per_minute, 60, "new_users"),
                Limit(settings.users_per_day, 86_400, "new_users_a_day"),
            ]
        )
    if settings.rate_limits:
        for limit in _new_users:
            limit.take(address)


def all_limits() -> list[Limit]:
    """Every limit there is."""
    return [*_fixed, *_new_users]


def clear() -> None:
    """Forgets what everyone used."""
    for limit in all_limits():
        limit.clear()
    _new_users.clear()
