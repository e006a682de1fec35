"""Messages."""

from typing import Annotated, Any, Literal

from fastapi import APIRouter, Query
from fastapi.responses import JSONResponse

from webchat.api.actors import Asking
from webchat.api.errors import error_body
from webchat.api.idempotency import IdempotentRoute
from webchat.api.schemas import BatchBody, BatchItem, MessageBody, Moment, PageSize, PathId, Seq, answer
from webchat.db.unit_of_work import UnitOfWork, read
from webchat.domain.cursors import LARGEST
from webchat.domain.encoding import to_json
from webchat.domain.errors import WebchatError
from webchat.domain.message_views import MessagePage, SentMessage
from webchat.domain.search import LONGEST_QUERY, narrow
from webchat.services import conversations, messages, search
from webchat.services.messages import SendMessage

router = APIRouter(prefix="/api/messages", tags=["messages"], route_class=IdempotentRoute)
_AGAIN = {
    "description": "The same `client_id` again: the first message, as it is now.",
    "headers": {"Idempotent-Replay": {"schema": {"type": "string"}, "description": "true"}},
}
ConversationId = Annotated[int, Query(ge=1, le=LARGEST)]


@router.post("", status_code=201, responses={200: _AGAIN})
async def send_message(body: MessageBody, actor: Asking) -> JSONResponse:
    """Stores a message; the same `client_id` again gives the first one with 200."""
    sent = await messages.send_message(actor, SendMessage(**body.model_dump()))
    if sent.replay:
        return answer(sent.view, 200, {"Idempotent-Replay": "true"})
    return answer(sent.view, 201)


@router.post("/batch")
async def send_batch(body: BatchBody, actor: Asking) -> JSONResponse:
    """Up to 100 messages, stored and answered in the order given, with a status for each."""
    outcomes = await messages.send_messages(actor, [SendMessage(**item.model_dump()) for item in body.items])
    items = [_became(item, outcome) for item, outcome in zip(body.items, outcomes, strict=True)]
    return answer({"items": items})


@router.get("")
async def list_messages(
    actor: Asking,
    conversation_id: ConversationId,
    before: Seq = None,
    after: Seq = None,
    around: Seq = None,
    limit: PageSize = 50,
) -> JSONResponse:
    """A page of a conversation, oldest first."""
    span = {"before": before, "after": after, "around": around}
    return _page(await read(messages.list_messages, actor, conversation_id, limit=limit, **span))


@router.get("/conversation/{one}/{other}")
async def list_direct(
    one: PathId, other: PathId, actor: Asking, before: Seq = None, after: Seq = None, limit: PageSize = 50
) -> JSONResponse:
    """A page of the direct conversation of two users, of whom I am one."""

    def page(uow: UnitOfWork) -> MessagePage:
        found = conversations.find_direct(uow, actor, one, other)
        return messages.list_messages(uow, actor, found, before=before, after=after, limit=limit)

    return _page(await read(page))


@router.get("/search")
async def search_messages(
    actor: Asking,
    q: Annotated[str, Query(max_length=LONGEST_QUERY)] = "",
    conversation_id: ConversationId | None = None,
    sender_id: Annotated[int | None, Query(alias="from", ge=1, le=LARGEST)] = None,
    has: Annotated[Literal["link", "file", "image", "reaction"] | None, Query()] = None,
    since: Moment | None = None,
    until: Moment | None = None,
    cursor: str | None = None,
    limit: PageSize = 20,
) -> JSONResponse:
    """Messages by their words, of all my conversations or of one, ranked; `ranges` count characters of `body`.

    `q` takes "phrases" and from: in: has: before: after: as well. `from` is a user's id.
    """
    query = narrow(search.read_query(q), has=has, since=since, until=until)
    return answer(await read(search.search_messages, actor, query, conversation_id, limit, cursor, sender_id))


@router.get("/{message_id}")
async def get_message(message_id: PathId, actor: Asking) -> JSONResponse:
    """One message."""
    return answer(await read(messages.get_message, actor, message_id))


def _became(item: BatchItem, outcome: SentMessage | WebchatError) -> dict[str, Any]:
    if isinstance(outcome, WebchatError):
        return {"client_id": item.client_id, "status": outcome.status, **error_body(outcome)}
    return {"client_id": item.client_id, "status": 200 if outcome.replay else 201, "message": to_json(outcome.view)}


def _page(page: MessagePage) -> JSONResponse:
    return answer({"items": page.items, "has_older": page.has_older, "has_newer": page.has_newer})
