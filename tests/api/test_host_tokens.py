"""Which tokens that a host has signed count: by their claims, their keys and how they are made."""

from __future__ import annotations

import hmac
import json
import time
from collections.abc import Callable, Iterator
from typing import Any

import jwt
import pytest
from cryptography.hazmat.primitives.asymmetric import ec, rsa
from jwt.algorithms import ECAlgorithm, RSAAlgorithm
from jwt.utils import base64url_encode

from tests.api.conftest import KEY, SECRET, Client, me, signed
from tests.support.site import Quiet, serving
from webchat.services import host_tokens

_NOW = int(time.time())


@pytest.mark.parametrize(
    "claims",
    [
        {"key": "another secret of a shop, long enough for every algorithm"},
        {"algorithm": "HS384"},
        {"key": None, "algorithm": "none"},
        {"exp": _NOW - 600},
        {"exp": _NOW - 1},
        {"exp": None},
        {"exp": _NOW + 90_000},
        {"exp": "soon"},
        {"aud": "another"},
        {"aud": ["webchat", "another"]},
        {"aud": None},
        {"iss": "another"},
        {"iss": None},
        {"sub": None},
        {"sub": ""},
        {"nbf": _NOW + 90_000},
        {"rooms": "order:7"},
        {"rooms": [7]},
        {"name": ["a"]},
        {"sub": "a\0b"},
        {"sub": "a\ud800"},
        {"name": "a\ud800"},
        {"rooms": ["a\ud800"]},
    ],
    ids=",".join,
)
async def test_a_token_that_does_not_count_opens_nothing(client: Client, claims: dict[str, Any]) -> None:
    assert (await me(client(signed())))["display_name"] == "Ada Host"
    try:
        token = signed(**claims)
    except TypeError:  # the library does not make it: by hand
        token = _by_hand(**claims)
    for path in ("/api/users/me", "/api/conversations/", "/api/events/log"):
        answer = await client(token).get(path)
        assert (answer.status_code, answer.json()["error"]["code"]) == (401, "not_signed_in")


def _by_hand(key: str = SECRET, headers: dict[str, Any] | None = None, **claims: Any) -> str:
    """What the library does not make: odd claims, and a public key taken for a secret."""
    whole = signed(headers=headers, **{name: value for name, value in claims.items() if name not in {"exp", "sub"}})
    said = jwt.decode(whole, options={"verify_signature": False}) | claims
    body = base64url_encode(json.dumps(said).encode()).decode()
    spoken = f"{whole.split('.')[0]}.{body}"
    return f"{spoken}.{base64url_encode(hmac.digest(key.encode(), spoken.encode(), 'sha256')).decode()}"


async def test_garbage_is_nobody(client: Client) -> None:
    for token in ("", ".", "..", "a.b.c", "wcb_x", "wcu_" + "x" * 40, "x" * 20_000, "..." * 50, KEY + "x"):
        assert (await client(token).get("/api/users/me")).status_code == 401


@pytest.mark.parametrize(
    ("claims", "reason"),
    [
        ({"aud": "another"}, "aud is not WEBCHAT_JWT_AUDIENCE"),
        ({"exp": _NOW + 90_000}, "exp is more than an hour away"),
        ({"exp": None}, 'missing the "exp" claim'),
        ({"exp": _NOW - 600}, "exp is past"),
        ({"iss": "another"}, "iss is not WEBCHAT_JWT_ISSUER"),
        ({"algorithm": "HS384"}, "its algorithm is not HS256"),
        ({"key": "another secret of a shop, long enough for every algorithm"}, "the signature is not by our key"),
        ({"rooms": "order:7"}, "rooms is no list"),
    ],
    ids=lambda one: ",".join(one) if isinstance(one, dict) else "",
)
async def test_the_log_says_why_a_token_is_refused_and_not_the_token(
    client: Client, caplog: pytest.LogCaptureFixture, claims: dict[str, Any], reason: str
) -> None:
    caplog.set_level("INFO", logger=host_tokens.__name__)
    token = signed(**claims)
    assert (await client(token).get("/api/users/me")).status_code == 401
    (line,) = [one.getMessage() for one in caplog.records if one.name == host_tokens.__name__]
    assert reason in line
    assert not any(part in line for part in token.split("."))


@pytest.fixture
def key_server() -> Iterator[tuple[str, dict[str, Any]]]:
    """A host's address of keys; what it answers can be changed."""
    said: dict[str, Any] = {"keys": [], "asked": 0}

    class Handler(Quiet):
        def do_GET(self) -> None:  # noqa: N802  the name that http.server looks for
            said["asked"] += 1
            content = json.dumps({"keys": said["keys"]}).encode()
            self.send_response(200)
            self.send_header("Content-Length", str(len(content)))
            self.end_headers()
            self.wfile.write(content)

    with serving(Handler) as address:
        yield address, said


def _private_key(algorithm: str) -> Any:
    return rsa.generate_private_key(65537, 2048) if algorithm == "RS256" else ec.generate_private_key(ec.SECP256R1())


@pytest.mark.parametrize("algorithm", ["RS256", "ES256"])
async def test_keys_of_a_host(
    configured: Callable[..., None], client: Client, key_server: tuple[str, dict[str, Any]], algorithm: str
) -> None:
    address, said = key_server
    configured(
        WEBCHAT_JWT_SECRET="", WEBCHAT_JWKS_URL=f"http://{address}/keys", WEBCHAT_JWT_ALGORITHM=algorithm,
        WEBCHAT_PRIVATE_HOSTS=address,
    )  # fmt: skip
    private, foreign = _private_key(algorithm), _private_key(algorithm)
    described = {"RS256": RSAAlgorithm, "ES256": ECAlgorithm}[algorithm].to_jwk(private.public_key(), as_dict=True)
    said["keys"] = [described | {"kid": "one", "alg": algorithm}, {"kty": "odd", "kid": "two"}, 7]
    async with host_tokens.running():
        good = signed(private, algorithm, {"kid": "one"})
        assert (await me(client(good)))["display_name"] == "Ada Host"
        assert (await me(client(good)))["display_name"] == "Ada Host"
        assert said["asked"] == 1
        public = json.dumps(described)
        for token in (
            signed(foreign, algorithm, {"kid": "one"}),
            signed(private, algorithm, {"kid": "two"}),
            signed(private, algorithm, {"kid": "unknown"}),
            signed(private, algorithm),
            signed(SECRET, "HS256", {"kid": "one"}),
            _by_hand(public, {"kid": "one"}),
            signed(None, "none", {"kid": "one"}),
        ):
            assert (await client(token).get("/api/users/me")).status_code == 401
        assert said["asked"] == 1  # made-up key ids do not make us ask each time
    async with host_tokens.running():
        said["keys"] = "broken"
        assert (await client(good).get("/api/users/me")).status_code == 401
