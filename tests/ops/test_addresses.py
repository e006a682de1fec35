"""An address holds so many sockets open, whoever they are, and no more."""

from __future__ import annotations

from contextlib import ExitStack

import httpx
import pytest
from starlette.requests import HTTPConnection
from websockets.exceptions import InvalidStatus
from websockets.sync.client import connect

from tests.support.server import RunningServer, wait_until
from webchat.serving.addresses import address_of

_MOST = 3
_FIRST = "2001:db8:0:1::/64"
_PAGES = "/_event/?EIO=4&transport=websocket&token=t"


@pytest.mark.parametrize(
    ("address", "known_as"),
    [
        ("192.0.2.7", "192.0.2.7"), ("::ffff:192.0.2.7", "192.0.2.7"), ("2001:db8:0:1::1", _FIRST),
        ("2001:db8:0:1::2", _FIRST), ("2001:DB8::1:ffff:ffff:ffff:ffff", _FIRST), ("[2001:db8:0:1::3]", _FIRST),
        ("2001:db8:0:2::1", "2001:db8:0:2::/64"), ("2001:db8::1", "2001:db8::/64"), ("2001:db8::2", "2001:db8::/64"),
        ("fe80::1%eth0", "fe80::/64"), ("unknown", "unknown"), ("", ""),
    ],
)  # fmt: skip
def test_an_address_of_ipv6_is_known_by_its_network(address: str, known_as: str) -> None:
    scope = {"type": "http", "client": (address, 1), "headers": []}
    assert address_of(HTTPConnection(scope)) == known_as


def test_sockets_of_one_address_are_bounded(own_server: RunningServer) -> None:
    own_server.environment |= {
        "WEBCHAT_RATE_LIMITS": "on", "WEBCHAT_SOCKETS_PER_ADDRESS": str(_MOST), "WEBCHAT_TRUSTED_PROXY_HOPS": "1",
    }  # fmt: skip
    own_server.start()
    with ExitStack() as stack:

        def come(door: str, address: str):
            url, forwarded = f"{own_server.url.replace('http', 'ws', 1)}{door}", {"X-Forwarded-For": address}
            return stack.enter_context(connect(url, additional_headers=forwarded, open_timeout=30))

        def fits() -> bool:
            try:
                return bool(come(_PAGES, "192.0.2.7"))
            except InvalidStatus:
                return False

        crowd = [come(_PAGES, "192.0.2.7") for _ in range(_MOST)]
        for door in ("/ws/me", _PAGES):
            with pytest.raises(InvalidStatus) as refused:
                come(door, "192.0.2.7")
            assert refused.value.response.status_code == 429
            assert int(refused.value.response.headers["Retry-After"]) > 0
        assert "192.0.2.7 has 3 sockets open" in own_server.output()
        # Nobody else is held up, and one that closes makes room.
        come(_PAGES, "192.0.2.8")
        crowd.pop().close()
        wait_until(fits, what="room for one more")


def test_sessions_of_long_polling_count_too(own_server: RunningServer) -> None:
    own_server.environment |= {
        "WEBCHAT_RATE_LIMITS": "on", "WEBCHAT_SOCKETS_PER_ADDRESS": str(_MOST), "WEBCHAT_TRUSTED_PROXY_HOPS": "1",
    }  # fmt: skip
    own_server.start()
    with httpx.Client(base_url=own_server.url, trust_env=False, timeout=30) as client:

        def come(address: str) -> httpx.Response:
            return client.get(_PAGES.replace("websocket", "polling"), headers={"X-Forwarded-For": address})

        crowd = [come("192.0.2.7") for _ in range(_MOST)]
        assert [one.status_code for one in crowd] == [200] * _MOST
        refused = come("192.0.2.7")
        assert refused.status_code == 429
        assert int(refused.headers["Retry-After"]) > 0
        address = f"{own_server.url.replace('http', 'ws', 1)}{_PAGES}"
        with pytest.raises(InvalidStatus):
            connect(address, additional_headers={"X-Forwarded-For": "192.0.2.7"}, open_timeout=30)
        assert come("192.0.2.8").status_code == 200
        # One that says it is closed makes room.
        session = crowd[0].text.partition('"sid":"')[2].partition('"')[0]
        sent = client.post(f"{_PAGES.replace('websocket', 'polling')}&sid={session}", content="1")
        assert sent.status_code == 200
        assert come("192.0.2.7").status_code == 200
        assert come("192.0.2.7").status_code == 429
