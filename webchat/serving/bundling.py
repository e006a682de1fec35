"""Few files for the browser to fetch before it can begin.

Vite cuts the code wherever two places share it, which made forty files of the first page, most of them below 2 kB: on a
phone's line each costs a round trip. What most of the pages share is one file instead; what only some need (calls, the
emoji, the lightbox) stays apart and comes when it is asked for.
"""

from __future__ import annotations

from webchat.serving.amending import put_after

_ANCHOR = "          groups: [\n"
# Of the eight pages and the parts that load later: what four of them use, the first one needs in nearly any case.
_SHARED = """\
            {
              name: "shared",
              minShareCount: 4,
              priority: -1,
            },
"""


def share_code(vite_config: str) -> str:
    """Return Vite's configuration with our group in it. Raises ValueError when Reflex has changed."""
    return put_after(_ANCHOR, _SHARED, vite_config, what="vite.config.js", where="bundling.py")
