"""Foreign addresses: what is never asked, and how the rest is asked. Nothing leaves the machine here."""

import asyncio
from collections.abc import AsyncIterator
from dataclasses import dataclass, field

import httpx
import pytest

from webchat.gateways.link_previews import LARGEST_PAGE, fetch_preview
from webchat.gateways.public_http import MOST_REDIRECTS, PublicHttp, is_public

PAGE = b"<html><head><title>A page</title></head><body>words</body></html>"
PUBLIC, OTHER_PUBLIC = "93.184.216.34", "2606:2800:220:1:248:1893:25c8:1946"


@dataclass
class Wire(httpx.AsyncBaseTransport):
    """Counts what would have been sent; `answers` by URL, a page of its own for the rest."""

    answers: dict[str, httpx.Response] = field(default_factory=dict)
    sent: list[httpx.Request] = field(default_factory=list)

    async def handle_async_request(self, request: httpx.Request) -> httpx.Response:
        self.sent.append(request)
        asked = f"{request.url.scheme}://{request.headers['host']}{request.url.raw_path.decode()}"
        return self.answers.get(asked) or page()

    @property
    def addresses(self) -> list[str]:
        return [request.url.host for request in self.sent]


@dataclass
class Names:
    """A resolver that answers from a table, one answer after the other, and counts."""

    table: dict[str, list[list[str]]] = field(default_factory=dict)
    asked: list[str] = field(default_factory=list)

    async def __call__(self, host: str, port: int) -> list[str]:
        self.asked.append(host)
        answers = self.table.get(host, [[PUBLIC]])
        return answers.pop(0) if len(answers) > 1 else answers[0]


def redirect(to: str) -> httpx.Response:
    return httpx.Response(302, headers={"location": to})


async def _chunks(body: bytes) -> AsyncIterator[bytes]:
    yield body


def page(body: AsyncIterator[bytes] | None = None, status: int = 200, **headers: str) -> httpx.Response:
    named = {"content-type": "text/html"} | {name.replace("_", "-"): value for name, value in headers.items()}
    return httpx.Response(status, headers=named, content=body or _chunks(PAGE))


async def preview(url: str, wire: Wire, names: Names | None = None, private: tuple[str, ...] = (), seconds: float = 5):
    return await fetch_preview(PublicHttp(private, resolver=names or Names(), transport=wire), url, seconds=seconds)


@pytest.mark.parametrize(
    "address",
    [
        "127.0.0.1", "0.0.0.0", "10.0.0.1", "172.16.0.1", "192.168.1.1", "169.254.169.254", "100.64.0.1", "192.0.2.1",
        "198.18.0.1", "224.0.0.1", "239.1.1.1", "240.0.0.1", "255.255.255.255", "192.88.99.1", "::", "::1", "fe80::1",
        "fe80::1%eth0", "fc00::1", "fd12:3456::1", "fec0::1", "ff02::1", "::ffff:127.0.0.1", "::ffff:8.8.8.8",
        "::127.0.0.1", "64:ff9b::7f00:1", "64:ff9b::a9fe:a9fe", "64:ff9b:1::1", "2002:7f00:1::1", "2001:0:7f00:1::1",
        "2001:db8::1", "100::1", "not an address", "",
    ],
)  # fmt: skip
def test_addresses_that_are_not_of_the_open_internet(address: str) -> None:
    assert not is_public(address)


@pytest.mark.parametrize("address", [PUBLIC, OTHER_PUBLIC, "8.8.8.8", "1.1.1.1"])
def test_addresses_of_the_open_internet(address: str) -> None:
    assert is_public(address)


@pytest.mark.parametrize(
    "url",
    [
        "http://169.254.169.254/latest/meta-data/", "http://127.0.0.1/", "http://localhost/", "http://intranet/",
        "http://2130706433/", "http://0x7f000001/", "http://0x7f.1/", "http://0177.0.0.1/", "http://127.1/",
        "http://127.0.0.1./", "http://[::1]/", "http://[::ffff:127.0.0.1]/", "http://[::ffff:7f00:1]/", "http://[fe80::1%25eth0]/",
        "http://[64:ff9b::a9fe:a9fe]/", "http://[2002:7f00:1::]/", "http://0/", "http://0.0.0.0/", "http:///etc/passwd",
        "file:///etc/passwd", "ftp://a.example/", "gopher://a.example/", "data:text/html,x", "javascript:alert(1)",
        "https://a.example:22/", "https://a.example:6379/", "https://user:secret@a.example/", "https://", "http://a b/",
        "https://a.example:99999/", "//a.example/", "",
    ],
)  # fmt: skip
async def test_a_bad_address_sends_nothing(url: str) -> None:
    wire, names = Wire(), Names()
    assert await preview(url, wire, names) is None
    assert (wire.sent, names.asked) == ([], [])


@pytest.mark.parametrize(
    "answer",
    [["10.0.0.5"], [PUBLIC, "127.0.0.1"], ["::1", OTHER_PUBLIC], ["::ffff:10.0.0.5"], ["169.254.169.254"],
     ["fd00::1"], []],
)  # fmt: skip
async def test_a_name_with_one_private_answer_sends_nothing(answer: list[str]) -> None:
    wire = Wire()
    assert await preview("https://sly.example/", wire, Names({"sly.example": [answer]})) is None
    assert wire.sent == []


async def test_the_connection_goes_to_the_checked_address_under_the_hosts_name() -> None:
    wire, names = Wire(), Names({"a.example": [[PUBLIC], ["127.0.0.1"]]})
    found = await preview("https://a.example:8443/x?y=1#z", wire, names)
    assert found is not None
    (request,) = wire.sent
    assert str(request.url) == f"https://{PUBLIC}:8443/x?y=1"
    assert request.headers["host"] == "a.example:8443"
    assert request.extensions["sni_hostname"] == "a.example"
    assert names.asked == ["a.example"]


async def test_a_name_is_not_believed_again_after_a_redirect() -> None:
    """The second answer, private now, is checked like the first."""
    names = Names({"a.example": [[PUBLIC], ["127.0.0.1"]]})
    wire = Wire({"https://a.example/": redirect("/again")})
    assert await preview("https://a.example/", wire, names) is None
    assert wire.addresses == [PUBLIC]


@pytest.mark.parametrize(
    "to",
    [
        "http://127.0.0.1/", "http://169.254.169.254/", "http://[::1]/", "file:///etc/passwd", "//localhost/", "http://inner.example/",
        "ftp://a.example/", "http://user@a.example/", "javascript:alert(1)", "http://a.example:22/", "http://2130706433/",
    ],
)  # fmt: skip
async def test_a_redirect_to_a_bad_address_is_not_followed(to: str) -> None:
    wire = Wire({"https://a.example/": redirect(to)})
    assert await preview("https://a.example/", wire, Names({"inner.example": [["192.168.0.1"]]})) is None
    assert wire.addresses == [PUBLIC]


async def test_redirects_end() -> None:
    wire = Wire({"https://a.example/": redirect("https://a.example/")})
    assert await preview("https://a.example/", wire) is None
    assert len(wire.sent) == MOST_REDIRECTS + 1


async def test_a_redirect_is_followed_and_named_without_cookies() -> None:
    moved = httpx.Response(301, headers={"location": "//www.b.example/x", "set-cookie": "a=1"})
    wire = Wire({"https://a.example/": moved})
    found = await preview("https://a.example/", wire)
    assert found is not None
    assert (found.url, found.title, found.site_name) == ("https://a.example/", "A page", "b.example")
    assert not any("cookie" in request.headers for request in wire.sent)


async def test_only_so_much_of_a_page_is_read() -> None:
    given = 0

    async def endless() -> AsyncIterator[bytes]:
        nonlocal given
        yield b"<title>Large</title>"
        while True:
            given += 65_536
            yield b"x" * 65_536

    found = await preview("https://a.example/", Wire({"https://a.example/": page(endless())}))
    assert found is not None
    assert found.title == "Large"
    assert given <= LARGEST_PAGE + 65_536


async def test_what_comes_after_the_head_is_not_waited_for() -> None:
    async def slow() -> AsyncIterator[bytes]:
        yield PAGE[:50]
        yield PAGE[50:]
        await asyncio.Event().wait()

    assert await preview("https://a.example/", Wire({"https://a.example/": page(slow())})) is not None


async def test_a_slow_page_is_given_up() -> None:
    async def drip() -> AsyncIterator[bytes]:
        yield b"<title>"
        await asyncio.Event().wait()

    assert await preview("https://a.example/", Wire({"https://a.example/": page(drip())}), seconds=0.05) is None


@pytest.mark.parametrize(
    "answer",
    [
        page(content_type="application/pdf"),
        page(content_type="image/png"),
        page(content_type=""),
        page(status=404),
        page(content_encoding="gzip"),
        page(_chunks(b"<p>no title</p>")),
        httpx.Response(302, headers={"location": "http://a b/"}),
    ],
)
async def test_what_is_no_page_has_no_preview(answer: httpx.Response) -> None:
    wire = Wire({"https://a.example/": answer})
    assert await preview("https://a.example/", wire) is None
    assert len(wire.sent) == 1


async def test_an_exception_opens_one_host_and_no_other() -> None:
    names = Names({"wiki.intranet": [["10.0.0.5"]], "other.intranet": [["10.0.0.5"]]})
    private = ("wiki.intranet", "127.0.0.1:4000")
    for url, sent in {
        "http://wiki.intranet/": 1,
        "http://127.0.0.1:4000/": 1,
        "http://other.intranet/": 0,
        "http://wiki.intranet:22/": 0,
        "http://127.0.0.1:4001/": 0,
        "http://127.0.0.1/": 0,
    }.items():
        wire = Wire()
        await preview(url, wire, names, private)
        assert len(wire.sent) == sent, url


async def test_no_proxy_of_the_environment_is_used(monkeypatch: pytest.MonkeyPatch) -> None:
    """A real transport and a real listener on this machine: the request arrives there, not at the proxy."""
    heard: list[bytes] = []

    async def answer(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        heard.append(await reader.readuntil(b"\r\n\r\n"))
        head = b"HTTP/1.1 200 OK\r\ncontent-type: text/html\r\nconnection: close\r\n\r\n"
        writer.write(head + PAGE)
        await writer.drain()
        writer.close()

    listener = await asyncio.start_server(answer, "127.0.0.1", 0)
    port = listener.sockets[0].getsockname()[1]
    for name in ("http_proxy", "HTTP_PROXY", "ALL_PROXY"):
        monkeypatch.setenv(name, "http://127.0.0.1:1")
    http = PublicHttp([f"127.0.0.1:{port}"])
    async with listener:
        found = await fetch_preview(http, f"http://127.0.0.1:{port}/x")
    await http.aclose()
    assert found is not None
    assert found.title == "A page"
    assert heard[0].startswith(b"GET /x HTTP/1.1\r\n")
    assert f"host: 127.0.0.1:{port}".encode() in heard[0].lower()
