"""The address of one's mails over the interface: nobody else sees it, and its link ends the mails with one request."""

import io
import json
import zipfile
from collections.abc import Callable
from datetime import timedelta

import httpx

from tests.api.conftest import Program
from tests.support.mail import MailBox
from webchat.domain.clock import now
from webchat.services.digest_runner import DigestRunner

ME = "/api/users/me/mail"


async def test_an_address_from_the_first_mail_to_the_last(
    ana: Program, bob: Program, nobody: httpx.AsyncClient, mailbox: MailBox, configured: Callable[..., None]
) -> None:
    configured(**mailbox.settings())
    assert (await ana.http.get(ME)).json() == {
        "address": "", "wanted_address": "", "after_hours": 24, "texts": True, "offered": True,
    }  # fmt: skip
    asked = await ana.http.put(ME, json={"address": "ana@example.org"}, headers={"Accept-Language": "es"})
    assert (asked.status_code, asked.json()["wanted_address"]) == (202, "ana@example.org")
    assert "es tu código" in str(mailbox.messages[0]["Subject"])
    assert (await ana.http.post(f"{ME}/confirm", json={"code": "x"})).json()["error"]["field"] == "code"
    assert (await ana.http.post(f"{ME}/confirm", json={"code": mailbox.code()})).json()["address"] == "ana@example.org"
    assert (await ana.http.patch(ME, json={"after_hours": 4})).json()["after_hours"] == 4
    for body in ({"after_hours": -1}, {"after_hours": 1.5}, {"after_hours": 10_000}, {"texts": "no"}, {"often": True}):
        assert (await ana.http.patch(ME, json=body)).status_code == 422, body
    # Nobody else sees it; it is in the archive of all that is kept.
    for path in (f"/api/users/{ana.id}", "/api/users?q=Ana", ME):
        assert "example.org" not in (await bob.http.get(path)).text
    archive = zipfile.ZipFile(io.BytesIO((await ana.http.get("/api/users/me/export")).content))
    assert json.loads(archive.read("profile.json"))["mail"]["address"] == "ana@example.org"
    (await bob.say(ana.id, "hola")).raise_for_status()
    assert await DigestRunner(lambda: now() + timedelta(hours=5)).send_due() == 1
    link = str(mailbox.messages[1]["List-Unsubscribe"]).strip(" <>")
    page = await nobody.get(link)  # whoever only looks ends nothing
    assert page.status_code == 200
    assert '<form method="post">' in page.text
    assert 'lang="es"' in page.text
    assert (await ana.http.get(ME)).json()["after_hours"] == 4
    stopped = await nobody.post(
        link, data={"List-Unsubscribe": "One-Click"}, headers={"Origin": "https://mail.example"}
    )
    assert stopped.status_code == 200
    assert (await ana.http.get(ME)).json()["after_hours"] == 0
    assert (await nobody.get(f"{link}x")).status_code == 404
    assert (await nobody.post(f"{link}x")).status_code == 404
    assert (await ana.http.delete(ME)).json()["address"] == ""


async def test_codes_are_not_sent_without_end(
    ana: Program, bob: Program, mailbox: MailBox, configured: Callable[..., None]
) -> None:
    configured(**mailbox.settings())
    answers = [(await ana.http.put(ME, json={"address": "carl@example.org"})).status_code for _ in range(6)]
    assert answers == [202] * 5 + [429]
    assert (await bob.http.put(ME, json={"address": "Carl@example.org"})).status_code == 429
    assert len(mailbox.messages) == 5
