"""An address holds so many sockets open, whoever they are, and no more."""

from __future__ import annotations

from contextlib import ExitStack

import pytest
from websockets.exceptions import InvalidStatus
from websockets.sync.client import connect

from tests.support.server import RunningServer, wait_until

_MOST = 3
_PAGES = "/_event/?EIO=4&transport=websocket&token=t"


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
