"""Texts over REST: names, HTML, and previews that their sender takes off."""

from tests.api.conftest import Program
from webchat.domain.previews import LinkPreview
from webchat.realtime import hub
from webchat.services.link_previews import previewing

URL = "https://a.example/"


async def _page(url: str) -> LinkPreview:
    return LinkPreview(url, "A title", "", "a.example")


async def test_who_is_named_counts_it_until_it_is_read(ana: Program, bob: Program) -> None:
    group = (await ana.http.post("/api/groups", json={"title": "Crew", "member_ids": [bob.id]})).json()
    sent = (
        await ana.http.post("/api/messages", json={"group_id": group["id"], "body": "@Bob, **look** :tada:"})
    ).json()
    assert sent["mentions"] == [bob.id]
    assert sent["body"] == "@Bob, **look** 🎉"
    mention = f'<span class="mention" data-user-id="{bob.id}">@Bob</span>'
    assert sent["html"] == f"<p>{mention}, <strong>look</strong> 🎉</p>"
    await ana.http.post("/api/messages", json={"group_id": group["id"], "body": "@all hello"})

    async def count() -> int:
        return (await bob.http.get(f"/api/conversations/{group['id']}")).json()["mention_count"]

    assert await count() == 2
    await bob.http.put(f"/api/messages/{sent['id']}/read")
    assert await count() == 1


async def test_a_preview_is_part_of_the_message_until_its_sender_takes_it_off(ana: Program, bob: Program) -> None:
    async with previewing(_page) as previewer:
        message = (await ana.say(bob.id, URL)).json()
        await hub.drained()
        await previewer.settled()
    address = f"/api/messages/{message['id']}"
    preview = {"url": URL, "title": "A title", "description": "", "site_name": "a.example"}
    assert (await bob.http.get(address)).json()["link_preview"] == preview
    assert (await bob.http.delete(f"{address}/preview")).status_code == 403
    taken = await ana.http.delete(f"{address}/preview")
    assert (taken.status_code, taken.json()["link_preview"], taken.json()["version"]) == (200, None, 3)
    assert (await ana.http.delete(f"{address}/preview")).json()["version"] == 3
    assert (await bob.http.get(address)).json()["link_preview"] is None


async def test_a_stranger_sees_no_message(ana: Program, bob: Program, enrol) -> None:
    message = (await ana.say(bob.id, URL)).json()
    eve = await enrol("Eve")
    assert (await eve.http.delete(f"/api/messages/{message['id']}/preview")).status_code == 404
