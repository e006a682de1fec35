"""GIFs over HTTP; what the service says is tried beside the use cases."""

from tests.api.conftest import Program
from tests.services.test_gifs import outside  # noqa: F401


async def test_search_preview_and_sending(ana: Program, bob: Program, nobody, outside) -> None:  # noqa: F811
    async with outside() as wire:
        assert (await nobody.get("/api/gifs/?q=cat")).status_code == 401
        page = (await ana.http.get("/api/gifs/?q=cat")).json()
        assert (page["provider"], page["next"]) == ("giphy", "1")
        (gif,) = page["items"]
        assert set(gif) == {"id", "title", "preview_url", "width", "height"}
        preview = await ana.http.get(gif["preview_url"])
        assert (preview.content, preview.headers["content-type"]) == (wire.picture, "image/gif")
        assert preview.headers["cache-control"].startswith("private")
        assert preview.headers["x-content-type-options"] == "nosniff"
        assert (await bob.http.get(gif["preview_url"])).status_code == 404
        assert (await bob.http.post("/api/gifs/", json={"id": gif["id"]})).status_code == 404
        file = (await ana.http.post("/api/gifs/", json={"id": gif["id"]})).raise_for_status().json()
        sent = (await ana.say(bob.id, "", kind="gif", media_ids=[file["id"]])).raise_for_status().json()
        assert (sent["kind"], sent["media"][0]["animated"]) == ("gif", True)
        wire.status = 503
        refused = await ana.http.get("/api/gifs/?q=dog")
        assert (refused.status_code, refused.json()["error"]["code"]) == (503, "gifs_unavailable")


async def test_without_a_service(ana: Program) -> None:
    assert (await ana.http.get("/api/gifs/")).json() == {"items": [], "next": None, "provider": None}
