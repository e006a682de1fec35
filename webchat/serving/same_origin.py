"""Make the built pages talk to the address that they came from.

Reflex writes the server's address into the pages when it builds them, which would tie a build to one port and to one of
http and https. Ours name a host that cannot exist; in the browser that host means `window.location`, or what `boot.js`
names where the pages are served elsewhere. In development,
where Vite serves the pages on a port of its own, Vite hands on what is meant for the backend.
"""

from __future__ import annotations

from webchat.serving.amending import put_after

HERE = "same-origin.invalid"
API_URL = f"http://{HERE}"
_ANCHOR = "  const endpoint = new URL(url_str);\n"
_RULE = f"""\
  if (typeof window !== "undefined" && endpoint.hostname === "{HERE}") {{
    const server = new URL(window.webchatBackend || window.location.origin);
    const secure = server.protocol === "https:";
    const socket = endpoint.protocol.startsWith("ws");
    return new URL(
      `${{socket ? "ws" : "http"}}${{secure ? "s" : ""}}://${{server.host}}${{endpoint.pathname}}`,
    );
  }}
"""

_VITE_ANCHOR = "    port: process.env.PORT,"
_BACKEND_PATHS = (
    "^/(_event|_upload|ping|_health|api|session|stickers|docs|openapi.json|ws|webchat.js|embed.js)(/|\\\\?|$)"
)
_PROXY = f"""
    proxy: {{
      "{_BACKEND_PATHS}": {{
        target: `http://127.0.0.1:${{process.env.REFLEX_BACKEND_PORT ?? 8000}}`,
        ws: true,
      }},
    }},"""


def use_page_address(state_js: str) -> str:
    """Return Reflex's browser code with our rule in it. Raises ValueError when Reflex has changed."""
    return put_after(_ANCHOR, _RULE, state_js, what="getBackendURL", where="same_origin.py")


def use_proxy(vite_config: str) -> str:
    """Return Vite's configuration with our proxy in it. Raises ValueError when Reflex has changed."""
    return put_after(_VITE_ANCHOR, _PROXY, vite_config, what="vite.config.js", where="same_origin.py")
