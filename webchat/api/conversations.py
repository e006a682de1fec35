"""Conversations."""

from typing import Annotated, Literal

from fastapi import APIRouter, Query
from fastapi.responses import JSONResponse
from pydantic import Field, StrictBool, StrictInt

from webchat.api.actors import Asking, Host
from webchat.api.idempotency import IdempotentRoute
from webchat.api.schemas import Body, Id, Moment, PageSize, PathId, answer
from webchat.db.unit_of_work import read, transact
from webchat.services import conversations, details, disappearing, gallery, preferences, rooms
from webchat.services.rooms import EnsureRoom

router = APIRouter(prefix="/api/conversations", tags=["conversations"], route_class=IdempotentRoute)
Folder = Literal["all", "unread", "groups", "direct", "archived"]
Shelf = Literal["media", "files", "voice"]


class PreferencesBody(Body):
    pinned: StrictBool = False
    archived: StrictBool = False
    hidden: StrictBool = False
    notify: Literal["all", "mentions", "none"] = "all"
    muted_until: Moment | None = None
    disappear_seconds: StrictInt = 0


class RoomBody(Body):
    external_key: str
    title: str = ""
    member_ids: Annotated[tuple[Id, ...], Field(max_length=100)] = ()


@router.get("")
async def list_conversations(
    actor: Asking, cursor: str | None = None, limit: PageSize = 50, folder: Folder | None = None
) -> JSONResponse:
    """My conversations with unread counts, newest activity first; a folder has the pinned ones first.

    In a folder are neither hidden nor archived ones, but for the folder `archived`.
    """
    if folder:
        return answer(await read(preferences.list_folder, actor, folder, cursor, limit))
    return answer(await read(conversations.list_conversations, actor, cursor, limit))


@router.post("/notes")
async def ensure_notes(actor: Asking) -> JSONResponse:
    """My notes to myself, a conversation that nobody else is in; made at the first call."""
    return answer(await transact(conversations.ensure_notes, actor))


@router.post("/ensure", responses={201: {"description": "It was made."}})
async def ensure_room(body: RoomBody, acting: Host) -> JSONResponse:
    """A room for an object of the host, made once however often asked; for the service key only.

    Who is given, and whom the key acts for, is a member afterwards; nobody is put out. 201 when it was made.
    """
    room, made = await transact(rooms.ensure_room, acting, EnsureRoom(**body.model_dump()))
    return answer(room, 201 if made else 200)


@router.get("/{conversation_id}")
async def get_conversation(conversation_id: PathId, actor: Asking) -> JSONResponse:
    """One of my conversations."""
    return answer(await read(conversations.get_conversation, actor, conversation_id))


@router.patch("/{conversation_id}")
async def change_preferences(conversation_id: PathId, body: PreferencesBody, actor: Asking) -> JSONResponse:
    """Pins, archives, hides or mutes one of my conversations, for me alone; or has its messages disappear, for all.

    `muted_until` mutes until then and null unmutes; with `notify` it says how much (`mentions` or `none`) is left,
    and null there is for good. `disappear_seconds` is 0 (for good), 86400, 604800 or 7776000 and
    holds for what is sent from now on; in a group its admins say so, in a direct conversation each of the two.
    """
    changes = body.model_dump(exclude_unset=True)
    return answer(await transact(disappearing.change_conversation, actor, conversation_id, changes))


@router.get("/{conversation_id}/links")
async def list_links(
    conversation_id: PathId, actor: Asking, cursor: str | None = None, limit: PageSize = 50
) -> JSONResponse:
    """The links that were shared in a conversation, the newest first."""
    return answer(await read(details.list_links, actor, conversation_id, cursor, limit))


@router.get("/{conversation_id}/media")
async def list_media(
    conversation_id: PathId,
    actor: Asking,
    kind: Shelf = "media",
    cursor: str | None = None,
    limit: PageSize = 50,
    from_seq: Annotated[int | None, Query(ge=0)] = None,
    newer: bool = False,
) -> JSONResponse:
    """The files that were shared in a conversation: pictures and films, other files, or voice messages.

    The newest first; `from_seq` begins with the files of that message. With `newer` those above it (or above the
    cursor), the oldest of them first.
    """
    place = gallery.Asked(kind, cursor, limit, from_seq, newer)
    return answer(await read(gallery.list_shared, actor, conversation_id, place))


@router.get("/{conversation_id}/media/counts")
async def count_media(conversation_id: PathId, actor: Asking) -> JSONResponse:
    """How many files of each kind were shared in a conversation."""
    return answer(await read(gallery.count_shared, actor, conversation_id))
