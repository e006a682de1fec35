"""Serve the user interface, the API and the WebSockets on one port, until a signal ends it."""

from __future__ import annotations

import asyncio
import gc
import importlib
import os
import signal
import socket
import sys
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager, suppress
from pathlib import Path
from types import FrameType
from typing import Any

import uvicorn
from starlette.types import ASGIApp

from webchat.serving import stopping
from webchat.serving.build import Say
from webchat.serving.environment import prepare_reflex
from webchat.serving.headers import for_other_origins, use_build
from webchat.serving.logs import start_logging, with_request_id
from webchat.serving.paths import without_control_characters
from webchat.serving.polling import hand_over
from webchat.serving.straight import keep_lines
from webchat.serving.tracing import start_tracing, stop_tracing, traced
from webchat.settings import PROJECT, get_settings, set_environment

_FULL_COLLECTIONS = 100  # one after so many of the middle generation
_KEEP_ALIVE = 5  # seconds for a connection without a request; the proxies of deploy/ let go before that
_GRACE = 2  # seconds that open connections get at the end
_FIRST_WORDS = 2  # seconds for a connection that came in before the door was closed to say what it wants
_STOP_SIGNALS = (signal.SIGINT, signal.SIGTERM, signal.SIGHUP)


class ServeError(Exception):
    """We cannot serve; the text is a sentence for the operator."""


def check_port() -> None:
    """Raise ServeError when HOST and PORT cannot be listened on."""
    bind().close()


def serve(client: Path, say: Say, listeners: Sequence[socket.socket] = (), lifeline: int | None = None) -> None:
    """Serve the finished front end in `client` and everything else; returns after a stop signal.

    `listeners`: open sockets to take instead of HOST and PORT. `lifeline`: a pipe whose end is ours, too.
    """
    start_logging()
    start_tracing()
    app = _load_app(client)
    config = uvicorn.Config(
        app, loop="uvloop", http="httptools", ws="websockets-sansio", ws_per_message_deflate=False, workers=1,
        ws_max_size=1_000_000, log_config=None, access_log=False,
        timeout_keep_alive=_KEEP_ALIVE, timeout_graceful_shutdown=_GRACE,
        server_header=False, proxy_headers=False, lifespan="on",
    )  # fmt: skip
    server = Server(config, say, lifeline)
    with asyncio.Runner(loop_factory=config.get_loop_factory()) as runner:
        runner.run(server.serve(sockets=list(listeners) or [bind()]))
    stop_tracing()
    if not server.was_ready:
        raise ServeError("WebChat could not start; the lines above say why.")


class Server(uvicorn.Server):
    """Uvicorn, which says when it is ready, also minds a closed terminal, drains, and ends as if all were well."""

    def __init__(self, config: uvicorn.Config, say: Say, lifeline: int | None) -> None:
        super().__init__(config)
        self._say, self._lifeline = say, lifeline
        self._drain_seconds = 0
        self._hurry = asyncio.Event()
        self.was_ready = False

    async def startup(self, sockets: list[socket.socket] | None = None) -> None:
        await super().startup(sockets=sockets)
        if self.started:
            _settle_memory()
            self.was_ready = True
            self._say("\n".join(("WebChat is ready. Open", *(f"  {line}" for line in addresses()))))

    async def shutdown(self, sockets: list[socket.socket] | None = None) -> None:
        """Those who come now go to the other processes; those who are here are sent there, one after another."""
        waiting = [connection for listener in sockets or [] for connection in self._who_waits(listener)]
        for server in self.servers:
            server.close()
        for connection in waiting:
            await asyncio.get_running_loop().connect_accepted_socket(self._protocol, connection)
        closing = asyncio.create_task(stopping.stop(self._drain_seconds))
        await asyncio.wait(
            [closing, hurry := asyncio.create_task(self._hurry.wait())], return_when=asyncio.FIRST_COMPLETED
        )
        hurry.cancel()
        if closing.cancel():
            await stopping.stop(0)
        elif self._drain_seconds:
            await self._hear_out()
        await super().shutdown(sockets)

    async def _hear_out(self) -> None:
        """Whose request is still on its way, though they came in time, is cut off by no end of ours."""
        with suppress(TimeoutError):
            async with asyncio.timeout(_FIRST_WORDS):
                while any(getattr(one, "cycle", one) is None for one in self.server_state.connections):  # noqa: ASYNC110
                    await asyncio.sleep(0.01)

    def _who_waits(self, listener: socket.socket) -> Iterator[socket.socket]:
        """Who has come but was not let in yet: with the door they would be cut off, and their request with them."""
        with suppress(OSError):  # nobody is left
            for _ in range(self.config.backlog):
                connection, _ = listener.accept()
                connection.setblocking(False)
                yield connection

    def _protocol(self) -> asyncio.Protocol:
        """As uvicorn's own start makes one for each connection."""
        made: Callable[..., asyncio.Protocol] = self.config.http_protocol_class
        return made(config=self.config, server_state=self.server_state, app_state=self.lifespan.state)

    def handle_exit(self, sig: int, frame: FrameType | None) -> None:
        """The first signal; SIGTERM gives time where other processes serve on. The second one does not."""
        if self.should_exit:
            self._hurry.set()
        elif sig == signal.SIGTERM and get_settings().redis_url:
            self._drain_seconds = get_settings().drain_seconds
        super().handle_exit(sig, frame)

    @contextmanager
    def capture_signals(self) -> Iterator[None]:
        loop = asyncio.get_running_loop()
        handled = [number for number in _STOP_SIGNALS if signal.getsignal(number) is not signal.SIG_IGN]
        for number in handled:
            loop.add_signal_handler(number, self.handle_exit, number, None)
        if self._lifeline is not None:
            loop.add_reader(self._lifeline, self._lost)
        try:
            yield
        finally:
            for number in handled:
                loop.remove_signal_handler(number)

    def _lost(self) -> None:
        """Who started us is gone, even if by kill -9."""
        asyncio.get_running_loop().remove_reader(self._lifeline or 0)
        self.handle_exit(signal.SIGINT, None)


def _settle_memory() -> None:
    """What is here now stays: without it, every full collection of garbage would stop all talk to look at it again.

    Full ones come a tenth as often as Python has them: while thousands of tabs arrive, what they hold was looked at
    over and over, for seconds in all, and hardly anything of it was garbage.
    """
    gc.collect()
    gc.freeze()
    gc.set_threshold(*gc.get_threshold()[:2], _FULL_COLLECTIONS)


def addresses() -> list[str]:
    """Return what to open, in words: here, and from other devices of the network."""
    settings = get_settings()
    lines = [f"http://{_in_url(_local_name(settings.host))}:{settings.port}"]
    everywhere = settings.host in {"0.0.0.0", "::", ""}  # noqa: S104
    if everywhere and (lan := _lan_address()):
        lines.append(f"http://{_in_url(lan)}:{settings.port}  (from other devices on this network)")
    return lines


def _load_app(client: Path) -> Any:
    """Import the composition root as a server of the finished build, without Node and without compiling."""
    os.chdir(PROJECT)
    if str(PROJECT) not in sys.path:
        sys.path.insert(0, str(PROJECT))
    prepare_reflex()
    set_environment(
        __REFLEX_MOUNT_FRONTEND_COMPILED_APP="true", __REFLEX_SKIP_COMPILE="true", REFLEX_ENV_MODE="prod",
    )  # fmt: skip
    use_build(client)
    app = importlib.import_module("webchat.webchat").app()
    return wrapped(app)


def wrapped(app: ASGIApp) -> ASGIApp:
    """The app as uvicorn runs it; what keeps the lines of sockets must see uvicorn's own end of them."""
    inside = traced(hand_over(for_other_origins(without_control_characters(app))))
    return keep_lines(stopping.with_last_answers(with_request_id(inside)))


def bind(*, shared: bool = False) -> socket.socket:
    """Listen on HOST and PORT.

    `shared`: there are several such sockets, and the kernel spreads who comes over those that listen. Such a socket
    only holds its place: whoever serves it listens, so nobody comes to a place where nobody serves yet.
    """
    settings = get_settings()
    family = socket.AF_INET6 if ":" in settings.host else socket.AF_INET
    listener = socket.socket(family, socket.SOCK_STREAM)
    try:
        listener.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        if shared:
            listener.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEPORT, 1)
        if family == socket.AF_INET6:
            listener.setsockopt(socket.IPPROTO_IPV6, socket.IPV6_V6ONLY, 0)
        listener.bind((settings.host, settings.port))
        if not shared:
            listener.listen(2048)
    except OSError as error:
        listener.close()
        raise ServeError(
            f"WebChat cannot listen on HOST {settings.host!r}, PORT {settings.port} ({error.strerror or error}): "
            "stop the program that uses it, or set another PORT."
        ) from None
    return listener


def _local_name(host: str) -> str:
    return "localhost" if host in {"0.0.0.0", "::", "", "127.0.0.1"} else host  # noqa: S104


def _in_url(host: str) -> str:
    return f"[{host}]" if ":" in host else host


def _lan_address() -> str | None:
    """Return the address that other devices reach us by. Connecting a UDP socket sends nothing."""
    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as probe:
        try:
            probe.connect(("192.0.2.1", 9))
        except OSError:
            return None
        address = str(probe.getsockname()[0])
    return None if address.startswith("127.") else address
