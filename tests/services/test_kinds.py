"""Messages that are more than text: stored once, found by their words, told in quotes."""

from uuid import uuid4

import pytest
from sqlalchemy import text

from tests.support.chat import Listener, direct, history, say
from webchat.db.engine import get_engine
from webchat.domain.actor import Actor
from webchat.domain.errors import Conflict, InvalidInput
from webchat.realtime import hub

_POLL = {"question": "Où manger ?", "options": ["Crêpes", "Soup"]}


async def test_what_is_told_is_what_is_read_later(ana: Actor, bob: Actor, live: Listener) -> None:
    conversation = await direct(ana, bob)
    sent = [
        await say(ana, conversation, "", kind="poll", payload=_POLL),
        await say(ana, conversation, "my place", kind="location", payload={"latitude": 1, "longitude": 2}),
        await say(ana, conversation, "", kind="contact", payload={"user_id": bob.user_id, "name": "somebody"}),
        await say(ana, conversation, "", kind="sticker", payload={"pack": "pim", "name": "hello"}),
    ]
    assert await history(bob, conversation) == sent
    assert sent[0].payload == {**_POLL, "multiple": False, "votes": {}}
    assert sent[2].payload["name"] == "Bob"
    await hub.drained()
    assert [event.data for event in live.events if event.type == "message.created"] == sent


async def test_words_of_a_payload_are_found(ana: Actor, bob: Actor) -> None:
    message = await say(ana, await direct(ana, bob), "", kind="poll", payload=_POLL)
    with get_engine().connect() as connection:
        query = text("SELECT search_text FROM message WHERE id = :id")
        found = connection.execute(query, {"id": message.id}).scalar_one()
    assert found == "ou manger ? crepes soup"


async def test_the_same_client_id_for_another_payload_or_kind_is_refused(ana: Actor, bob: Actor) -> None:
    conversation, client_id = await direct(ana, bob), uuid4()
    first = await say(ana, conversation, "", kind="poll", payload=_POLL, client_id=client_id)
    again = await say(ana, conversation, "", kind="poll", payload=_POLL, client_id=client_id)
    assert again == first
    with pytest.raises(Conflict):
        await say(ana, conversation, "", kind="poll", payload={**_POLL, "question": "When?"}, client_id=client_id)
    with pytest.raises(Conflict):
        await say(ana, conversation, "", kind="sticker", payload={"pack": "pim", "name": "ok"}, client_id=client_id)


async def test_a_quote_tells_the_words_of_what_it_answers(ana: Actor, bob: Actor) -> None:
    conversation = await direct(ana, bob)
    poll = await say(ana, conversation, "", kind="poll", payload=_POLL)
    answer = await say(bob, conversation, "soup!", reply_to_id=poll.id)
    assert answer.reply_to is not None
    assert (answer.reply_to.kind, answer.reply_to.snippet) == ("poll", "Où manger ?")
    assert (await history(ana, conversation))[-1] == answer


async def test_text_where_there_is_no_place_for_it_is_refused(ana: Actor, bob: Actor) -> None:
    conversation = await direct(ana, bob)
    with pytest.raises(InvalidInput, match="no text besides"):
        await say(ana, conversation, "words", kind="poll", payload=_POLL)
    with pytest.raises(InvalidInput, match="needs some text"):
        await say(ana, conversation, "  ")
    with pytest.raises(InvalidInput, match="no such user"):
        await say(ana, conversation, "", kind="contact", payload={"user_id": 10**6, "name": "Nobody"})
