"""What comes in. What goes out are the views of the domain, as they are."""

import re
from datetime import UTC, datetime
from typing import Annotated, Any
from uuid import UUID

from fastapi import Path, Query
from fastapi.responses import JSONResponse
from pydantic import (
    AfterValidator,
    AwareDatetime,
    BaseModel,
    BeforeValidator,
    ConfigDict,
    Field,
    StrictBool,
    StrictInt,
    WithJsonSchema,
)

from webchat.domain.cursors import LARGEST
from webchat.domain.encoding import to_bytes
from webchat.domain.payloads import SENT, WITH_PAYLOAD

_DATE = re.compile(r"\d{4}-\d\d-\d\d")


def _written(value: Any) -> Any:
    if value is None or (isinstance(value, str) and _DATE.match(value)):
        return value
    raise ValueError("Give a time such as 2026-12-24T18:00:00Z")


def _in_utc(moment: datetime) -> datetime:
    try:
        return moment.astimezone(UTC)
    except OverflowError:
        raise ValueError("Give a time from the years 1 to 9999") from None


def _counted(value: Any) -> Any:
    if isinstance(value, bool):  # which Python takes for 0 and 1: it would be somebody's
        raise ValueError("Give a number")
    return value


Moment = Annotated[AwareDatetime, BeforeValidator(_written), AfterValidator(_in_utc)]
"""RFC 3339 with its distance from UTC; numbers are refused, for nobody knows what they would count."""
Id = Annotated[int, Field(ge=1, le=LARGEST), BeforeValidator(_counted)]
PathId = Annotated[int, Path(ge=1, le=LARGEST)]
Seq = Annotated[int | None, Query(ge=0, le=LARGEST - 1)]
PageSize = Annotated[int, Query(ge=1, le=100)]


def one_of(*values: str) -> WithJsonSchema:
    """For the reference: what a text may be. Others are refused by the domain, in words of its own."""
    return WithJsonSchema({"type": "string", "enum": list(values)})


Whose = Annotated[str, one_of("all", "admins")]
LaterKind = Annotated[str, one_of("text", *WITH_PAYLOAD)]


class Body(BaseModel):
    """A request's body; a field that nobody knows is refused."""

    model_config = ConfigDict(extra="forbid")


class JoinBody(Body):
    name: str


class Changes(Body):
    """What to change: null leaves a field as it is, but takes a picture away."""

    avatar_media_id: Id | None = None

    def given(self) -> dict[str, Any]:
        """The changes by their names."""
        picture = {"avatar_media_id": self.avatar_media_id} if "avatar_media_id" in self.model_fields_set else {}
        return self.model_dump(exclude_none=True) | picture


class NewUserBody(Body):
    username: str
    display_name: str | None = None
    about: str = ""


class ProfileBody(Changes):
    display_name: str | None = None
    about: str | None = None


class MessageBody(Body):
    body: str = ""
    conversation_id: Id | None = None
    recipient_id: Id | None = None
    group_id: Id | None = None
    client_id: UUID | None = None
    kind: Annotated[str, one_of(*SENT)] = "text"
    reply_to_id: Id | None = None
    payload: dict[str, Any] | None = None
    media_ids: Annotated[tuple[Id, ...], Field(max_length=10)] = ()


class BatchItem(MessageBody):
    client_id: UUID


class BatchBody(Body):
    items: Annotated[list[BatchItem], Field(min_length=1, max_length=100)]


class GroupBody(Body):
    title: str
    description: str = ""
    member_ids: Annotated[list[Id], Field(max_length=1000)] = []
    who_can_write: Whose = "all"
    who_can_add: Whose = "admins"
    is_public: StrictBool = False
    slow_seconds: StrictInt = 0
    avatar_media_id: Id | None = None


class GroupChanges(Changes):
    title: str | None = None
    description: str | None = None
    who_can_write: Whose | None = None
    who_can_add: Whose | None = None
    is_public: StrictBool | None = None
    slow_seconds: StrictInt | None = None


class MemberBody(Body):
    user_id: Id
    role: Annotated[str, one_of("member", "admin")] = "member"


class MembersBody(Body):
    user_ids: Annotated[list[Id], Field(max_length=1000)]


class InviteBody(Body):
    expires_in: Id | None = None
    max_uses: Annotated[int, Field(ge=0, le=LARGEST)] = 0


class _Answer(JSONResponse):
    def render(self, content: Any) -> bytes:
        return to_bytes(content)


def answer(view: Any, status: int = 200, headers: dict[str, str] | None = None) -> JSONResponse:
    """A view as the answer."""
    return _Answer(view, status, headers)
