"""Text becomes HTML that can do no harm."""

from html.parser import HTMLParser

import pytest
from hypothesis import given
from hypothesis import strategies as st

from webchat.domain.errors import InvalidInput, MessageTooLong
from webchat.domain.text import check_body, to_html

_ALLOWED = {"p", "br", "em", "strong", "code", "pre", "a"}


class _Reader(HTMLParser):
    def __init__(self) -> None:
        super().__init__()
        self.tags: list[tuple[str, dict[str, str | None]]] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.append((tag, dict(attrs)))


def _tags(html: str) -> list[tuple[str, dict[str, str | None]]]:
    reader = _Reader()
    reader.feed(html)
    return reader.tags


def _assert_harmless(html: str) -> None:
    for tag, attributes in _tags(html):
        assert tag in _ALLOWED
        assert set(attributes) <= {"href", "rel", "target"}
        assert (attributes.get("href") or "https:").lower().startswith(("http:", "https:", "mailto:"))


@pytest.mark.parametrize(
    "body",
    [
        "<script>alert(1)</script>",
        "<img src=x onerror=alert(1)>",
        "[x](javascript:alert(1))",
        "[x](JaVaScRiPt:alert(1))",
        "[x](data:text/html;base64,PHN2Zz4=)",
        "<javascript:alert(1)>",
        "[x](vbscript:x) ![x](https://a.example/x.png)",
        'https://a.example/"onmouseover="alert(1)',
    ],
)
def test_hostile_text_is_only_text(body: str) -> None:
    _assert_harmless(to_html(body))


@given(st.text(alphabet=st.sampled_from("<>[]()!\"'`*_:/\\&;=#abjs \n"), max_size=60))
def test_no_text_at_all_does_harm(body: str) -> None:
    _assert_harmless(to_html(body))


def test_links_open_elsewhere_and_tell_nothing() -> None:
    (_, (tag, attributes)) = _tags(to_html("see https://example.org/a?b=1"))
    assert tag == "a"
    assert attributes["href"] == "https://example.org/a?b=1"
    assert attributes["target"] == "_blank"
    assert set((attributes["rel"] or "").split()) == {"noopener", "noreferrer", "nofollow"}


def test_lines_and_emphasis_are_kept() -> None:
    assert to_html("one\n**two** `x < y`") == "<p>one<br>\n<strong>two</strong> <code>x &lt; y</code></p>"


def test_8000_characters_fit_and_one_more_is_counted() -> None:
    assert len(check_body("x" * 8000)) == 8000
    with pytest.raises(MessageTooLong, match="at most 8000 characters; this one has 8001"):
        check_body("x" * 8001)


@pytest.mark.parametrize("body", ["", "  \n ", "a\x00b", "a\ud800b"])
def test_what_cannot_be_sent(body: str) -> None:
    with pytest.raises(InvalidInput):
        check_body(body)
