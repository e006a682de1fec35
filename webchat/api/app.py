"""The application of the open interface, put together."""

from fastapi import FastAPI

from webchat.api import (
    admin,
    avatars,
    blocks,
    bots,
    browser_client,
    calls,
    conversations,
    deletions,
    device_links,
    docs,
    edits,
    events,
    forwards,
    gifs,
    groups,
    health,
    invites,
    kinds,
    link_previews,
    looks,
    mails,
    media,
    messages,
    metrics,
    notifications,
    pins,
    privacy,
    push,
    reactions,
    receipts,
    schedules,
    sessions,
    sse,
    stars,
    stickers,
    typing,
    unknown,
    unread,
    uploads,
    users,
    voice,
    webhooks,
    ws,
)
from webchat.api.errors import install_errors
from webchat.api.middleware import Limits, Measured, PlainPaths
from webchat.api.reference import install_reference

# The last one answers what no other does.
_MODULES = (
    health,
    metrics,
    sessions,
    device_links,
    looks,
    mails,
    notifications,
    push,
    privacy,
    users,
    blocks,
    bots,
    browser_client,
    conversations,
    groups,
    invites,
    stars,
    messages,
    edits,
    deletions,
    link_previews,
    forwards,
    pins,
    receipts,
    typing,
    unread,
    kinds,
    reactions,
    schedules,
    calls,
    stickers,
    gifs,
    media,
    avatars,
    uploads,
    voice,
    events,
    sse,
    webhooks,
    admin,
    ws,
    docs,
    unknown,
)
_DESCRIPTION = "A chat that any program can use: people, conversations, messages and the log of what happened."


def create_api() -> FastAPI:
    """All routes, with errors, limits and paths as the protocol says."""
    app = FastAPI(
        title="WebChat", version="1", description=_DESCRIPTION, docs_url=None, redoc_url=None, redirect_slashes=False
    )
    install_errors(app)
    install_reference(app)
    for module in _MODULES:
        app.include_router(module.router)
    app.add_middleware(Limits)
    app.add_middleware(Measured)
    app.add_middleware(PlainPaths)
    return app
