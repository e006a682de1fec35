"""What a page says of itself, in any charset, and cleaned."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from webchat.gateways.pages import decoded, read_page

URL = "https://a.example/x"


def read(html: str, content_type: str = "text/html; charset=utf-8"):
    return read_page(html.encode(), content_type, URL, "www.a.example")


def test_the_pages_own_words_for_previews_come_first() -> None:
    page = read(
        '<meta property="og:title" content="Best &amp; first"><meta name="twitter:title" content="Second">'
        '<meta property="og:description" content="  Many\n words "><meta name="description" content="Others">'
        '<meta property="og:site_name" content="A site"><title>Third</title>'
    )
    assert page is not None
    assert (page.title, page.description, page.site_name) == ("Best & first", "Many words", "A site")


def test_the_title_and_the_host_stand_in() -> None:
    page = read("<title>Only\n a title</title><svg><title>no</title></svg>")
    assert page is not None
    assert (page.url, page.title, page.description, page.site_name) == (URL, "Only a title", "", "a.example")
    assert read("<p>nothing</p>") is None
    assert read("<title> \u202e\u200b </title>") is None


def test_what_turns_the_writing_around_is_taken_out_and_the_rest_cut() -> None:
    page = read(f"<title>a\u202eb\x07c 👨‍👩‍👧 {'x' * 400}</title>")
    assert page is not None
    assert page.title.startswith("abc 👨‍👩‍👧 xxx")
    assert len(page.title) == 140
    assert page.title.endswith("…")


@pytest.mark.parametrize(
    ("data", "content_type", "text"),
    [
        ("é".encode("latin-1"), "text/html; charset=iso-8859-1", "é"),
        ("Привет".encode("cp1251"), 'text/html; charset="windows-1251"', "Привет"),
        ('<meta charset="shift_jis">日本'.encode("shift_jis"), "text/html", '<meta charset="shift_jis">日本'),
        ("é".encode("utf-16"), "text/html", "é"),
        ("\ufeffé".encode(), "text/html; charset=latin-1", "é"),
        ("é".encode("cp1252"), "text/html", "é"),
        ("日本".encode()[:-1], "text/html", "日\ufffd"),
        (b"abc", "text/html; charset=punycode", "abc"),
        (b"abc", "text/html; charset=unicode_escape", "abc"),
        (b"abc", "text/html; charset=zip", "abc"),
        (b"abc", "text/html; charset=nonsense", "abc"),
    ],
)
def test_charsets(data: bytes, content_type: str, text: str) -> None:
    assert decoded(data, content_type) == text


@settings(deadline=None)
@given(st.binary(max_size=400), st.text(max_size=40))
def test_no_page_raises(data: bytes, content_type: str) -> None:
    read_page(b"<title>" + data, content_type, URL, "a.example")


@pytest.mark.parametrize(
    "unit", ["<div>", "<meta ", '<meta "', "<!--", "<title>", "<title ", "&", '<meta a="" ', "<svg><title>"]
)
def test_a_hostile_page_is_read_all_the_same(unit: str) -> None:
    page = read("<title>Deep</title>" + unit * (500_000 // len(unit)))
    assert page is not None
    assert page.title.startswith("Deep")
