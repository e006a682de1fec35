"""WebChat put together: pages, API, live delivery and what runs beside them."""

from __future__ import annotations

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

import reflex as rx
from anyio import to_thread

from webchat import realtime
from webchat.api.app import create_api
from webchat.db.embedded import ensure_database, release_database
from webchat.db.engine import close_engine, open_engine
from webchat.db.migrate import upgrade
from webchat.services import background
from webchat.serving.addresses import few_sockets_each
from webchat.serving.drawing import one_page
from webchat.serving.headers import security_headers
from webchat.serving.origins import allow_origin
from webchat.serving.tracing import trace_statements
from webchat.ui import pages, screens, theme
from webchat.ui.bridge.components import Texts, Transport
from webchat.ui.states import live, sockets
from webchat.ui.states.deliveries import Deliveries
from webchat.ui.states.session import SessionState


def _open_database() -> None:
    url = ensure_database()
    upgrade(url)
    trace_statements(open_engine(url))


def _close_database() -> None:
    close_engine()
    release_database()


@asynccontextmanager
async def run_beside() -> AsyncIterator[None]:
    """The database and the live path, from start to stop."""
    await to_thread.run_sync(_open_database)
    async with realtime.running():
        realtime.hub.subscribe(Deliveries())
        async with background.running(), live.watching():
            yield
    await to_thread.run_sync(_close_database)


app = rx.App(
    backend_exception_handler=live.report_failure,
    api_transformer=[
        create_api(),
        one_page,
        security_headers,
        sockets.keep_sends,
        sockets.only_own_pages,
        few_sockets_each,
    ],
    app_wraps={(1, "Transport"): lambda _: Transport.create(), (300, "Texts"): lambda _: Texts.create()},
    toaster=None,
    head_components=theme.HEAD_COMPONENTS,
    stylesheets=theme.STYLESHEETS,
    html_lang="en",
)
app.register_lifespan_task(run_beside)
app.sio.eio.cors_allowed_origins = allow_origin
app.sio.eio.transports = ["websocket", "polling"]  # polling where WebSockets are blocked: see decision 14
app.sio.eio.allow_upgrades = False
live.attach(app)
app.add_page(pages.join, route="/", title="WebChat", description=theme.DESCRIPTION)
app.add_page(pages.invite, route="/join/[code]", title="WebChat")
app.add_page(pages.link, route="/link/[[...splat]]", title="WebChat")
app.add_page(screens.chat, route="/chat/[[...splat]]", title="WebChat", on_load=SessionState.arrive)
app.add_page(pages.admin, route="/admin", title="WebChat")
app.add_page(pages.doctor, route="/doctor", title="WebChat")
app.add_page(pages.nowhere, route="404", title="WebChat")
app.add_page(screens.embed, route="/embed/[[...splat]]", title="WebChat")
