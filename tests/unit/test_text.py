"""Text becomes HTML that can do no harm."""

from html.parser import HTMLParser

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from webchat.domain import highlight
from webchat.domain.errors import InvalidInput, MessageTooLong
from webchat.domain.text import (
    _PLAIN,
    LARGEST_HTML,
    check_body,
    names_in,
    one_line,
    rendered,
    snippet_of,
    to_html,
    with_emoji,
)

_ALLOWED = {
    "p": {"class"}, "br": set(), "em": set(), "strong": set(), "s": set(), "code": set(), "pre": {"data-language"},
    "a": {"href", "rel", "target"}, "ul": set(), "ol": {"start"}, "li": set(), "blockquote": set(),
    "span": {"class", "data-user-id"},
}  # fmt: skip
_CLASSES = {None, "jumbo", "mention", *highlight.CLASSES.values()}
_MARKS = "<>[]()!\"'`*_~:/\\&;=#@.-+ >1\n\tab\u202e\u0301😀"


class _Reader(HTMLParser):
    def __init__(self) -> None:
        super().__init__()
        self.tags: list[tuple[str, dict[str, str | None]]] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.append((tag, dict(attrs)))


class _Words(HTMLParser):
    def __init__(self) -> None:
        super().__init__()
        self.words: list[str] = []

    def handle_data(self, data: str) -> None:
        self.words.append(data)


def _tags(html: str) -> list[tuple[str, dict[str, str | None]]]:
    reader = _Reader()
    reader.feed(html)
    return reader.tags


def _assert_harmless(html: str) -> None:
    for tag, attributes in _tags(html):
        assert tag in _ALLOWED
        assert set(attributes) <= _ALLOWED[tag]
        assert attributes.get("class") in _CLASSES
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
        "//evil.example [x](//evil.example) [x](/session)",
        "[x](vbscript:x) ![x](https://a.example/x.png)",
        'https://a.example/"onmouseover="alert(1)',
    ],
)
def test_hostile_text_is_only_text(body: str) -> None:
    _assert_harmless(to_html(body))


@settings(deadline=None, max_examples=500)
@given(st.from_regex(_PLAIN, fullmatch=True) | st.text(alphabet="aé9漢ßİ ,-.!?'()…", max_size=12).map(str.strip))
def test_the_short_way_of_plain_lines_gives_what_the_parser_gives(body: str) -> None:
    assert to_html(body) == rendered(body)


@settings(deadline=None)
@given(st.text(alphabet=st.sampled_from(_MARKS), max_size=120) | st.text(max_size=60))
def test_no_text_at_all_does_harm(body: str) -> None:
    _assert_harmless(to_html(body, {"ab": 7, "all": 0}))
    names_in(body)
    assert len(with_emoji(body)) <= len(body)


@settings(deadline=None)
@given(st.text(alphabet=st.sampled_from("`~\n pyjs<>&\"'#{}()"), max_size=60))
def test_code_does_no_harm(code: str) -> None:
    for language in ("py", "html", "js", "php", "x"):
        _assert_harmless(to_html(f"```{language}\n{code}\n```"))


_HOSTILE = [
    "[", "](", "[a](", "![", "[a]", "[`", "http://[", "://", "ftp://a", "<http://", "((http://a.co/", "//a.co ", "a@",
    "*", "**", "*_~~[", "_*", "*a_ ", "a**b", "~~", "`", "`a", "> ", "- ", "1. ", "1) \n", "- \n", "> \n", "```\n",
    "\\", "<", "<a ", "&", "\n", "\t", "@", "@a ", "@田中", ":a:", ":", "\u202e", "😀",
    "e\u0301\u0302\u0303\u0304\u0305", "\u0337", "www.", "a.", "javascript:", "data:text/html,",
]  # fmt: skip


@pytest.mark.parametrize("unit", _HOSTILE)
def test_hostile_repetition_stays_small_and_harmless(unit: str) -> None:
    """That it is quick shows in the time of the whole file: each of these once took seconds in some parser."""
    body = (unit * 8000)[:8000]
    html = to_html(body, {"ab": 7})
    _assert_harmless(html)
    assert len(html) <= LARGEST_HTML
    assert names_in(body) is not None
    assert len(with_emoji(body)) <= 8000


@pytest.mark.parametrize(("opening", "closing"), [("> ", ""), ("- ", ""), ("[", "]"), ("*", "*"), ("[a](", ")")])
def test_nesting_ten_thousand_deep_ends_soon(opening: str, closing: str) -> None:
    html = to_html(opening * 10_000 + "deep" + closing * 10_000)
    _assert_harmless(html)
    assert "deep" in html
    assert html.count("<blockquote>") + html.count("<li>") < 20


@pytest.mark.parametrize("body", [">", "- ", "```\n```", "1.", "> >", "[](https://a.example)"])
def test_marks_without_words_are_shown_as_typed(body: str) -> None:
    assert body.strip().replace(">", "&gt;").split("\n")[0] in to_html(body)


@pytest.mark.parametrize(
    "body",
    [
        *("# Title", "Title\n===", "---", "| a | b |", "<b>bold</b>", "![x](https://a.example/x.png)", "&amp;"),
        *("2*3*4 = 24", "2**3**4", "10*10 cm and 3*5 cm"),
    ],
)
def test_what_is_no_mark_stays_as_typed(body: str) -> None:
    reader = _Words()
    reader.feed(to_html(body))
    assert "".join(reader.words).replace("\n\n", "\n") == body
    assert not {tag for tag, _ in _tags(to_html(body))} - {"p", "br", "a"}


def test_quotes_and_lists_end_with_their_line() -> None:
    assert to_html("> so\nno") == "<blockquote>\n<p>so</p>\n</blockquote>\n<p>no</p>"
    nested = "<ul>\n<li>a\n<ul>\n<li>b</li>\n</ul>\n</li>\n</ul>\n<p>no</p>"
    assert to_html("- a\n  - b\nno") == nested
    assert to_html("3. c\n4. d") == '<ol start="3">\n<li>c</li>\n<li>d</li>\n</ol>'
    assert to_html("2026. What a year") == "<p>2026. What a year</p>"


def test_code_is_coloured_by_classes_where_the_language_is_known() -> None:
    assert to_html("```py\nreturn 1 # x\n```") == (
        '<pre data-language="Python"><code><span class="k">return</span> <span class="n">1</span> '
        '<span class="c"># x</span>\n</code></pre>'
    )
    assert to_html("```klingon\nif <x>\n```") == "<pre><code>if &lt;x&gt;\n</code></pre>"
    long = f"```py\n{'x = 1; ' * 700}\n```"
    assert "<span" not in to_html(long)


@pytest.mark.parametrize(
    ("body", "shown"),
    [
        ("https://münchen.example/ü", "https://münchen.example/ü"),
        ("https://аррӏе.com/x", "https://xn--80ak6aa92e.com/x"),  # Cyrillic letters that imitate Latin ones
        ("https://goоgle.com", "https://xn--gogle-kye.com"),
        ("[https://bank.example](https://evil.example)", "https://bank.example (evil.example)"),
        ("[my bank](https://bank.example)", "my bank"),
        ("[bank.com](https://www.bank.com/login)", "bank.com"),
        ("www.example.com", "www.example.com"),
        ("ana@example.com", "ana@example.com"),
    ],
)
def test_a_link_shows_where_it_leads(body: str, shown: str) -> None:
    reader = _Words()
    reader.feed(to_html(body))
    assert "".join(reader.words) == shown
    assert [tag for tag, _ in _tags(to_html(body))] == ["p", "a"]


def test_a_file_is_no_address() -> None:
    assert to_html("main.py and notes.md") == "<p>main.py and notes.md</p>"


@pytest.mark.parametrize("body", ["😀", "😀😀 😀", "👨‍👩‍👧", "❤️", "👍🏽", "🇫🇷"])
def test_emoji_alone_are_large(body: str) -> None:
    assert to_html(body) == f'<p class="jumbo">{body}</p>'


@pytest.mark.parametrize("body", ["😀😀😀😀", "😀!", "1", "a", ":)", "12"])
def test_anything_else_is_not(body: str) -> None:
    assert "jumbo" not in to_html(body)


@pytest.mark.parametrize(
    ("typed", "stored"),
    [
        (":tada: yes", "🎉 yes"),
        (":+1::smile:", "👍😄"),
        ("`:tada:`", "`:tada:`"),
        ("```\n:tada:\n```\n:tada:", "```\n:tada:\n```\n🎉"),
        ("https://a.example/:tada:/x", "https://a.example/:tada:/x"),
        ("[:tada:](https://a.example/:tada:)", "[🎉](https://a.example/:tada:)"),
        ("10:30:45 std::a::b :nothing: a:tada:b", "10:30:45 std::a::b :nothing: a:tada:b"),
    ],
)
def test_shortcodes_become_emoji_outside_of_code(typed: str, stored: str) -> None:
    assert with_emoji(typed) == stored


def test_stacked_marks_are_cut_and_accents_are_not() -> None:
    assert to_html("Z" + "\u0335" * 60 + "a") == "<p>Z" + "\u0335" * 4 + "a</p>"
    assert to_html("ṩé נִקּוּד हिन्दी") == "<p>ṩé נִקּוּד हिन्दी</p>"


def test_links_open_elsewhere_and_tell_nothing() -> None:
    (_, (tag, attributes)) = _tags(to_html("see https://example.org/a?b=1"))
    assert tag == "a"
    assert attributes["href"] == "https://example.org/a?b=1"
    assert attributes["target"] == "_blank"
    assert set((attributes["rel"] or "").split()) == {"noopener", "noreferrer", "nofollow"}


def test_lines_and_emphasis_are_kept() -> None:
    assert to_html("one\n**two** `x < y`") == "<p>one<br>\n<strong>two</strong> <code>x &lt; y</code></p>"


def test_lines_keep_what_they_are_indented_by() -> None:
    assert to_html("if x:\n    a = 1\n\tb") == "<p>if x:<br>\n    a = 1<br>\n\tb</p>"
    assert to_html("def f():\n    a  \n\n    b\nc") == "<p>def f():<br>\n    a</p>\n<p>    b<br>\nc</p>"
    assert to_html("- one\n  two\n- three") == "<ul>\n<li>one<br>\ntwo</li>\n<li>three</li>\n</ul>"
    assert to_html("> one\n> two") == "<blockquote>\n<p>one<br>\ntwo</p>\n</blockquote>"


def test_8000_characters_fit_and_one_more_is_counted() -> None:
    assert len(check_body("x" * 8000)) == 8000
    with pytest.raises(MessageTooLong, match="at most 8000 characters; this one has 8001"):
        check_body("x" * 8001)


@pytest.mark.parametrize("body", ["", "  \n ", "a\x00b", "a\ud800b", "\u200b", "\u2800\u3164 \u200d", "\ufe0f"])
def test_what_cannot_be_sent(body: str) -> None:
    with pytest.raises(InvalidInput):
        check_body(body)


def test_a_line_that_shows_nothing_is_empty_and_turns_nothing_around() -> None:
    assert one_line(" Ana\n Berger ", field="title") == "Ana Berger"
    assert one_line("\u202eana\u2066", field="title") == "ana"
    assert one_line("👩\u200d🚀", field="title") == "👩\u200d🚀"
    for blank in ("", " ", "\u200b", "\u3164", "\u2800 \u200d"):
        assert one_line(blank, field="title") == ""


@pytest.mark.parametrize(
    ("body", "line"),
    [
        ("**Plan** for ~~Sunday~~ `x < y`:\n- a", "Plan for Sunday x < y: - a"),
        ("> so\nno", "so no"),
        ("```py\nreturn 1\n```", "return 1"),
        ("2**3**4 snake_case_name a*b*c ** x", "2**3**4 snake_case_name abc ** x"),
        (
            '**so *very* much** ***more***, _see_ [the plan](https://example.org/a_(b)?c=1 "now")',
            "so very much more, see the plan",
        ),
        (f"[here](https://example.org/{'a' * 600}) and **there**", "here and there"),
        ("x" * 500, "x" * 139 + "…"),
        ("words " * 40, "words " * 22 + "words…"),
        ("no" + "\U0001f468\u200d\U0001f467" * 60, "no" + "\U0001f468\u200d\U0001f467" * 45 + "…"),
        ("🇩🇪" * 90, "🇩🇪" * 69 + "…"),
        ("no" + "👍🏽" * 90, "no" + "👍🏽" * 68 + "…"),
        ("e\u0301" * 90, "e\u0301" * 69 + "…"),
        ("no" + "1\ufe0f\u20e3" * 60, "no" + "1\ufe0f\u20e3" * 45 + "…"),
        ("a" + "\u0301" * 500, "a" + "\u0301" * 138 + "…"),
    ],
)
def test_a_line_in_a_list_has_no_marks(body: str, line: str) -> None:
    assert snippet_of(body) == line
