"""The guide: it welcomes newcomers once, in their language, and answers whoever writes to it."""

import asyncio
from collections.abc import AsyncIterator, Iterator

import pytest
from sqlalchemy import text

from tests.support.chat import Listener, group, history, join, say
from webchat.db.unit_of_work import UnitOfWork, read, transact
from webchat.domain.actor import Actor
from webchat.domain.clock import now
from webchat.domain.errors import WebchatError
from webchat.domain.guide import TOPICS, UNKNOWN, menu, topic_of
from webchat.domain.message_views import MessageView
from webchat.domain.texts import LANGUAGES, translated
from webchat.realtime import hub
from webchat.repositories import admins, users
from webchat.services import blocks, conversations, guide, polls
from webchat.services.guide_runner import GuideRunner, guiding
from webchat.settings import get_settings


@pytest.fixture(autouse=True)
def _wanted(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    monkeypatch.setenv("WEBCHAT_WELCOME_BOT", "on")
    get_settings.cache_clear()
    yield
    monkeypatch.undo()
    get_settings.cache_clear()


@pytest.fixture
async def runner(live: Listener) -> AsyncIterator[GuideRunner]:
    me, _ = await transact(guide.ensure_guide)
    here = GuideRunner(me, pause=0)  # it hears all; the tests say when it looks for newcomers
    hub.subscribe(here)
    yield here
    await here.settled()
    hub.unsubscribe(here)


async def expected(actor: Actor, runner: GuideRunner, language: str = "en") -> int:
    """Lets the guide welcome them; gives the conversation."""
    await transact(guide.expect, actor.user_id, language)
    await runner.welcome_due()
    return await met(actor)


async def met(actor: Actor) -> int:
    found = (await read(conversations.list_conversations, actor)).items
    assert [one.mine.peer and one.mine.peer.display_name for one in found] == ["WebChat"]
    assert found[0].mine.notify == "none"  # it does not ring, nor count in the title
    return int(found[0].shared.id)


async def settled(runner: GuideRunner) -> None:
    await hub.drained()
    await runner.settled()


async def answers(actor: Actor, place: int, runner: GuideRunner, body: str) -> list[MessageView]:
    """What the guide says to this."""
    asked = await say(actor, place, body)
    await settled(runner)
    return [one for one in await history(actor, place) if one.seq > asked.seq]


async def test_a_newcomer_is_welcomed_once(ana: Actor, runner: GuideRunner) -> None:
    await transact(guide.expect, ana.user_id, "en")
    # The same at once, as another process would.
    await asyncio.gather(runner.welcome_due(), GuideRunner(runner._me).welcome_due())
    place = await met(ana)
    said = await history(ana, place)
    assert said[0].body.startswith("Hello Ana, welcome!")
    assert [one.kind for one in said] == ["text", "text", "poll"]
    assert all(one.sender.is_bot for one in said)
    await transact(guide.expect, ana.user_id, "en")
    assert await runner.welcome_due() == 0
    assert len(await history(ana, place)) == 3


async def test_it_wakes_when_somebody_comes(live: Listener, ana: Actor) -> None:
    me, _ = await transact(guide.ensure_guide)
    async with guiding(GuideRunner(me, pause=0)):
        await transact(guide.expect, ana.user_id, "en")
        await live.until(lambda: sum(one.type == "message.created" for one in live.events) == 3)


async def test_a_welcome_that_was_not_finished_is_said_again_without_repeating(ana: Actor, runner: GuideRunner) -> None:
    place = await expected(ana, runner)

    def forget(uow: UnitOfWork) -> None:
        uow.session.execute(text("UPDATE welcome SET said_at = NULL, claimed_at = NULL"))

    await transact(forget)
    assert await runner.welcome_due() == 1
    assert len(await history(ana, place)) == 3


async def test_it_speaks_the_language_of_the_browser_until_the_account_has_one(ana: Actor, runner: GuideRunner) -> None:
    place = await expected(ana, runner, "de")
    assert (await history(ana, place))[0].body.startswith("Hallo Ana")
    await transact(lambda uow: users.change(uow.session, ana.user_id, {"language": "es"}))
    assert (await answers(ana, place, runner, "hilfe"))[0].body.startswith("Eso")
    assert (await answers(ana, place, runner, "ayuda"))[0].body.startswith("Conozco")


async def test_it_answers_words_with_what_they_mean(ana: Actor, runner: GuideRunner) -> None:
    place = await expected(ana, runner)
    said = await answers(ana, place, runner, "Please, HELP!")
    assert said[0].body.startswith("I know the words")
    assert said[1].kind == "poll"
    assert [one.kind for one in await answers(ana, place, runner, "a picture?")] == ["text", "image"]
    said = await answers(ana, place, runner, "voice")
    assert said[1].kind == "voice"
    assert said[1].media[0].duration
    said = await answers(ana, place, runner, "make a poll")
    assert said[1].payload
    assert said[1].payload["votes"] == {"0": [said[1].sender.id]}
    assert [one.body for one in await answers(ana, place, runner, "zzz")] == [UNKNOWN.text]
    asked = [one for one in await history(ana, place) if one.sender.id == ana.user_id]
    assert [one.reactions[0].emoji for one in asked] == ["👀", "🖼️", "🎧", "📊", "🤔"]


async def test_its_menu_is_a_poll_and_each_answer_is_said_once(ana: Actor, runner: GuideRunner) -> None:
    place = await expected(ana, runner)
    asked = (await history(ana, place))[-1]
    calls = menu("en").index("📞 Calls")
    for options in ([calls], [], [calls], [calls, calls + 1]):
        await transact(polls.vote, ana, asked.id, options)
        await settled(runner)
    said = [one.body.split()[0] for one in await history(ana, place) if one.seq > asked.seq]
    assert said == ["Call", "Some"]


async def test_all_is_shown_to_whom_ticks_one_after_another(live: Listener, ana: Actor, runner: GuideRunner) -> None:
    place = await expected(ana, runner)
    asked = (await history(ana, place))[-1]
    hub.unsubscribe(runner)
    before = len(live.events)
    for count in range(len(menu("en"))):
        await transact(polls.vote, ana, asked.id, list(range(count + 1)))
    await hub.drained()
    for event in live.events[before:]:  # all of them before it has said anything
        await runner.on_event(event)
    await runner.settled()
    said = [one.body.split()[0] for one in await history(ana, place) if one.seq > asked.seq and one.kind == "text"]
    assert said == ["Pictures,", "Ask", "Too", "Call", "Some", "I"]


async def test_who_shut_it_out_hears_nothing(ana: Actor, bob: Actor, runner: GuideRunner) -> None:
    place = await expected(ana, runner)
    poll = (await history(ana, place))[-1]
    await transact(guide.expect, bob.user_id, "en")
    await transact(blocks.block_user, bob, poll.sender.id)
    assert await runner.welcome_due() == 1  # it was refused, and is not tried again
    assert (await read(conversations.list_conversations, bob)).items == []
    await transact(blocks.block_user, ana, poll.sender.id)
    with pytest.raises(WebchatError):
        await say(ana, place, "help")
    await transact(conversations.access_conversation, ana, place)
    await settled(runner)
    assert [one.kind for one in await history(ana, place)] == ["text", "text", "poll"]


async def test_it_says_nothing_in_groups_and_nothing_while_it_is_suspended(
    ana: Actor, bob: Actor, runner: GuideRunner
) -> None:
    place = await expected(ana, runner)
    me = runner._me
    party = await group(ana, bob, me)
    await say(ana, party, "help")
    await settled(runner)
    assert all(one.sender.id != me.user_id or one.kind == "system" for one in await history(ana, party))
    await transact(lambda uow: admins.suspend(uow.session, me.user_id, now()))
    assert await answers(ana, place, runner, "help") == []


async def test_two_starts_make_one_guide(live: Listener) -> None:
    made = await asyncio.gather(*(transact(guide.ensure_guide) for _ in range(4)))
    assert len({actor.user_id for actor, _ in made}) == 1


async def test_a_person_of_its_name_leaves_it_another(live: Listener) -> None:
    person = await join("WebChat")
    me, _ = await transact(guide.ensure_guide)
    assert me.user_id != person.user_id
    assert me.display_name == "WebChat"


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_topic_is_found_by_its_own_words_in_every_language(language: str) -> None:
    for topic in TOPICS:
        for word in translated(language, topic.words, {}).split():
            assert topic_of(language, word) is topic, (language, word)


@pytest.mark.parametrize(
    ("language", "written", "name"),
    [
        ("de", "Tastenkürzel", "shortcuts"),
        ("de", "Sprachnachricht", "voice"),
        ("es", "Atajos de teclado", "shortcuts"),
        ("es", "Mensaje de voz", "voice"),
        ("ar", "اختصارات لوحة المفاتيح", "shortcuts"),
        ("ar", "رسالة صوتية", "voice"),
    ],
)
def test_a_topic_is_found_by_what_the_chat_calls_it(language: str, written: str, name: str) -> None:
    assert topic_of(language, written).name == name
