"""Text that people type, as HTML that is safe to show."""

import re
import unicodedata
from html import escape

import nh3
from markdown_it import MarkdownIt

from webchat.domain import highlight, markdown, naming, signs
from webchat.domain.errors import InvalidInput, MessageTooLong
from webchat.domain.unmarked import without_marks

LONGEST_MESSAGE = 8000
SNIPPET = 140  # characters
# A text that grows beyond this is shown as it was typed.
LARGEST_HTML = 100_000

# Marks that are stacked upon letters; nobody's writing has more than a few on one.
_MARKS = "\u0300-\u036f\u0483-\u0489\u1ab0-\u1aff\u1dc0-\u1dff\u20d0-\u20ff\ufe20-\ufe2f"
_STACKED = re.compile(f"([{_MARKS}]{{4}})[{_MARKS}]+")
# More than these in one text, and no links are looked for in it.
_MOST_LINKS = {"[": 250, "://": 100}
# A line in which nothing can be a mark, a name, an address or a list: most lines. A dot inside can make an address.
_PLAIN = re.compile(r"[^\W\d_](?:(?:[^\W_]|[ ,?!()'’…-])*(?:[^\W_]|[.!?…)]))?")
# What turns the letters around it, also behind the end of a name; and what nobody sees, letters among it.
_TURNING = re.compile("[\u202a-\u202e\u2066-\u2069]")
_UNSEEN = frozenset({"Cc", "Cf", "Zl", "Zp", "Zs"})
_BLANK = frozenset("\u034f\u115f\u1160\u17b4\u17b5\u2800\u3164\uffa0") | {chr(0xFE00 + n) for n in range(16)}
_TAGS = re.compile(r"<[^<>]*>")
_BROKEN = re.compile(r"\s+\S{0,24}\Z")  # a word that is cut in two
# What belongs to the sign before it: what joins two, the colours of skin, the letters of flags of regions; and marks.
_JOINED = re.compile("[\u200d\U0001f3fb-\U0001f3ff\U000e0020-\U000e007f]")
_FLAG_LETTERS = re.compile("[\U0001f1e6-\U0001f1ff]*\\Z")
_LONGEST_SIGN = 32
_parser, _linkless = (
    make(lambda code, language, _: _code(code, language)) for make in (markdown.create, markdown.create_without_links)
)
for _one in (_parser, _linkless):
    _one.add_render_rule("mention", naming.render)
_cleaner = nh3.Cleaner(
    tags={"p", "br", "em", "strong", "s", "code", "pre", "a", "ul", "ol", "li", "blockquote", "span"},
    attributes={"a": {"href"}, "ol": {"start"}, "pre": {"data-language"}, "span": {"data-user-id"}},
    allowed_classes={"p": {"jumbo"}, "span": {"mention", *highlight.CLASSES.values()}},
    url_relative="deny",
    url_schemes={"http", "https", "mailto"},
    link_rel="noopener noreferrer nofollow",
    set_tag_attribute_values={"a": {"target": "_blank"}},
)


def to_html(body: str, people: naming.People | None = None) -> str:
    """Renders what people mark up; everything else stays text. `people` are those whom an `@name` may mean."""
    return f"<p>{body}</p>" if _PLAIN.fullmatch(body) else rendered(body, people)


def rendered(body: str, people: naming.People | None = None) -> str:
    """The same by the parser, whatever the text; it takes twenty times as long."""
    shown = _STACKED.sub(r"\1", body)
    if signs.is_large(shown):
        return f'<p class="jumbo">{escape(shown)}</p>'
    if not body:
        return ""
    html = _cleaner.clean(_parser_for(shown).render(shown, {"people": people or {}})).strip()
    if len(html) > LARGEST_HTML or not _TAGS.sub("", html).strip():
        return _as_typed(shown)
    return html


def names_in(body: str) -> list[tuple[str, ...]]:
    """For each `@` outside of code and addresses, the folded names that may be meant, the longest first."""
    names: list[tuple[str, ...]] = []
    _parser_for(body).parse(body, {"names": names})
    return names


def with_emoji(body: str) -> str:
    """The text with `:name:` as emoji, except in code."""
    return signs.with_emoji(body, _words) if body.count(":") > 1 else body


def snippet_of(body: str) -> str:
    """The beginning of a text on one line and without its marks, for lists and quotes; held.js makes the same."""
    words, _ = without_marks(body[: SNIPPET * 8])  # of a link most is its address
    line = " ".join(words.split())
    return line if len(line) <= SNIPPET else _BROKEN.sub("", line[: _edge_before(line, SNIPPET - 1)]) + "…"


def _edge_before(line: str, most: int) -> int:
    """The last place up to there that cuts no sign of several characters in two; shape.js looks in the same way."""
    return next((at for at in range(most, most - _LONGEST_SIGN, -1) if _is_edge(line, at)), most)


def _is_edge(line: str, at: int) -> bool:
    after = line[at]
    if line[at - 1] == "\u200d" or _JOINED.match(after) or unicodedata.category(after)[0] == "M":
        return False
    letters = _FLAG_LETTERS.search(line, 0, at) if _FLAG_LETTERS.fullmatch(after) else None
    return letters is None or len(letters[0]) % 2 == 0


def check_body(body: str) -> str:
    """The body as it is stored; raises `MessageTooLong` or `InvalidInput`."""
    cleaned = check_text(body, field="body").strip()
    if not _shows_something(cleaned):
        raise InvalidInput("A message needs some text.", field="body")
    if len(cleaned) > LONGEST_MESSAGE:
        raise MessageTooLong(len(cleaned), LONGEST_MESSAGE)
    return cleaned


def one_line(text: str, *, field: str) -> str:
    """A name as it is kept: on one line, and turning nothing around it; empty where nobody would see anything."""
    cleaned = " ".join(_TURNING.sub("", check_text(text, field=field)).split())
    return cleaned if _shows_something(cleaned) else ""


def _shows_something(text: str) -> bool:
    return any(one not in _BLANK and unicodedata.category(one) not in _UNSEEN for one in text)


def is_storable(text: str) -> bool:
    """Whether a database text can hold it: not with NUL or halves of surrogate pairs."""
    return "\x00" not in text and not any("\ud800" <= character <= "\udfff" for character in text)


def check_text(text: str, *, field: str) -> str:
    """Refuses what no database text can hold."""
    if not is_storable(text):
        raise InvalidInput("This text holds characters that cannot be stored.", field=field)
    return text


def _parser_for(body: str) -> MarkdownIt:
    return _linkless if any(body.count(mark) > most for mark, most in _MOST_LINKS.items()) else _parser


def _code(code: str, language: str) -> str:
    lexer = highlight.language_of(language)
    if lexer is None:
        return f"<pre><code>{escape(code, quote=False)}</code></pre>"
    return f'<pre data-language="{escape(lexer.name)}"><code>{highlight.highlighted(code, lexer)}</code></pre>'


def _as_typed(body: str) -> str:
    return f"<p>{escape(body)}</p>".replace("\n", "<br>")


def _words(body: str) -> str:
    """What stands outside of code and of addresses that are links by themselves."""
    words = []
    in_address = False
    for token in (child for block in _parser_for(body).parse(body) for child in block.children or []):
        if token.type.startswith("link_"):
            in_address = token.type == "link_open" and token.info == "auto"
        elif token.type == "text" and not in_address:
            words.append(token.content)
    return "".join(words)
