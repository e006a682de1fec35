"""Calls as they leave the services."""

from dataclasses import dataclass, fields
from datetime import datetime
from typing import Any, Literal

PartState = Literal[
    "calling", "ringing", "waiting", "connecting", "active", "reconnecting",
    "declined", "busy", "missed", "failed", "left",
]  # fmt: skip
CallState = Literal["calling", "ringing", "connecting", "active", "reconnecting", "ended"]
EndReason = Literal["declined", "busy", "cancelled", "missed", "completed", "failed", "left"]


@dataclass(frozen=True, slots=True)
class ParticipantView:
    """Somebody's part in a call; `state` is one of `domain/call_states.py`: rung, in it, or how they are out of it."""

    user_id: int
    display_name: str
    avatar_url: str | None
    state: PartState
    joined_at: datetime | None
    left_at: datetime | None


@dataclass(frozen=True, slots=True)
class CallView:
    """A call as everyone in its conversation may see it; `version` rises with every change.

    `duration`: seconds that media flowed, once it has ended. `ring_until`: when being rung is over.
    """

    id: int
    conversation_id: int
    message_id: int | None
    version: int
    kind: Literal["audio", "video"]
    media: Literal["mesh", "livekit"]
    state: CallState
    initiator_id: int
    participants: tuple[ParticipantView, ...]
    started_at: datetime
    ring_until: datetime
    answered_at: datetime | None
    connected_at: datetime | None
    ended_at: datetime | None
    end_reason: EndReason | None
    duration: int | None


@dataclass(frozen=True, slots=True)
class MyCall:
    """A call with what is one's own: `my_state` and the device on which one is in it (None where one is not).

    `answered_elsewhere`: one is in it, but not on the device that asked.
    """

    call: CallView
    my_state: PartState | None
    my_device_id: str | None
    answered_elsewhere: bool

    def as_dict(self) -> dict[str, Any]:
        """Both parts in one object."""
        shared = {field.name: getattr(self.call, field.name) for field in fields(self.call)}
        return shared | {
            "my_state": self.my_state,
            "my_device_id": self.my_device_id,
            "answered_elsewhere": self.answered_elsewhere,
        }


@dataclass(frozen=True, slots=True)
class CallPage:
    """One's own calls, the latest first; `missed_count`: how many missed ones one has not looked at."""

    items: list[MyCall]
    next: str | None
    missed_count: int


@dataclass(frozen=True, slots=True)
class IceView:
    """How media finds its way: servers with a credential that lapses after `ttl` seconds.

    `policy` is "relay" where everything goes through the relay, else "all". `exposes`: the others see one's address.
    """

    urls: tuple[str, ...]
    username: str
    credential: str
    ttl: int
    policy: Literal["relay", "all"]
    exposes: bool


@dataclass(frozen=True, slots=True)
class DoctorView:
    """What a browser needs to find out whether calls work from where it is: `ice` serves for two minutes.

    `ways`: over what the relay is offered, of "UDP", "TCP" and "TLS"; none where no relay is configured.
    """

    server_time: datetime
    ice: IceView
    ways: tuple[str, ...]
    livekit: bool


@dataclass(frozen=True, slots=True)
class LiveKitView:
    """Where a large call takes place, and one's way in."""

    url: str
    token: str
    ttl: int
