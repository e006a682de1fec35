"""Made-up people: quick, the same again, and as the product itself would have stored them."""

from random import Random

import pytest
from sqlalchemy import text

from tests.support.chat import Listener, join
from webchat.db.engine import get_engine
from webchat.db.unit_of_work import read
from webchat.domain.errors import Conflict
from webchat.domain.names import search_key
from webchat.domain.small_talk import Talk
from webchat.domain.text import to_html
from webchat.services import conversations, search, sessions
from webchat.services.seeds import Seed, fill, html_of


def _all(statement: str) -> list[tuple[object, ...]]:
    with get_engine().connect() as connection:
        return [tuple(row) for row in connection.execute(text(statement))]


async def test_what_is_made_is_whole_and_can_be_found(live: Listener) -> None:
    told: list[int] = []
    made = await fill(Seed(1500, people=40, conversations=20), told.append)
    assert told[-1] == 1500
    gaps = "SELECT conversation_id FROM message GROUP BY 1 HAVING max(seq) <> count(*)"
    messages = "SELECT count(*) FROM message WHERE conversation_id = conversation.id"
    behind = f"SELECT id FROM conversation WHERE last_seq <> ({messages})"
    members = "SELECT count(*) FROM membership WHERE conversation_id = conversation.id"
    counted = f"SELECT id FROM conversation WHERE members_count <> ({members})"
    assert [_all(statement) for statement in (gaps, behind, counted)] == [[], [], []]
    assert all(search_key(str(body)) == folded for body, folded in _all("SELECT body, search_text FROM message"))
    actor = await read(sessions.authenticate, made.cookie)
    assert actor is not None
    assert actor.display_name == made.names[0]
    assert (await read(conversations.list_conversations, actor)).items
    word = str(
        _all(
            f"SELECT search_text FROM message m JOIN membership USING (conversation_id) WHERE user_id = {actor.user_id}"
        )[0][0]
    )
    assert (await read(search.search_messages, actor, f'"{word}"')).items


async def test_the_same_number_gives_the_same_words(live: Listener) -> None:
    talk = [Talk(Random(7)) for _ in range(2)]
    assert [talk[0].remark("fr") for _ in range(20)] == [talk[1].remark("fr") for _ in range(20)]
    names = {talk[0].name(number) for number in range(8000)}
    assert len(names) == 8000


def test_what_is_not_rendered_would_be_the_same_rendered() -> None:
    talk = Talk(Random(1))
    for _ in range(300):
        remark = talk.remark(talk.language())
        assert html_of(remark) == to_html(remark.text)


async def test_people_who_are_here_are_left_alone_unless_asked(live: Listener) -> None:
    ana = await join("Ana")
    with pytest.raises(Conflict):
        await fill(Seed(10))
    await fill(Seed(200, joined_by="Ana"))
    assert (await read(conversations.list_conversations, ana)).items
    await fill(Seed(10, people=500, into_existing=True))
