"""Nothing is lost and nothing is doubled, whatever happens on the way."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from tests.client.conftest import Friend
from tests.support.proxy import BROKEN, BUSY, UNANSWERED, UNHEARD, Proxy, proxy_to
from tests.support.server import RunningServer
from webchat.client import ChatError, Client


@pytest.fixture
def proxy(server: RunningServer) -> Iterator[Proxy]:
    with proxy_to(server.url) as one:
        yield one


def test_a_message_is_sent_once_over_all_that_can_go_wrong(ana: Friend, bob: Friend, proxy: Proxy) -> None:
    with Client(proxy.url, ana.token) as client:
        proxy.faults.extend([BUSY, BROKEN, UNHEARD, UNANSWERED, BUSY])
        sent = client.send("only once", to=bob.id)
        proxy.faults.extend([UNANSWERED, BROKEN])
        client.create_group("Made once")
    assert proxy.asked.count("POST /api/messages") == 6
    assert [one.body for one in bob.client.messages(sent.conversation_id).items] == ["only once"]
    assert len(list(ana.client.groups())) == 1


def test_what_may_have_been_done_is_not_done_again(ana: Friend, proxy: Proxy) -> None:
    group = ana.client.create_group("Alerts")
    with Client(proxy.url, ana.token) as client:
        proxy.faults.append(UNANSWERED)
        with pytest.raises(ChatError) as lost:
            client.create_incoming_webhook(group.id, "Watch")
    assert (lost.value.status, lost.value.code, lost.value.retryable) == (0, "unreachable", True)
    assert len(ana.client.webhooks(group.id)) == 1


def test_patience_ends(ana: Friend, proxy: Proxy) -> None:
    with Client(proxy.url, ana.token, patience=0.5) as client:
        proxy.faults.append(BUSY)
        with pytest.raises(ChatError) as busy:
            client.me()
    assert (busy.value.status, busy.value.code, busy.value.retry_after) == (429, "rate_limited", 1.0)


def test_without_streams_the_log_is_asked(ana: Friend, bob: Friend, proxy: Proxy) -> None:
    proxy.blocked.add("/api/events")
    with Client(proxy.url, bob.token) as client:
        since = client.cursor()
        for number in range(3):
            ana.client.send(f"line {number}", to=bob.id)
        said = []
        for event in client.events(since):
            if event.message:
                said.append(event.message.body)
            if len(said) == 3:
                break
    assert said == ["line 0", "line 1", "line 2"]
    assert "GET /api/events/log" in proxy.asked


def test_a_stream_that_breaks_is_gone_on_with(ana: Friend, bob: Friend, proxy: Proxy) -> None:
    proxy.streams = True
    bodies = [f"line {number}\u2028and \u0085 on" for number in range(5)]
    with Client(proxy.url, bob.token) as client:
        since = client.cursor()
        for body in bodies:
            ana.client.send(body, to=bob.id)
        told = []
        for event in client.events(since):
            told.append(event)
            if event.message and event.message.body == bodies[-1]:
                break
    assert [event.message.body for event in told if event.message] == bodies
    assert len({event.id for event in told}) == len(told)
    assert len(proxy.since) > 2
    assert proxy.asked.count("GET /api/events/log") == 1


def test_a_wrong_token_ends_the_events(server: RunningServer) -> None:
    with Client(server.url, "wcu_wrong") as stranger, pytest.raises(ChatError) as refused:
        next(iter(stranger.events("1.2.3")))
    assert refused.value.status == 401
