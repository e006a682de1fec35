"""Push subscriptions as their owners see them."""

from dataclasses import dataclass
from datetime import datetime


@dataclass(frozen=True, slots=True)
class PushKey:
    """The key that a browser's `pushManager.subscribe` wants as `applicationServerKey`, in base64url."""

    public_key: str


@dataclass(frozen=True, slots=True)
class PushSubscriptionView:
    """Where a browser is told of messages; its keys are never shown again."""

    id: int
    endpoint: str
    device: str
    created_at: datetime
    current: bool
