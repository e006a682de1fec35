"""The front end as files behind nginx and Caddy, the backend at another origin: two people talk as anywhere else."""

from __future__ import annotations

import os
import re
import subprocess
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

import httpx
import pytest
from playwright.sync_api import expect

from tests.support.installed import CADDY
from tests.support.person import PHONE, Person
from tests.support.server import PROJECT, RunningServer, free_port, wait_until
from tests.support.worker import worker_of

PICTURE = PROJECT / "assets" / "icons" / "icon-192.png"


@dataclass
class Apart:
    """A front end and the backend that it talks to; `foreign` is a page of the same site that is not ours."""

    url: str
    backend: RunningServer
    foreign: str


@contextmanager
def _serving(command: list[str | Path], url: str, **environment: str) -> Iterator[None]:
    process = subprocess.Popen(
        [str(one) for one in command], env={**os.environ, **environment}, stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
    )  # fmt: skip

    def answers() -> bool:
        try:
            return httpx.get(url, trust_env=False).status_code == 200
        except httpx.HTTPError:
            return False

    try:
        wait_until(answers, what=url)
        yield
    finally:
        process.terminate()
        process.wait(60)


def _nginx(folder: Path, site: Path, port: int) -> list[str | Path]:
    """The file of `deploy/`, without TLS: localhost counts as secure."""
    ours = (PROJECT / "deploy" / "frontend.nginx.conf").read_text()
    for given, here in (
        ("listen 443 ssl http2;", f"listen 127.0.0.1:{port};"), ("/srv/webchat-headers", f"{site}-headers"),
        ("root /srv/webchat;", f"root {site};"),
    ):  # fmt: skip
        assert given in ours
        ours = ours.replace(given, here)
    ours = re.sub(r"^ *(ssl_|add_header Strict).*\n", "", ours, flags=re.MULTILINE)
    temporary = "\n".join(
        f"{name}_temp_path {folder / name};" for name in ("client_body", "proxy", "fastcgi", "uwsgi", "scgi")
    )
    config = folder / "nginx.conf"
    user = "user root; " if os.geteuid() == 0 else ""  # else its workers may not enter the test's folder
    config.write_text(
        f"{user}daemon off; pid {folder}/pid; error_log {folder}/error.log; events {{}}\n"
        f"http {{ access_log off; {temporary}\n{ours} }}\n"
    )
    return ["nginx", "-p", folder, "-c", config]


@pytest.fixture(scope="module")
def apart(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Apart]:
    folder = tmp_path_factory.mktemp("apart")
    site, port = folder / "site", free_port()
    url = f"http://localhost:{port}"
    backend = RunningServer(
        folder / "data", WEBCHAT_RATE_LIMITS="off", WEBCHAT_FRONTEND_ORIGINS=url, WEBCHAT_STICKERS_DIR=str(folder)
    )
    backend.start()
    try:
        subprocess.run(
            [sys.executable, "-m", "webchat", "frontend", site, "--backend", backend.url], cwd=PROJECT, check=True,
            env={**os.environ, "WEBCHAT_DATA_DIR": str(backend.data_dir)},
        )  # fmt: skip
        other = free_port()
        (folder / "foreign").mkdir()
        (folder / "foreign" / "index.html").write_text("<!doctype html><title>Elsewhere</title>")
        foreign = [
            sys.executable,
            "-m",
            "http.server",
            str(other),
            "--bind",
            "127.0.0.1",
            "--directory",
            folder / "foreign",
        ]
        with _serving(_nginx(folder, site, port), url), _serving(foreign, f"http://localhost:{other}"):
            yield Apart(url, backend, f"http://localhost:{other}")
    finally:
        backend.stop()


@pytest.fixture
def visitors(people: Callable[..., Person], apart: Apart) -> Callable[..., Person]:
    def visitor(name: str, **options: object) -> Person:
        return people(name, url=apart.url, **options)

    return visitor


def test_two_people_talk_and_show_pictures(visitors: Callable[..., Person], apart: Apart) -> None:
    ana, ben = visitors("Ana Apart").join(), visitors("Ben Apart", viewport=PHONE).join()
    refused: list[str] = []
    for one in (ana, ben):
        one.page.on("console", lambda said: refused.append(said.text) if said.type == "error" else None)
    ana.find(ben.name)
    ana.say("Hello from over here")
    ben.open(ana.name)
    expect(ben.message("Hello from over here")).to_be_visible()
    with ana.page.expect_file_chooser() as choosing:
        ana.page.get_by_role("button", name="Attach files").click()
    choosing.value.set_files(PICTURE)
    ana.page.get_by_role("button", name="Send", exact=True).click()
    shown = ben.page.get_by_role("log", name="Messages").locator("article img[src*='/api/media/']").first
    expect(shown).to_be_visible()
    wait_until(lambda: shown.evaluate("image => image.complete && image.naturalWidth > 0"), what="the picture")
    assert shown.get_attribute("src").startswith(apart.backend.url)
    # A conversation has an address of its own, and a reload leads back to it.
    address = ben.page.url
    assert re.fullmatch(rf"{apart.url}/chat/\d+/", address)
    ben.page.reload()
    expect(ben.message("Hello from over here")).to_be_visible()
    ben.say("Still me")
    expect(ana.message("Still me")).to_be_visible()
    assert [text for text in refused if "Content Security Policy" in text or "CORS" in text] == []


def test_its_worker_and_headers_are_ours(visitors: Callable[..., Person], apart: Apart) -> None:
    cleo = visitors("Cleo Apart").join()
    cleo.page.evaluate("navigator.serviceWorker.ready.then((ready) => ready.active.scriptURL)")
    with httpx.Client(base_url=apart.url, trust_env=False) as site:
        page = site.get("/chat/7/")
        policy = page.headers["content-security-policy"]
        assert page.status_code == 200
        assert f"connect-src 'self' {apart.backend.url} {apart.backend.url.replace('http', 'ws')}" in policy
        assert "unsafe-eval" not in policy
        assert page.headers["cache-control"] == "no-cache"
        assert page.headers["referrer-policy"] == "strict-origin"
        assert page.headers["x-content-type-options"] == "nosniff"
        script = re.search(r"/assets/[\w.-]+\.js", page.text)
        assert script
        assert "immutable" in site.get(script[0]).headers["cache-control"]
        missing = site.get("/assets/missing.js")
        assert (missing.status_code, missing.headers.get("cache-control")) == (404, None)
        assert site.get("/boot.js", headers={"Accept-Encoding": "gzip"}).text.count(apart.backend.url) == 1
        assert site.get("/sw.js").text.count(apart.backend.url) == 1
    # "Decline" in a call's notification is said to the backend, by who is signed in: of this call they know nothing.
    pressed = "press('decline', { call: 1 }).then(({ url, status }) => [url, status])"
    assert worker_of(cleo).evaluate(pressed) == [f"{apart.backend.url}/api/calls/1/decline", 404]


def test_signing_out_and_in_again(visitors: Callable[..., Person]) -> None:
    dora = visitors("Dora Apart").join()
    cookie = next(one for one in dora.context.cookies() if one["name"] == "webchat_session")
    assert cookie["httpOnly"]
    assert cookie["sameSite"] == "Lax"
    dora.page.get_by_role("button", name="Settings").click()
    dora.page.get_by_role("button", name="Sign out").first.click()
    dora.page.get_by_role("dialog", name="Sign out").get_by_role("button", name="Sign out").click()
    expect(dora.page.get_by_role("textbox", name="Your name")).to_be_visible()
    assert [one for one in dora.context.cookies() if one["name"] == "webchat_session"] == []


_TRIES = """async ([backend, media]) => {
  const ask = (path, options = {}) =>
    fetch(backend + path, { credentials: 'include', ...options }).then((answer) => answer.status, () => 'refused');
  const picture = await new Promise((done) => {
    const image = new Image();
    image.onload = () => done('shown');
    image.onerror = () => done('refused');
    image.src = backend + media;
  });
  const socket = (path) => new Promise((done) => {
    const made = new WebSocket(backend.replace('http', 'ws') + path);
    made.onclose = () => done('closed');
    made.onmessage = ({ data }) => done(data.slice(0, 12));
  });
  return [
    await ask('/api/users/me'),
    await ask('/session', { method: 'DELETE' }),
    await ask('/api/conversations/notes', { method: 'POST' }),
    picture,
    await socket('/ws/me'),
    await socket('/_event/?EIO=4&transport=websocket'),
  ];
}"""


def test_another_page_of_the_same_site_can_do_nothing_with_the_cookie(
    visitors: Callable[..., Person], apart: Apart
) -> None:
    """Another port of this host is another origin, yet the browser sends the cookie along."""
    eva = visitors("Eva Apart").join()
    avatar = eva.page.evaluate(
        """async (backend) => {
          const options = { credentials: 'include' };
          const body = new FormData();
          body.append('file', await (await fetch('/icons/icon-192.png')).blob(), 'mine.png');
          const sent = await fetch(`${backend}/api/media/upload`, { method: 'POST', body, ...options });
          return (await sent.json()).url;
        }""",
        apart.backend.url,
    )
    ours = eva.page.evaluate(_TRIES.replace("'DELETE'", "'GET'"), [apart.backend.url, avatar])
    assert [ours[0], *ours[2:4]] == [200, 200, "shown"]
    assert ours[4].startswith('{"type":"hel')
    assert ours[5].startswith("0{")
    page = eva.context.new_page()
    page.goto(apart.foreign)
    assert page.evaluate(_TRIES, [apart.backend.url, avatar]) == ["refused"] * 4 + ["closed"] * 2
    eva.page.reload()
    expect(eva.page.get_by_role("navigation", name="Conversations")).to_be_visible()  # nobody has signed her out


def test_caddy_serves_it_as_well(apart: Apart, tmp_path: Path) -> None:
    site, url = tmp_path / "site", f"http://localhost:{free_port()}"
    subprocess.run(
        [sys.executable, "-m", "webchat", "frontend", site, "--backend", apart.backend.url], cwd=PROJECT, check=True
    )
    config = tmp_path / "Caddyfile"
    config.write_text("{\n\tadmin off\n}\n" + (PROJECT / "deploy" / "frontend.Caddyfile").read_text())
    environment = {
        "DOMAIN": url, "FRONTEND": str(site), "XDG_DATA_HOME": str(tmp_path), "XDG_CONFIG_HOME": str(tmp_path)
    }  # fmt: skip
    with (
        _serving([CADDY, "run", "--config", config, "--adapter", "caddyfile"], url, **environment),
        httpx.Client(base_url=url, trust_env=False) as client,
    ):
        for path in ("/", "/chat/7/", "/admin/"):
            page = client.get(path)
            assert page.status_code == 200
            assert "script-src 'self' 'sha256-" in page.headers["content-security-policy"]
            assert page.headers["cache-control"] == "no-cache"
        missing = client.get("/assets/missing.js")
        assert (missing.status_code, missing.headers.get("cache-control")) == (404, None)
        script = re.search(r"/assets/[\w.-]+\.js", client.get("/chat/7/").text)
        assert script
        assert "immutable" in client.get(script[0]).headers["cache-control"]
