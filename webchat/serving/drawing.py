"""The chat, drawn when the front end is built: seen before its code has come.

Reflex draws the pages with one address. The chat has one for each conversation, so the browser would get an empty page,
fetch the code that all pages share, and learn only then which code the chat needs. All addresses of the chat begin with
the same picture: it is drawn once, as `/chat/`, names the chat's code in its head, and is sent for all of them.
"""

from __future__ import annotations

import re
from pathlib import Path

from starlette.types import ASGIApp, Receive, Scope, Send

from webchat.serving.amending import put_instead

PAGE = "/chat/"
_ANY = re.compile(r"/chat/.+")
_ANCHOR = '"prerender": true'
_RULE = f'"prerender": ({{ getStaticPaths }}) => [...getStaticPaths(), "{PAGE}"]'
_PRELOAD = '<link rel="modulepreload"'
_LATER = f'{_PRELOAD} fetchpriority="low"'


def draw_chat(router_config: str) -> str:
    """Return React Router's configuration with the chat among the pages to draw. Raises ValueError: Reflex has changed.

    In development nothing is drawn beforehand.
    """
    if '"prerender"' not in router_config:
        return router_config
    return put_instead(_ANCHOR, _RULE, router_config, what="react-router.config.js", where="drawing.py")


def paint_first(client: Path) -> None:
    """Let the look of the built pages come before their code, which they name in their heads.

    The code is ten times as large as the style sheet: on a phone's line both at once means that neither is there soon.
    """
    for page in client.rglob("*.html"):
        text = page.read_text()
        if _LATER not in text:
            page.write_text(text.replace(_PRELOAD, _LATER))


def one_page(app: ASGIApp) -> ASGIApp:
    """Wrap an ASGI app: the page of any conversation is the one that was drawn."""

    async def wrapped(scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] == "http" and _ANY.fullmatch(scope["path"]):
            scope = {**scope, "path": PAGE, "raw_path": PAGE.encode()}
        await app(scope, receive, send)

    return wrapped
