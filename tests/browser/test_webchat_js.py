"""webchat.js in a page of another origin: by WebSocket, without, and while that changes."""

from __future__ import annotations

import functools
import threading
from collections.abc import Callable, Iterator
from http.server import SimpleHTTPRequestHandler
from pathlib import Path
from uuid import uuid4

import pytest
from playwright.sync_api import Browser, Page, expect

from tests.support.no_upgrades import NoUpgrades, no_upgrades
from tests.support.server import PROJECT, RunningServer, wait_until
from tests.support.site import Quiet, serving
from webchat.client import Client

_START = """async ([url, token, since]) => {
  const { WebChatClient } = await import(`${url}/webchat.js`);
  globalThis.chat = new WebChatClient({ url, token, since, websocketRetry: 0.5 });
  globalThis.told = [];
  chat.on("*", ({ id, type, data }) => told.push([id, type, type.startsWith("message.") ? data.body : data]));
  return (await chat.connect()).id;
}"""
_STATE = "state => chat.state === state"
_PATIENCE = 60_000


class _Folder(Quiet, SimpleHTTPRequestHandler):
    """The files of a folder."""


@pytest.fixture(scope="module")
def host() -> Iterator[str]:
    """A site that is not ours, which serves the examples."""
    with serving(functools.partial(_Folder, directory=str(PROJECT / "examples"))) as address:
        yield f"http://{address.replace('127.0.0.1', 'localhost')}"


@pytest.fixture(scope="module")
def chat(host: str, tmp_path_factory: pytest.TempPathFactory) -> Iterator[RunningServer]:
    """A server that lets the pages of that site ask."""
    folder: Path = tmp_path_factory.mktemp("js")
    running = RunningServer(folder / "data", WEBCHAT_RATE_LIMITS="off", ALLOWED_ORIGINS=host)
    running.start()
    yield running
    running.stop()


@pytest.fixture
def gate(chat: RunningServer) -> Iterator[NoUpgrades]:
    with no_upgrades(chat.url) as one:
        yield one


@pytest.fixture
def page(browser: Browser, host: str) -> Iterator[Page]:
    context = browser.new_context()
    page = context.new_page()
    page.set_default_timeout(_PATIENCE)
    page.goto(f"{host}/webchat_js.html")
    yield page
    context.close()


class _Friend:
    def __init__(self, url: str, name: str) -> None:
        with Client(url) as nobody:
            made = nobody.create_user(f"{name} {uuid4().hex[:8]}")
        self.id, self.token, self.name = made.user.id, made.token, made.user.display_name
        self.client = Client(url, made.token, patience=120)


@pytest.fixture
def enrol(chat: RunningServer) -> Iterator[Callable[[str], _Friend]]:
    friends: list[_Friend] = []

    def new(name: str) -> _Friend:
        friends.append(_Friend(chat.url, name))
        return friends[-1]

    yield new
    for friend in friends:
        friend.client.close()


def _told(page: Page) -> list[str]:
    """The bodies of the new messages, in the order in which the page heard of them.

    A client that begins may hear of the second before, too.
    """
    bodies = page.evaluate("told.filter(([, type]) => type === 'message.created').map(([, , body]) => body)")
    return [body for body in bodies if body != "before"]


def test_the_example_talks_from_another_origin(page: Page, chat: RunningServer, enrol) -> None:
    ana, ben = enrol("Ana Script"), enrol("Ben Script")
    room = ana.client.send("before you came", to=ben.id).conversation_id
    page.get_by_label("Server").fill(chat.url)
    page.get_by_label("Token").fill(ben.token)
    page.get_by_role("button", name="Connect").click()
    expect(page.get_by_role("status")).to_have_text("online")
    expect(page.get_by_role("listitem")).to_have_text([f"{ana.name}: before you came"])
    ana.client.send("and now", to=ben.id)
    expect(page.get_by_role("listitem").last).to_have_text(f"{ana.name}: and now")
    page.get_by_label("Message").fill("from a foreign page")
    page.get_by_role("button", name="Send").click()
    expect(page.get_by_role("listitem").last).to_have_text(f"{ben.name}: from a foreign page")
    assert [one.body for one in ana.client.messages(room).items][-1] == "from a foreign page"


def test_without_websockets_it_is_a_whole_client(page: Page, gate: NoUpgrades, enrol) -> None:
    ana, ben = enrol("Ana Blocked"), enrol("Ben Blocked")
    since = ben.client.cursor()
    first = ana.client.send("while away", to=ben.id)
    assert page.evaluate(_START, [gate.url, ben.token, since]) == ben.id
    assert page.evaluate("chat.state") == "fallback"
    assert gate.upgrades
    mine = page.evaluate("room => chat.send({ conversation_id: room, body: 'mine' })", first.conversation_id)
    page.evaluate(
        "async ([id, other]) => { await chat.edit(id, 'mine too'); await chat.react(other, '👍'); }",
        [mine["id"], first.id],
    )
    refused = page.evaluate("chat.send({ conversation_id: 1e9, body: 'x' }).catch(error => error.code)")
    assert refused == "not_found"
    page.wait_for_function("told.some(([, type]) => type === 'reaction.added')")
    assert _told(page) == ["while away", "mine"]
    assert [one.body for one in ana.client.messages(first.conversation_id).items] == ["while away", "mine too"]


def test_what_waits_for_its_time_is_not_asked_again_and_again(page: Page, chat: RunningServer, enrol) -> None:
    ana, ben = enrol("Ana Slow"), enrol("Ben Slow")
    group = ana.client.create_group("Slow", member_ids=[ben.id], slow_seconds=8).id
    asked: list[str] = []
    page.on("websocket", lambda socket: socket.on("framesent", lambda frame: asked.append(str(frame))))
    page.evaluate(_START, [chat.url, ben.token, None])
    for body in ("one", "two"):
        page.evaluate("message => chat.send(message)", {"conversation_id": group, "body": body})
    assert [one.body for one in ana.client.messages(group).items if one.kind == "text"] == ["one", "two"]
    assert len([frame for frame in asked if '"two"' in frame]) <= 3  # refused, and perhaps a moment too early


@pytest.mark.parametrize("blocked", [False, True])
def test_a_cursor_that_is_none_asks_to_read_afresh(page: Page, gate: NoUpgrades, enrol, blocked: bool) -> None:
    ana, ben = enrol("Ana Afresh"), enrol("Ben Afresh")
    gate.blocked = blocked
    page.evaluate(_START, [gate.url, ben.token, "nonsense"])
    assert page.evaluate("told.map(([, type]) => type)") == ["reset", "state"]
    ana.client.send("after it", to=ben.id)
    page.wait_for_function("told.some(([, , body]) => body === 'after it')")


def test_a_refused_token_ends_it(page: Page, gate: NoUpgrades) -> None:
    started = page.evaluate(f"args => ({_START})(args).catch(error => error.code)", [gate.url, "wcu_wrong", None])
    assert started == "not_signed_in"
    assert page.evaluate("[chat.state, told.map(([, type]) => type)]") == ["offline", ["unauthorized"]]


def test_nothing_is_lost_or_doubled_while_the_way_changes(
    page: Page, gate: NoUpgrades, chat: RunningServer, enrol
) -> None:
    ana, ben = enrol("Ana Changing"), enrol("Ben Changing")
    room = ana.client.send("before", to=ben.id).conversation_id
    gate.blocked = False
    page.evaluate(_START, [gate.url, ben.token, None])
    assert page.evaluate("chat.state") == "online"
    done = threading.Event()

    def write() -> None:
        number = 0
        while not done.wait(0.02):
            number += 1
            ana.client.send(str(number), conversation=room)

    def pass_by(state: str) -> None:
        page.wait_for_function(_STATE, arg=state)
        count = len(_told(page))
        page.wait_for_function("count => told.length > count + 10", arg=count)

    writer = threading.Thread(target=write)
    writer.start()
    try:
        page.evaluate(
            """room => {
          globalThis.sent = [];
          globalThis.writing = setInterval(() => sent.push(chat.send({ conversation_id: room, body: "mine" })), 50);
        }""",
            room,
        )
        pass_by("online")
        gate.block()
        pass_by("fallback")
        gate.blocked = False
        pass_by("online")
        gate.block()
        pass_by("fallback")
        chat.kill9(with_database=False)
        chat.start()
        gate.blocked = False
        pass_by("online")
    finally:
        done.set()
        writer.join()
    mine = page.evaluate(
        "async () => { clearInterval(writing); return (await Promise.all(sent)).map(one => one.seq); }"
    )
    stored, after = [], 1
    while items := ana.client.messages(room, after=after, limit=100).items:
        stored += items
        after = items[-1].seq
    wait_until(lambda: len(_told(page)) >= len(stored), what="the page to hear of every message")
    assert _told(page) == [one.body for one in stored]
    assert mine == [one.seq for one in stored if one.body == "mine"]
    numbers = [int(one.body) for one in stored if one.body != "mine"]
    assert numbers == list(range(1, len(numbers) + 1))
    ids = page.evaluate("told.map(([id]) => id).filter(Boolean)")
    assert len(ids) == len(set(ids))


_CALL = """async ([call, other]) => {
  await chat.actOnCall(call, "ringing");
  const mine = await chat.actOnCall(call, "accept");
  await Promise.all([1, 2, 3].map((n) => chat.signal(call, other, { n })));
  const { iceTransportPolicy } = await chat.rtcConfiguration(call);
  await chat.actOnCall(call, "connected");
  const live = (await chat.liveCalls()).items.length;
  const ended = await chat.actOnCall(call, "hangup");
  return [mine.my_device_id === chat.deviceId, iceTransportPolicy, live, ended.end_reason];
}"""


def test_a_page_of_another_origin_answers_a_call(page: Page, chat: RunningServer, enrol) -> None:
    ana, ben = enrol("Ana Calls"), enrol("Ben Answers")
    room = ben.client.send("call me", to=ana.id).conversation_id
    page.evaluate(_START, [chat.url, ben.token, ben.client.cursor()])
    call = ana.client.start_call(room, device_id="phone")
    assert page.evaluate(_CALL, [call.id, ana.id]) == [True, "all", 1, "completed"]
    page.wait_for_function("told.some(([, type, data]) => type === 'call.updated' && data.state === 'ended')")
    versions = page.evaluate("told.filter(([, type]) => type === 'call.updated').map(([, , data]) => data.version)")
    assert versions == sorted(set(versions))


def test_a_program_has_messages_disappear_and_hears_of_it(page: Page, chat: RunningServer, enrol) -> None:
    ana, ben = enrol("Ana Fades"), enrol("Ben Hears")
    room = ben.client.send("stays", to=ana.id).conversation_id
    page.evaluate(_START, [chat.url, ben.token, ben.client.cursor()])
    changed = page.evaluate("room => chat.changeConversation(room, { disappear_seconds: 86400 })", room)
    assert changed["disappear_seconds"] == ana.client.conversation(room).disappear_seconds == 86_400
    sent = ana.client.send("goes", conversation=room)
    assert sent.expires_at is not None
    page.wait_for_function("told.some(([, type, body]) => type === 'message.created' && body === 'goes')")
    with chat.database() as connection, connection.cursor() as cursor:
        cursor.execute("UPDATE message SET expires_at = created_at WHERE id = %s", (sent.id,))
        connection.commit()
    page.wait_for_function("told.some(([, type, body]) => type === 'message.deleted' && body === '')")
    assert [one.body for one in ana.client.messages(room).items if one.kind == "text"] == ["stays"]
    assert ana.client.change_conversation(room, disappear_seconds=0).disappear_seconds == 0
