"""Our own pages are let in under any name, foreign ones never."""

from __future__ import annotations

import pytest

from webchat.serving import origins
from webchat.settings import load_settings


@pytest.fixture(autouse=True)
def settings(monkeypatch: pytest.MonkeyPatch) -> None:
    _use(monkeypatch)


def _use(monkeypatch: pytest.MonkeyPatch, **values: object) -> None:
    settings = load_settings(**values)
    monkeypatch.setattr(origins, "get_settings", lambda: settings)


@pytest.mark.parametrize(
    ("origin", "host", "allowed"),
    [
        ("http://localhost:3000", "localhost:3000", True),
        ("http://192.168.1.20:3000", "192.168.1.20:3000", True),
        ("http://Chat.lan:3000", "chat.LAN:3000", True),
        ("http://[fe80::1]:3000", "[fe80::1]:3000", True),
        ("https://chat.example.org", "chat.example.org", True),
        ("https://chat.example.org", "chat.example.org:443", True),
        ("http://chat.example.org:80", "chat.example.org", True),
        ("http://evil.example", "localhost:3000", False),
        ("http://localhost:3001", "localhost:3000", False),
        ("http://localhost:3000.evil.example", "localhost:3000", False),
        ("http://localhost:3000@evil.example", "localhost:3000", False),
        ("null", "localhost:3000", False),
        ("file://", "", False),
        ("http://[", "[", False),
        ("chrome-extension://localhost:3000", "localhost:3000", False),
    ],
)
def test_an_origin_is_compared_with_the_host(origin: str, host: str, allowed: bool) -> None:
    assert origins.allow_origin(origin, {"HTTP_HOST": host}) is allowed
    assert origins.same_origin({"origin": origin, "host": host}) is allowed


def test_a_forwarded_host_counts_only_behind_a_trusted_proxy(monkeypatch: pytest.MonkeyPatch) -> None:
    environ = {"HTTP_HOST": "127.0.0.1:3000", "HTTP_X_FORWARDED_HOST": "chat.example.org"}
    assert not origins.allow_origin("https://chat.example.org", environ)
    _use(monkeypatch, trusted_proxy_hops=1)
    assert origins.allow_origin("https://chat.example.org", environ)


def test_only_the_trusted_end_of_a_forwarded_list_counts(monkeypatch: pytest.MonkeyPatch) -> None:
    _use(monkeypatch, trusted_proxy_hops=1)
    environ = {"HTTP_HOST": "127.0.0.1:3000", "HTTP_X_FORWARDED_HOST": "evil.example, chat.example.org"}
    assert not origins.allow_origin("https://evil.example", environ)


def test_allowed_origins_may_connect_but_their_cookies_do_not_count(monkeypatch: pytest.MonkeyPatch) -> None:
    _use(monkeypatch, allowed_origins="https://host.example")
    assert origins.allow_origin("https://host.example", {"HTTP_HOST": "localhost:3000"})
    assert not origins.same_origin({"origin": "https://host.example", "host": "localhost:3000"})


def test_a_program_without_origin_is_let_in_but_its_cookie_does_not_count() -> None:
    assert origins.allow_origin(None, {"HTTP_HOST": "localhost:3000"})
    assert not origins.same_origin({"host": "localhost:3000"})


@pytest.mark.parametrize(
    ("site", "ours"), [("same-origin", True), ("none", True), ("same-site", False), ("cross-site", False)]
)
def test_without_origin_the_browser_says_where_a_request_comes_from(site: str, ours: bool) -> None:
    assert origins.same_origin({"host": "localhost:3000", "sec-fetch-site": site}) is ours
