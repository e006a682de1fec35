"""Finding messages, people and conversations."""

from contextvars import ContextVar
from typing import Any

import pytest
from sqlalchemy import Engine, event

from tests.support.chat import Listener, direct, join, say
from webchat.db.unit_of_work import UnitOfWork, read, transact
from webchat.domain.actor import Actor
from webchat.domain.clock import now
from webchat.domain.errors import InvalidInput, NotFound, RateLimited
from webchat.domain.message_views import MessageView
from webchat.domain.search_views import MessageHit
from webchat.repositories import media
from webchat.services import deletions, edits, search, system_messages
from webchat.services.messages import SendMessage, send_message


async def find(actor: Actor, query: str, **more: object) -> list[MessageHit]:
    return (await read(search.search_messages, actor, query, **more)).items  # type: ignore[arg-type]


async def bodies(actor: Actor, query: str, **more: object) -> list[str]:
    return [hit.message.body for hit in await find(actor, query, **more)]


async def test_words_parts_phrases_accents_and_scripts(ana: Actor, bob: Actor) -> None:
    room = await direct(ana, bob)
    said = [
        "The carpet is red", "Un café crème", "Meet at the red car", "明天的会议纪要", "Завтра встреча", "ราคาเท่าไร",
        "한국어 공부", "50% off_all", "שלום לכולם",
    ]  # fmt: skip
    for body in said:
        await say(bob, room, body)
    looked_for = {
        "car": [said[2], said[0]], "CAFE creme": [said[1]], '"red car"': [said[2]], "会议": [said[3]], "会": [said[3]],
        "вст": [said[4]], "ราคา": [said[5]], "한국": [said[6]], "50%": [said[7]], "f_a": [said[7]], "f%a": [],
        "שלו": [said[8]], "re": [said[2], said[0]], "ed": [], "red nowhere": [],
    }  # fmt: skip
    assert {query: await bodies(ana, query) for query in looked_for} == looked_for


async def test_ranges_point_at_the_words_of_the_body(ana: Actor, bob: Actor) -> None:
    room = await direct(ana, bob)
    await say(bob, room, "😀 Große Straße, große Pläne")
    (hit,) = await find(ana, "grosse plane")
    assert [hit.message.body[start:end] for start, end in hit.ranges] == ["Große", "große", "Pläne"]
    assert hit.conversation_title == "Bob"


async def test_only_what_the_searcher_may_see(ana: Actor, bob: Actor) -> None:
    cleo = await join("Cleo")
    ours, theirs = await direct(ana, bob), await direct(bob, cleo)
    await say(bob, ours, "our secret")
    await say(bob, theirs, "their secret")
    assert await bodies(ana, "secret") == ["our secret"]
    assert sorted(await bodies(bob, "secret")) == ["our secret", "their secret"]
    assert await bodies(bob, "secret", conversation_id=theirs) == ["their secret"]
    with pytest.raises(NotFound):
        await find(ana, "secret", conversation_id=theirs)


async def test_deleted_messages_and_system_messages_are_not_found(ana: Actor, bob: Actor) -> None:
    room = await direct(ana, bob)
    gone = await say(bob, room, "a word taken back")
    await transact(system_messages.tell, bob, room, "word")
    await transact(deletions.delete_message, bob, gone.id)
    assert await bodies(ana, "word") == []
    assert await bodies(ana, "from:bob") == []


async def test_operators(ana: Actor, bob: Actor) -> None:
    cleo = await join("Cleo Day")
    one, two = await direct(ana, bob), await direct(ana, cleo)
    await say(bob, one, "lunch at noon")
    await say(cleo, two, "lunch at https://example.org")
    await say(ana, two, "lunch for me")
    assert await bodies(ana, "lunch from:bob") == ["lunch at noon"]
    assert await bodies(ana, 'from:"cleo day"') == ["lunch at https://example.org"]
    assert await bodies(ana, "from:me") == ["lunch for me"]
    assert await bodies(ana, "lunch from:nobody") == []
    assert sorted(await bodies(ana, "in:cleo")) == ["lunch at https://example.org", "lunch for me"]
    assert await bodies(ana, "has:link") == ["lunch at https://example.org"]
    assert await bodies(ana, "lunch has:reaction") == []
    assert await bodies(ana, "lunch before:2020-01-01") == []
    assert len(await bodies(ana, "lunch after:2020-01-01")) == 3
    assert await bodies(ana, "has:file") == []


async def test_people_conversations_and_messages_together(ana: Actor, bob: Actor) -> None:
    await join("Bobette")
    room = await direct(ana, bob)
    await say(ana, room, "hello bobcat")
    found = await read(search.search, ana, "bob")
    assert [view.mine.title for view in found.conversations] == ["Bob"]
    assert [user.display_name for user in found.people] == ["Bobette"]
    assert [hit.message.body for hit in found.messages.items] == ["hello bobcat"]
    scoped = await read(search.search, ana, "bob", room)
    assert (scoped.people, scoped.conversations, len(scoped.messages.items)) == ([], [], 1)
    nothing = await read(search.search, ana, " ")
    assert (nothing.people, nothing.conversations, nothing.messages.items) == ([], [], [])


async def test_pages_give_every_hit_once_and_stay_while_people_talk(
    ana: Actor, bob: Actor, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(search, "_WINDOW", 10)
    room = await direct(ana, bob)
    for number in range(25):
        await say(bob, room, f"number {number}")
    seen: list[str] = []
    cursor = None
    while True:
        page = await read(search.search_messages, ana, "number", cursor=cursor, limit=4)
        seen += [hit.message.body for hit in page.items]
        await say(bob, room, "number new")
        cursor = page.next
        if not cursor:
            break
    assert sorted(seen) == sorted(f"number {number}" for number in range(25))
    for nonsense in ("xx", "bm9uc2Vuc2U="):
        with pytest.raises(InvalidInput):
            await read(search.search_messages, ana, "number", cursor=nonsense)


@pytest.mark.parametrize("few_rooms", [0, 20])
async def test_common_words_among_much_are_found_among_the_latest(
    ana: Actor, bob: Actor, monkeypatch: pytest.MonkeyPatch, few_rooms: int
) -> None:
    for name, value in {"_LITTLE": 0, "_LATEST": 12, "_ENOUGH": 2, "_WINDOW": 4, "_FEW_ROOMS": few_rooms}.items():
        monkeypatch.setattr(search, name, value)
    rooms = [await direct(ana, one) for one in (bob, await join("Cleo"))]
    for number in range(12):
        await say(ana, rooms[number % 3 % 2], f"common {number}" + (" rare" if number == 1 else ""))
    seen: list[str] = []
    cursor = None
    while True:
        page = await read(search.search_messages, ana, "common", cursor=cursor, limit=3)
        seen += [hit.message.body.split()[1] for hit in page.items]
        cursor = page.next
        if not cursor:
            break
    assert sorted(map(int, seen)) == list(range(12))
    assert await bodies(ana, "rare") == ["common 1 rare"]
    assert len(await bodies(ana, "from:me")) == 4


async def test_signs_are_found_wherever_they_stand(ana: Actor, bob: Actor) -> None:
    room = await direct(ana, bob)
    for body in ("Congrats🎉", "🎊🎉 so soon", "I ❤ it", "I ❤️ you", "👍🏽", "->here", "nothing"):
        await say(bob, room, body)
    assert await bodies(ana, "🎉") == ["🎊🎉 so soon", "Congrats🎉"]
    assert await bodies(ana, "🎉 congrats") == ["Congrats🎉"]
    for heart in ("❤️", "❤"):
        assert sorted(await bodies(ana, heart)) == ["I ❤ it", "I ❤️ you"]
    assert await bodies(ana, "👍") == ["👍🏽"]
    assert await bodies(ana, "->") == ["->here"]
    (hit,) = await find(ana, "🎉 congrats")
    assert [hit.message.body[start:end] for start, end in hit.ranges] == ["Congrats🎉"]


@pytest.mark.parametrize("few_rooms", [0, 20])
async def test_signs_in_much_are_found_stretch_by_stretch_down_to_the_first_message(
    ana: Actor, bob: Actor, monkeypatch: pytest.MonkeyPatch, few_rooms: int
) -> None:
    for name, value in {"_LITTLE": 0, "_LATEST": 4, "_FEW_ROOMS": few_rooms}.items():
        monkeypatch.setattr(search, name, value)
    monkeypatch.setattr(search.hits, "by_words", None)
    room = await direct(ana, bob)
    for number in range(12):
        await say(bob, room, f"{number}" + ("🎉" if number in {0, 7, 10} else ""))
    first = await read(search.search_messages, ana, "🎉")
    assert [hit.message.body for hit in first.items] == ["10🎉"]
    second = await read(search.search_messages, ana, "🎉", cursor=first.next)
    assert [hit.message.body for hit in second.items] == ["7🎉"]
    third = await read(search.search_messages, ana, "🎉", cursor=second.next)
    assert ([hit.message.body for hit in third.items], third.next) == (["0🎉"], None)  # beyond four without any
    assert await bodies(ana, "🎊") == []


async def test_a_search_is_bounded(ana: Actor, live: Listener) -> None:
    with pytest.raises(InvalidInput):
        await find(ana, "x" * 301)
    with pytest.raises(InvalidInput):
        await find(ana, "\x00")
    for _ in range(240):
        await find(ana, "")
    with pytest.raises(RateLimited):
        await find(ana, "")


async def test_names_of_files_are_found_until_the_message_is_gone(ana: Actor, bob: Actor) -> None:
    room = await direct(ana, bob)

    async def send(filename: str, body: str = "", kind: str = "text", content: str = "file") -> MessageView:
        about: dict[str, Any] = {"sha256": "0" * 64, "kind": content, "filename": filename, "content_type": "a/b"}
        about |= dict.fromkeys(("width", "height", "duration", "pages"))
        about |= {"size": 1, "animated": False, "placeholder": "", "thumbnails": [], "waveform": []}

        def store(uow: UnitOfWork) -> int:
            media_id = media.claim(uow.session, now(), owner_id=bob.user_id, **about)
            media.show(uow.session, media_id)
            return media_id

        media_ids = (await transact(store),)
        return (await send_message(bob, SendMessage(body, room, media_ids=media_ids, kind=kind))).view

    plan = await send("Lageplan_Süd v2.pdf", "as promised")
    await send("voice-note.ogg", kind="voice", content="audio")

    async def found(query: str) -> list[int]:
        return [hit.message.id for hit in await find(ana, query)]

    for query in ("lageplan", "sud promised", "has:file v2"):
        assert await found(query) == [plan.id], query
    assert await found("voice-note") == []
    await transact(edits.edit_message, bob, plan.id, "other words")
    assert await found("lageplan other") == [plan.id]
    await transact(deletions.delete_message, bob, plan.id)
    assert await found("lageplan") == []
    await transact(deletions.restore_message, bob, plan.id)
    assert await found("lageplan other") == [plan.id]


_OURS: ContextVar[bool] = ContextVar("ours", default=False)


async def test_what_a_search_reads_hangs_on_its_hits_not_on_the_conversations(
    ana: Actor, clean_database: Engine
) -> None:
    people = [await join(f"Peer {number}") for number in range(30)]
    fetched = 0

    def count(_connection: Any, cursor: Any, *_: Any) -> None:
        nonlocal fetched
        if _OURS.get():  # the tail of the log reads beside us
            fetched += max(0, cursor.rowcount)

    costs = []
    event.listen(clean_database, "after_cursor_execute", count)
    try:
        for some, words in ((people[:15], "hello there"), (people[15:], "nothing of the kind")):
            for peer in some:
                await say(peer, await direct(ana, peer), words)
            fetched = 0
            ours = _OURS.set(True)
            found = await read(search.search, ana, "peer", limit=5)
            assert len(found.conversations) == 8
            assert len(await bodies(ana, "hello", limit=5)) == 5
            _OURS.reset(ours)
            costs.append(fetched)
    finally:
        event.remove(clean_database, "after_cursor_execute", count)
    assert costs[0] == costs[1]
