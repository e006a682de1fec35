"""Long polling of our own pages: it is theirs alone, as their WebSocket is."""

from __future__ import annotations

import httpx
import pytest

_OPENING = "/_event/?EIO=4&transport=polling&token=t"


@pytest.mark.parametrize(
    ("headers", "more", "allowed"),
    [
        ({}, "", True),
        ({"Sec-Fetch-Site": "same-origin"}, "", True),
        ({"Origin": "OWN", "Sec-Fetch-Site": "same-origin"}, "", True),
        ({"Origin": "http://localhost:1", "Sec-Fetch-Site": "same-site"}, "", False),
        ({"Origin": "https://evil.example"}, "", False),
        ({"Sec-Fetch-Site": "same-site"}, "", False),
        ({"Sec-Fetch-Site": "cross-site"}, "", False),
        ({"Sec-Fetch-Site": "same-origin"}, "&j=0", False),
    ],
)
def test_only_our_own_pages_may_poll(server, headers: dict[str, str], more: str, allowed: bool) -> None:
    sent = {name: value.replace("OWN", server.url) for name, value in headers.items()}
    with httpx.Client(base_url=server.url, trust_env=False) as client:
        answer = client.get(_OPENING + more, headers=sent)
        assert (answer.status_code == 200) is allowed
        assert ('"sid"' in answer.text) is allowed
        assert "access-control-allow-credentials" not in answer.headers
        if allowed:
            sid = answer.text.partition('"sid":"')[2].partition('"')[0]
            foreign = {"Origin": "https://evil.example", "Content-Type": "text/plain"}
            assert client.post(f"{_OPENING}&sid={sid}", content="40/_event,{}", headers=foreign).status_code == 400
