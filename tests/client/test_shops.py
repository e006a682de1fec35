"""The shops of the examples: a room for an order, and a customer who sees that room alone."""

from __future__ import annotations

import json
import os
import re
import runpy
import shlex
import shutil
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import django
import httpx
import pytest
from django.conf import settings
from django.http import Http404
from django.test import RequestFactory

from tests.client.conftest import SECRETS, Friend
from tests.support.server import RunningServer
from webchat.client import ChatError, Client
from webchat.settings import PROJECT

_APP = PROJECT / "examples" / "reflex_app"


@pytest.fixture
def support(host: RunningServer) -> Iterator[Friend]:
    friend = Friend(host.url, "Support")
    yield friend
    friend.client.close()


def example(name: str, support: Friend, monkeypatch: pytest.MonkeyPatch) -> dict[str, Any]:
    for setting, value in {**SECRETS, "WEBCHAT_URL": support.url, "WEBCHAT_SUPPORT_ID": str(support.id)}.items():
        monkeypatch.setenv(setting, value)
    return runpy.run_path(str(PROJECT / "examples" / name))


def check_customer(support: Friend, room: int, token: str) -> None:
    """The customer reads and answers in this room, and sees no other."""
    elsewhere = support.client.create_group("Not the customer's").id
    with Client(support.url, token) as customer:
        assert [one.id for one in customer.conversations()] == [room]
        assert "Your order is on its way." in [one.body for one in customer.messages(room).items]
        customer.send("Thank you", conversation=room)
        with pytest.raises(ChatError) as refused:
            customer.send("And here?", conversation=elsewhere)
    assert refused.value.status == 404
    assert support.client.messages(room).items[-1].body == "Thank you"


async def test_a_shop_with_fastapi(support: Friend, monkeypatch: pytest.MonkeyPatch) -> None:
    app = example("shop_fastapi.py", support, monkeypatch)["app"]
    async with httpx.AsyncClient(transport=httpx.ASGITransport(app), base_url="http://shop.test") as browser:
        mine = {"X-Customer": "customer-42"}
        opened = (await browser.post("/orders/4711/chat", headers=mine)).raise_for_status().json()
        again = (await browser.post("/orders/4711/chat", headers=mine)).raise_for_status().json()
        assert again["conversation_id"] == opened["conversation_id"]
        assert (await browser.post("/orders/4711/chat", headers={"X-Customer": "customer-7"})).status_code == 404
        (await browser.post("/orders/4711/shipped")).raise_for_status()
    check_customer(support, opened["conversation_id"], opened["token"])


_SIGN = """
from types import SimpleNamespace
from shop.shop import Order
order = SimpleNamespace(number="4711", token="")
Order.enter.fn(order)
print(order.token)
"""


def _readme_lines() -> tuple[dict[str, str], str]:
    """What the README has the chat started with, and how it has the room made."""
    blocks = re.findall(r"(?:^    .*\n)+", (_APP / "README.md").read_text(), re.MULTILINE)
    start = next(block for block in blocks if "bin/run" in block)
    words = shlex.split(start, comments=True)
    room = next(block for block in blocks if "curl" in block)
    return dict(word.split("=", 1) for word in words if "=" in word), room


def test_the_app_with_reflex_starts_as_its_readme_says(tmp_path: Path) -> None:
    """Its values are taken, its line makes the room, and what the shop signs opens it."""
    given, make_room = _readme_lines()
    shutil.copytree(_APP / "shop", tmp_path / "shop", ignore=shutil.ignore_patterns("__pycache__"))
    shutil.copy(_APP / "rxconfig.py", tmp_path)
    environment = {**os.environ, **given, "PYTHONPATH": f"{tmp_path}:{PROJECT}"}
    chat = RunningServer(tmp_path / "data", **given)
    try:
        chat.start()
        command = (
            f"set -eu\n{make_room.replace('http://localhost:3000', chat.url).replace('curl -s', 'curl -s --fail')}"
        )
        made = json.loads(subprocess.check_output(["bash", "-c", command], env=environment, text=True))
        token = subprocess.check_output([sys.executable, "-c", _SIGN], cwd=tmp_path, env=environment, text=True).strip()
        with Client(chat.url, token) as customer:
            assert [one.id for one in customer.conversations()] == [made["id"]]
            assert customer.send("Where is it?", conversation=made["id"]).body == "Where is it?"
            framed = httpx.get(f"{chat.url}/embed/", trust_env=False).headers["content-security-policy"]
        assert f"frame-ancestors 'self' {given['ALLOWED_ORIGINS']}" in framed
    finally:
        chat.stop()


def test_a_shop_with_django(support: Friend, monkeypatch: pytest.MonkeyPatch) -> None:
    settings.configure(INSTALLED_APPS=["django.contrib.auth", "django.contrib.contenttypes"])
    django.setup()
    from django.contrib.auth.models import AnonymousUser, User

    shop = example("shop_django.py", support, monkeypatch)
    request = RequestFactory().post("/orders/4711/chat")
    for stranger in (AnonymousUser(), User(pk=7, username="somebody")):
        request.user = stranger
        with pytest.raises(Http404):
            shop["open_chat"](request, 4711)
    request.user = User(pk=42, username="mara")
    opened = json.loads(shop["open_chat"](request, 4711).content)
    shop["tell_shipped"](4711)
    check_customer(support, opened["conversation_id"], opened["token"])


@pytest.mark.parametrize("name", ["shop_django.py", "shop_fastapi.py"])
def test_what_a_shop_reads_is_told(name: str) -> None:
    code = (PROJECT / "examples" / name).read_text()
    read = set(re.findall(r'os\.environ\["(\w+)"\]', code))
    assert read >= {"WEBCHAT_URL", "WEBCHAT_SUPPORT_ID"}
    for text in (code.split('"""')[1], (PROJECT / "examples" / "README.md").read_text()):
        assert read <= set(re.findall(r"WEBCHAT_\w+", text))
    issuer = re.findall(r'"iss": "(\w+)"', code)[0]
    assert f"WEBCHAT_JWT_ISSUER={issuer}" in code.split('"""')[1]


def test_every_example_is_in_the_list() -> None:
    listed = re.findall(r"^\| \[(\w+(?:\.\w+)?)\]", (PROJECT / "examples" / "README.md").read_text(), re.MULTILINE)
    there = {one.name for one in (PROJECT / "examples").iterdir() if not one.name.startswith("__")}
    assert set(listed) == there - {"README.md"}
