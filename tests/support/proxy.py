"""A server in between that can be told to fail."""

from __future__ import annotations

import json
from collections import deque
from collections.abc import Iterator
from contextlib import contextmanager

import httpx

from tests.support.site import Quiet, serving

BUSY, BROKEN, UNHEARD, UNANSWERED = "busy", "broken", "unheard", "unanswered"
"""429 with Retry-After; 502 in words of its own; dropped before, or only after the server had heard of it."""
_BUSY = b'{"error": {"code": "rate_limited", "message": "A lot.", "retryable": true}}'
_BETWEEN = ("host", "connection")


class Proxy:
    """Passes requests on; each of `faults` spoils one of them, in order."""

    def __init__(self, target: str) -> None:
        self.target = target
        self.faults: deque[str] = deque()
        self.blocked: set[str] = set()
        self.streams = False
        """Makes a stream of the log that ends after two events and tells the last one of before again."""
        self.since: list[str] = []
        self.asked: list[str] = []
        self.url = ""


@contextmanager
def proxy_to(target: str) -> Iterator[Proxy]:
    """A proxy in front of a real server."""
    proxy = Proxy(target)
    with serving(type("Handler", (_Handler,), {"proxy": proxy})) as address:
        proxy.url = f"http://{address}"
        yield proxy


class _Handler(Quiet):
    proxy: Proxy

    def do_GET(self) -> None:  # noqa: N802  the name that http.server looks for
        self.pass_on()

    do_POST = do_PUT = do_PATCH = do_DELETE = do_GET  # noqa: N815

    def pass_on(self) -> None:
        proxy, path = self.proxy, self.path.partition("?")[0]
        proxy.asked.append(f"{self.command} {path}")
        body = self.rfile.read(int(self.headers.get("Content-Length") or 0))
        if proxy.streams and path == "/api/events":
            self.stream(self.headers["Last-Event-ID"])
            return
        if path in proxy.blocked:
            self.answer(404, b"", {})
            return
        fault = proxy.faults.popleft() if proxy.faults else ""
        if fault == BUSY:
            self.answer(429, _BUSY, {"Retry-After": "1"})
        elif fault == BROKEN:
            self.answer(502, b"<h1>Bad gateway</h1>", {})
        elif fault != UNHEARD:
            headers = {name: value for name, value in self.headers.items() if name.lower() not in _BETWEEN}
            done = httpx.request(
                self.command, proxy.target + self.path, headers=headers, content=body, trust_env=False, timeout=60
            )
            if fault != UNANSWERED:
                self.answer(done.status_code, done.content, {"Content-Type": done.headers["content-type"]})
        self.close_connection = True

    def stream(self, since: str) -> None:
        proxy = self.proxy
        repeated = proxy.since[-1:]
        proxy.since.append(since)
        page = {"since": (repeated or [since])[0], "limit": 3 if repeated else 2}
        headers = {"Authorization": self.headers["Authorization"]}
        log = httpx.get(
            f"{proxy.target}/api/events/log", params=page, headers=headers, trust_env=False, timeout=60
        ).json()
        self.send_response(200)
        self.send_header("Content-Type", "text/event-stream")
        self.send_header("Connection", "close")
        self.end_headers()
        self.wfile.write(b": hello\n\n")
        for event in log["items"]:
            frame = f"id: {event['cursor']}\nevent: {event['type']}\ndata: {json.dumps(event, ensure_ascii=False)}\n\n"
            self.wfile.write(frame.encode())
        self.close_connection = True

    def answer(self, status: int, body: bytes, headers: dict[str, str]) -> None:
        self.send_response(status)
        for name, value in {**headers, "Content-Length": str(len(body)), "Connection": "close"}.items():
            self.send_header(name, value)
        self.end_headers()
        self.wfile.write(body)
