"""webchat.js and its types, for the pages of any origin."""

from __future__ import annotations

import httpx
import pytest


@pytest.mark.parametrize(("path", "media_type"), [("/webchat.js", "text/javascript"), ("/webchat.d.ts", "text/plain")])
async def test_pages_of_any_origin_may_load_it_and_keep_it(
    nobody: httpx.AsyncClient, path: str, media_type: str
) -> None:
    origin = {"Origin": "http://shop.example"}
    first = await nobody.get(path, headers=origin)
    assert first.status_code == 200
    assert first.headers["content-type"] == f"{media_type}; charset=utf-8"
    assert "export class WebChatClient" in first.text
    again = await nobody.get(path, headers={**origin, "If-None-Match": first.headers["etag"]})
    assert (again.status_code, again.content) == (304, b"")
    for answer in (first, again):
        assert answer.headers["access-control-allow-origin"] == "*"
        assert answer.headers["cross-origin-resource-policy"] == "cross-origin"
