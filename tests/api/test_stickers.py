"""The packs and their pictures, over HTTP."""

import httpx
import pytest

from tests.api.conftest import Program


async def test_packs_and_pictures(ana: Program, nobody: httpx.AsyncClient) -> None:
    packs = (await ana.http.get("/api/stickers")).json()["items"]
    assert (await nobody.get("/api/stickers")).status_code == 401
    first = packs[0]["stickers"][0]
    assert set(first) == {"name", "label", "emoji", "url"}
    picture = await nobody.get(first["url"])
    assert picture.status_code == 200
    assert picture.headers["content-type"] == "image/svg+xml"
    assert picture.headers["x-content-type-options"] == "nosniff"
    assert "sandbox" in picture.headers["content-security-policy"]
    assert "script-src" not in picture.headers["content-security-policy"]


@pytest.mark.parametrize(
    "path",
    [
        "/stickers/pim/nothing",
        "/stickers/pim/pack.json",
        "/stickers/pim/..%2Fpim%2Fhello",
        "/stickers/..%2F..%2Fcss/tokens",
        "/stickers/%2e%2e/favicon",
        "/stickers/pim/hello%00",
    ],
)
async def test_nothing_else_is_given(nobody: httpx.AsyncClient, path: str) -> None:
    assert (await nobody.get(path)).status_code == 404
