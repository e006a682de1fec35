"""What a socket may ask: each command is the REST call of the same meaning, answered once."""

from collections.abc import Awaitable, Callable
from typing import Annotated, Any, ClassVar

from pydantic import Field, StrictBool

from webchat.api.calls import CallBody, Device, SignalBody
from webchat.api.events import event_json
from webchat.api.frames import encode, of_all, passing
from webchat.api.schemas import Body, Id, MessageBody
from webchat.api.stream import Stream
from webchat.api.streams import SMALL
from webchat.db.unit_of_work import read, transact
from webchat.domain.calls import ALIASES, VERBS
from webchat.domain.conversation_views import ReceiptView
from webchat.domain.cursors import LARGEST, parse_cursor
from webchat.domain.errors import NotFound
from webchat.domain.events import RECEIPT_UPDATED, Signal
from webchat.realtime import audience
from webchat.services import calls, deletions, edits, events, messages, reactions, receipts, typing
from webchat.services.calls import RequestCall
from webchat.services.messages import SendMessage

_MOST_REPLAYED = 5_000
_PAGE = 250


class _Message(Body):
    message_id: Id


class _Edit(_Message):
    body: str


class _Reaction(_Message):
    emoji: Annotated[str, Field(max_length=64)]


class _Conversation(Body):
    conversation_id: Id


class _Receipt(_Conversation):
    seq: Annotated[int, Field(ge=0, le=LARGEST)]


class _Resume(Body):
    since: Annotated[str, Field(max_length=200)]


class _Verb(Body):
    call_id: Id
    device_id: Device = ""
    move: StrictBool = False


class _Signal(SignalBody):
    call_id: Id


def _acting(verb: str) -> Callable[[Any, _Verb], Awaitable[Any]]:
    return lambda commander, body: commander.act_on_call(verb, body)


class Commander:
    """The commands of one socket, which is known as `connection`."""

    __slots__ = ("_connection", "_stream")

    def __init__(self, stream: Stream, connection: str) -> None:
        self._stream, self._connection = stream, connection

    async def run(self, kind: str, fields: dict[str, Any]) -> Any:
        """Does it and gives what the ack holds; raises `WebchatError`, `ValidationError`."""
        if kind not in self._KNOWN:
            raise NotFound("There is no such command.", field="type")
        body, do = self._KNOWN[kind]
        return await do(self, body.model_validate(fields))

    async def _send(self, body: MessageBody) -> Any:
        return (await messages.send_message(self._stream.actor, SendMessage(**body.model_dump()))).view

    async def _edit(self, body: _Edit) -> Any:
        return await transact(edits.edit_message, self._stream.actor, body.message_id, body.body)

    async def _delete(self, body: _Message) -> Any:
        return await transact(deletions.delete_message, self._stream.actor, body.message_id)

    async def _react(self, body: _Reaction) -> Any:
        return await transact(reactions.add_reaction, self._stream.actor, body.message_id, body.emoji)

    async def _take_back(self, body: _Reaction) -> Any:
        return await transact(reactions.remove_reaction, self._stream.actor, body.message_id, body.emoji)

    async def _delivered(self, body: _Receipt) -> Any:
        return await self._acknowledge(body, None)

    async def _read(self, body: _Receipt) -> Any:
        return await self._acknowledge(body, body.seq)

    async def _acknowledge(self, body: _Receipt, read_seq: int | None) -> Any:
        self._stream.actor.need_room(body.conversation_id)
        wanted: receipts.Wanted = {body.conversation_id: (body.seq, read_seq)}
        moved = await receipts.acknowledge(self._stream.actor, wanted)
        if not moved and self._stream.actor.user_id not in await audience.members_of(body.conversation_id):
            raise NotFound
        return {}

    async def _start_typing(self, body: _Conversation) -> Any:
        await typing.start(self._stream.actor, body.conversation_id)
        return {}

    async def _stop_typing(self, body: _Conversation) -> Any:
        await typing.stop(self._stream.actor, body.conversation_id)
        return {}

    async def _request_call(self, body: CallBody) -> Any:
        return await calls.request_call(self._stream.actor, RequestCall(**body.model_dump()), self._connection)

    async def act_on_call(self, verb: str, body: _Verb) -> Any:
        """Does what a participant of a call wants."""
        actor, line = self._stream.actor, self._connection
        return await calls.act_on_call(actor, body.call_id, verb, body.device_id, move=body.move, connection=line)

    async def _signal(self, body: _Signal) -> Any:
        given = (body.call_id, body.to_user_id, body.data, body.device_id)
        await calls.send_signal(self._stream.actor, *given, self._connection)
        return {}

    async def _resume(self, body: _Resume) -> Any:
        await replay(self._stream, body.since)
        return {}

    _KNOWN: ClassVar[dict[str, tuple[type[Body], Callable[[Any, Any], Awaitable[Any]]]]] = {
        "message.send": (MessageBody, _send),
        "message.edit": (_Edit, _edit),
        "message.delete": (_Message, _delete),
        "reaction.add": (_Reaction, _react),
        "reaction.remove": (_Reaction, _take_back),
        "receipt.delivered": (_Receipt, _delivered),
        "receipt.read": (_Receipt, _read),
        "typing.start": (_Conversation, _start_typing),
        "typing.stop": (_Conversation, _stop_typing),
        "call.request": (CallBody, _request_call),
        "call.signal": (_Signal, _signal),
        "resume": (_Resume, _resume),
    }
    _KNOWN |= {f"call.{verb}": (_Verb, _acting(verb)) for verb in VERBS | ALIASES.keys()}


async def replay(stream: Stream, since: str) -> None:
    """Tells what was committed after a cursor, then `live`, or `reset` where that is too old or too much.

    The stream is subscribed before: whatever this reading cannot see yet comes by itself.
    """
    parse_cursor(since)
    with stream.replaying():
        done = await _replay(stream, since)
        if done:
            await _tell_receipts(stream)
    kind = "live" if done else "reset"
    stream.push(encode({"type": kind, "cursor": events.current_cursor()}))


async def _tell_receipts(stream: Stream) -> None:
    """Receipts are in no log: how they stand now, where something happened last."""
    each, of_large = await read(receipts.present, stream.actor, SMALL)
    told = [Signal(RECEIPT_UPDATED, one.conversation_id, None, _cursors(one)) for one in each]
    told += [of_all(room, one.delivered_seq, one.read_seq) for room, one in of_large.items()]
    for signal in told:
        await stream.put(encode(passing(signal)))


def _cursors(receipt: ReceiptView) -> dict[str, int]:
    return {"user_id": receipt.user_id, "delivered_seq": receipt.delivered_seq, "read_seq": receipt.read_seq}


async def _replay(stream: Stream, since: str) -> bool:
    replayed, more = 0, True
    while more:
        page = await read(events.read_missed, stream.actor, since, _PAGE)
        replayed += len(page.items)
        if page.reset or replayed > _MOST_REPLAYED:
            return False
        for event in page.items:
            if event.data is not None:
                await stream.put(encode(event_json(event)))
        since, more = page.cursor, page.has_more
    return True
