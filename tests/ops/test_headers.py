"""The headers that every answer carries."""

from __future__ import annotations

from base64 import b64encode
from hashlib import sha256
from pathlib import Path

import httpx
import pytest
from starlette.applications import Starlette
from starlette.responses import HTMLResponse, PlainTextResponse
from starlette.routing import Route

from webchat.serving import headers
from webchat.settings import load_settings


def _page(_request: object) -> HTMLResponse:
    return HTMLResponse("<p>Hello</p>")


def _own(_request: object) -> HTMLResponse:
    return HTMLResponse("<p>Docs</p>", headers={"Content-Security-Policy": "default-src 'none'"})


def _script(_request: object) -> PlainTextResponse:
    return PlainTextResponse("1", media_type="text/javascript")


_APP = Starlette(routes=[Route("/", _page), Route("/docs", _own), Route("/assets/app-1a2b.js", _script)])


async def _get(path: str, **options: object) -> httpx.Response:
    transport = httpx.ASGITransport(app=headers.security_headers(_APP))
    async with httpx.AsyncClient(transport=transport, base_url="http://chat.lan:3000") as client:
        return await client.get(path, **options)


@pytest.fixture
def built(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> str:
    monkeypatch.setattr(headers._Build, "hashes", None)
    (tmp_path / "index.html").write_text('<script src="/boot.js"></script><script type="module">\nrun()</script>')
    headers.use_build(tmp_path)
    return _hash_of("\nrun()")


def _hash_of(script: str) -> str:
    return f"'sha256-{b64encode(sha256(script.encode()).digest()).decode()}'"


async def test_a_page_may_run_only_the_scripts_of_the_build(built: str) -> None:
    policy = (await _get("/")).headers["content-security-policy"]
    assert f"script-src 'self' {built};" in policy
    assert "unsafe-eval" not in policy
    assert "connect-src 'self' ws://chat.lan:3000 wss://chat.lan:3000;" in policy
    assert "frame-ancestors 'self'" in policy
    assert "object-src 'none'" in policy


@pytest.mark.usefixtures("built")
async def test_pictures_come_from_here_and_from_the_tile_server_that_is_set(monkeypatch: pytest.MonkeyPatch) -> None:
    assert "img-src 'self' data: blob:;" in (await _get("/")).headers["content-security-policy"]
    settings = load_settings(tile_url="https://tiles.example.org/map/{z}/{x}/{y}.png")
    monkeypatch.setattr(headers, "get_settings", lambda: settings)
    policy = (await _get("/")).headers["content-security-policy"]
    assert "img-src 'self' data: blob: https://tiles.example.org;" in policy


@pytest.mark.usefixtures("built")
async def test_a_made_up_host_gets_nothing_into_the_policy() -> None:
    answer = await _get("/", headers={"host": "a; script-src *"})
    assert "script-src *" not in answer.headers["content-security-policy"]


@pytest.mark.usefixtures("built")
async def test_large_calls_reach_the_livekit_server_that_is_set(monkeypatch: pytest.MonkeyPatch) -> None:
    settings = load_settings(livekit_url="wss://live.example.org/x", livekit_key="key", livekit_secret="s" * 32)
    monkeypatch.setattr(headers, "get_settings", lambda: settings)
    policy = (await _get("/")).headers["content-security-policy"]
    sockets = "ws://chat.lan:3000 wss://chat.lan:3000 wss://live.example.org https://live.example.org"
    assert f"connect-src 'self' {sockets};" in policy


@pytest.mark.usefixtures("built")
async def test_a_page_with_a_policy_of_its_own_keeps_it() -> None:
    assert (await _get("/docs")).headers.get_list("content-security-policy") == ["default-src 'none'"]


async def test_development_has_no_policy(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(headers._Build, "hashes", None)
    answer = await _get("/")
    assert "content-security-policy" not in answer.headers
    assert answer.headers["x-content-type-options"] == "nosniff"


async def test_hashed_files_are_kept_for_ever_and_pages_are_asked_for_again() -> None:
    assert "immutable" in (await _get("/assets/app-1a2b.js")).headers["cache-control"]
    assert (await _get("/")).headers["cache-control"] == "no-cache"
    assert "cache-control" not in (await _get("/assets/missing.js")).headers


async def test_only_tls_promises_tls(monkeypatch: pytest.MonkeyPatch) -> None:
    forwarded = {"x-forwarded-proto": "https"}
    assert "strict-transport-security" not in (await _get("/", headers=forwarded)).headers
    settings = load_settings(trusted_proxy_hops=1)
    monkeypatch.setattr(headers, "get_settings", lambda: settings)
    assert "strict-transport-security" in (await _get("/", headers=forwarded)).headers
