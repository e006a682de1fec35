"""What the client does by itself."""

from time import time

import pytest

from webchat.client import ChatError, Client, is_genuine
from webchat.client.reading import read_result
from webchat.client.sse import Frames
from webchat.gateways.webhooks import sign


def test_a_signature_is_of_this_secret_this_body_and_this_hour() -> None:
    body, now = b'{"type": "message.created"}', int(time())
    headers = {"X-Webchat-Timestamp": str(now), "x-webchat-signature": sign("secret", now, body)}
    assert is_genuine("secret", headers, body)
    assert not is_genuine("another", headers, body)
    assert not is_genuine("secret", headers, body + b" ")
    assert not is_genuine("secret", {}, body)
    old = {"X-Webchat-Timestamp": str(now - 3600), "X-Webchat-Signature": sign("secret", now - 3600, body)}
    assert not is_genuine("secret", old, body)
    assert is_genuine("secret", old, body, max_age=None)


def test_a_stream_may_be_cut_anywhere() -> None:
    whole = ": hello\r\n\r\nid: 1\r\nevent: a\r\ndata: x\u2028y\r\n\r\nid: 2\ndata: one\ndata: two\n\n".encode()
    for cut in range(len(whole) + 1):
        frames = Frames()
        found = [frame for piece in (whole[:cut], whole[cut:]) for frame in frames.take(piece)]
        assert [(one.id, one.type, one.data) for one in found] == [("1", "a", "x\u2028y"), ("2", "message", "one\ntwo")]


def test_each_message_of_a_batch_says_when_to_come_back() -> None:
    refusal = {"code": "slow_mode", "message": "Wait.", "field": None, "retryable": True, "retry_after": 7}
    error = read_result({"client_id": "1", "status": 429, "error": refusal}).error
    assert error is not None
    assert (error.retry_after, error.details) == (7.0, {})


@pytest.mark.parametrize("url", ["", "chat.example.org", "ftp://chat.example.org", "http://", "https://a:b"])
def test_an_address_that_is_none_is_refused_at_once(url: str) -> None:
    with pytest.raises(ChatError, match="address") as refused:
        Client(url, "wcu_x")
    assert (refused.value.field, refused.value.retryable) == ("url", False)


@pytest.mark.parametrize("token", ["wcu_secret\n", "wcu_sécret", " wcu_secret"])
def test_a_token_that_cannot_be_sent_is_refused_without_saying_it(token: str) -> None:
    for given in ({"token": token}, {"token": "wcs_x", "user": token}):
        with pytest.raises(ChatError, match="no space around") as refused:
            Client("http://localhost", **given)
        assert "cret" not in str(refused.value)
    Client("http://localhost", "wcs_x", user="sub:Jane Doe").close()
