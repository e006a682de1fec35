"""How somebody wants to hear of messages, on all their devices."""

import re
from typing import Any
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from webchat.db.unit_of_work import UnitOfWork
from webchat.domain.actor import Actor
from webchat.domain.encoding import to_json
from webchat.domain.errors import InvalidInput
from webchat.domain.events import NOTIFICATIONS_UPDATED, Signal
from webchat.domain.notifications import NotificationSettings
from webchat.repositories import notifications

_HOUR = re.compile(r"([01]\d|2[0-3]):[0-5]\d")


def get_settings_of(uow: UnitOfWork, actor: Actor) -> NotificationSettings:
    """One's own wishes."""
    return notifications.of_user(uow.session, actor.user_id)


def change_settings(uow: UnitOfWork, actor: Actor, changes: dict[str, Any]) -> NotificationSettings:
    """Changes the given ones of `sound`, `previews`, `quiet_from`, `quiet_until` ("HH:MM", null) and `time_zone`."""
    actor.need_everywhere()
    after = {**to_json(notifications.of_user(uow.session, actor.user_id)), **changes}
    _check(after)
    notifications.change(uow.session, actor.user_id, after)
    settings = NotificationSettings(**after)
    uow.signal(Signal(NOTIFICATIONS_UPDATED, user_id=actor.user_id, data={"settings": to_json(settings)}))
    return settings


def _check(wanted: dict[str, Any]) -> None:
    for name in ("quiet_from", "quiet_until"):
        if wanted[name] is not None and not _HOUR.fullmatch(wanted[name]):
            raise InvalidInput("Give an hour such as 22:00.", field=name)
    if (wanted["quiet_from"] is None) != (wanted["quiet_until"] is None):
        raise InvalidInput("Quiet hours have a beginning and an end.", field="quiet_until")
    if wanted["quiet_from"] is not None and wanted["quiet_from"] == wanted["quiet_until"]:
        raise InvalidInput("Quiet hours end at another time than they begin.", field="quiet_until")
    try:
        ZoneInfo(wanted["time_zone"])
    except (ZoneInfoNotFoundError, ValueError, OSError):
        raise InvalidInput("Give a time zone such as Europe/Lisbon.", field="time_zone") from None
