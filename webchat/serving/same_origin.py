"""Make the built pages talk to the address that they came from.

Reflex writes the server's address into the pages when it builds them, which would tie a build to one port and to one of
http and https. The build names a host that cannot exist; in the browser that host means `window.location`.
"""

from __future__ import annotations

HERE = "same-origin.invalid"
API_URL = f"http://{HERE}"
_ANCHOR = "  const endpoint = new URL(url_str);\n"
_RULE = f"""\
  if (typeof window !== "undefined" && endpoint.hostname === "{HERE}") {{
    const secure = window.location.protocol === "https:";
    const socket = endpoint.protocol.startsWith("ws");
    return new URL(
      `${{socket ? "ws" : "http"}}${{secure ? "s" : ""}}://${{window.location.host}}${{endpoint.pathname}}`,
    );
  }}
"""


def use_page_address(state_js: str) -> str:
    """Return Reflex's browser code with our rule in it. Raises ValueError when Reflex has changed."""
    if _RULE in state_js:
        return state_js
    if state_js.count(_ANCHOR) != 1:
        raise ValueError("Reflex's getBackendURL has changed: see webchat/serving/same_origin.py.")
    return state_js.replace(_ANCHOR, _ANCHOR + _RULE)
