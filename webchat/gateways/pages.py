"""What a page of the web says of itself: its title, a description, the site's name."""

import codecs
import re
import unicodedata
from html import unescape
from html.parser import HTMLParser
from itertools import islice

from webchat.domain.previews import LinkPreview

_LONGEST_TITLE, _LONGEST_DESCRIPTION, _LONGEST_SITE = 140, 280, 60
_MOST_TAGS = 500
# Only these are parsed: whole pages can be made so that every parser needs the square of their length.
_TAG = re.compile(r"""<meta\s(?:[^<>"']|"[^"<]*"|'[^'<]*')*>""", re.IGNORECASE)
_TITLE = re.compile(r"<title(?:\s[^<>]*)?>([^<]*)", re.IGNORECASE)
_CHARSET = re.compile(rb"charset\s*=\s*[\"']?\s*([a-z0-9_:.-]+)", re.IGNORECASE)
# Python has decoders that are no charsets of pages, and some of them are slow.
_DECODERS = re.compile(
    r"utf-(8|16)|iso8859-\d+|cp(125\d|932|949|874|866)|gb\w+|big5\w*|euc_\w+|shift_jis\w*|koi8-\w|ascii"
)
_MARKS = {codecs.BOM_UTF8: "utf-8", codecs.BOM_UTF16_LE: "utf-16", codecs.BOM_UTF16_BE: "utf-16"}


class _Tags(HTMLParser):
    """What the page's `meta` tags say, by name; the first of each counts."""

    def __init__(self) -> None:
        super().__init__()
        self.said: dict[str, str] = {}

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        given = dict(attrs)
        name = given.get("property") or given.get("name") or ""
        self.said.setdefault(name.lower(), given.get("content") or "")


def read_page(data: bytes, content_type: str, url: str, host: str) -> LinkPreview | None:
    """The preview of a page, `host` naming the site where it does not do so itself; None without a title."""
    text = decoded(data, content_type)
    tags = _Tags()
    for tag in islice(_TAG.finditer(text), _MOST_TAGS):
        tags.feed(tag[0])
    written = _TITLE.search(text)

    def first(longest: int, *names: str, otherwise: str = "") -> str:
        texts = [*(tags.said.get(name, "") for name in names), otherwise]
        return next((found for text in texts if (found := cleaned(text, longest))), "")

    title = first(_LONGEST_TITLE, "og:title", "twitter:title", otherwise=unescape(written[1]) if written else "")
    about = first(_LONGEST_DESCRIPTION, "og:description", "twitter:description", "description")
    site = first(_LONGEST_SITE, "og:site_name", otherwise=host.removeprefix("www."))
    return LinkPreview(url, title, about, site) if title else None


def decoded(data: bytes, content_type: str) -> str:
    """A page's bytes as text: as the server says, else as the page says, else UTF-8 or Windows-1252."""
    for mark, name in _MARKS.items():
        if data.startswith(mark):
            return data.decode(name, "replace").removeprefix("\ufeff")
    named = _CHARSET.search(content_type.encode("ascii", "ignore")) or _CHARSET.search(data[:2048])
    if named and (decoder := _decoder(named[1].decode("ascii"))):
        return data.decode(decoder, "replace")
    try:
        return data.decode()
    except UnicodeDecodeError as error:
        cut_off = error.reason == "unexpected end of data" and error.start > 0
        return data.decode("utf-8" if cut_off else "cp1252", "replace")


def cleaned(text: str, longest: int) -> str:
    """Text on one line, without control characters and marks that turn the writing around, cut to a length."""
    kept = "".join(c for c in text[: longest * 8] if c.isspace() or c == "\u200d" or unicodedata.category(c)[0] != "C")
    line = " ".join(kept.split())
    return line if len(line) <= longest else f"{line[: longest - 1].rstrip()}…"


def _decoder(name: str) -> str | None:
    try:
        found = codecs.lookup(name).name
    except LookupError:
        return None
    # Pages that claim Latin 1 are written in Windows-1252.
    return {"iso8859-1": "cp1252", "ascii": "cp1252"}.get(found, found) if _DECODERS.fullmatch(found) else None
