"""Words of errors follow Accept-Language; codes never do."""

from collections.abc import Callable

import httpx
import pytest


@pytest.mark.parametrize(
    ("asked", "language", "message"),
    [
        ("", "en", "This name is reserved."),
        ("de-AT,de;q=0.9,en;q=0.5", "de", "Dieser Name ist reserviert."),
        ("es", "es", "Este nombre está reservado."),
        ("ar-EG, en;q=0.1", "ar", "هذا الاسم محجوز."),
        ("fr", "en", "This name is reserved."),
    ],
)
async def test_errors_speak_the_language_that_is_asked_for(
    nobody: httpx.AsyncClient, asked: str, language: str, message: str
) -> None:
    headers = {"Accept-Language": asked} if asked else {}
    answer = await nobody.post("/api/users/", json={"username": "admin"}, headers=headers)
    assert answer.status_code == 422
    assert answer.json()["error"] == {
        "code": "invalid_username", "message": message, "field": "username", "retryable": False,
    }  # fmt: skip
    assert answer.headers["content-language"] == language
    assert "Accept-Language" in answer.headers["vary"]


async def test_a_taken_name_says_which_and_what_is_free(enrol: Callable, nobody: httpx.AsyncClient) -> None:
    await enrol("Ana")
    answer = await nobody.post("/api/users/", json={"username": "Ana"}, headers={"Accept-Language": "de"})
    assert answer.json()["error"]["message"] == "Der Name Ana ist vergeben."
    assert len(answer.json()["error"]["suggestions"]) == 3


async def test_the_launcher_brings_its_words_along(nobody: httpx.AsyncClient) -> None:
    script = (await nobody.get("/embed.js")).text
    for word in ("Chat öffnen", "Abrir el chat", "فتح الدردشة"):
        assert word in script
