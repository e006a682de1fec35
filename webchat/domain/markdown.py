"""The Markdown that people type: which marks count, and how far they nest.

Headings, pictures, tables and HTML are not among them; such text stays as it was typed.
"""

import re
from collections.abc import Callable
from typing import Any

from linkify_it import LinkifyIt
from markdown_it import MarkdownIt
from markdown_it.rules_block import StateBlock, blockquote, list_block, paragraph
from markdown_it.rules_core import StateCore
from markdown_it.rules_inline import StateInline
from markdown_it.token import Token

from webchat.domain.addresses import host_of, shown_address
from webchat.domain.naming import mention

_RULES = [
    "newline", "linkify", "emphasis", "strikethrough", "backticks", "fence", "blockquote", "list", "link", "autolink",
    "escape",
]  # fmt: skip
# Deeper than people read; what is deeper stays text, so nothing is lost and nothing is slow.
_DEEPEST = 6
# A year or a price at the beginning of a line is no list.
_NO_LIST = re.compile(r"\d{3,}[.)]")
# Names of files (main.py, notes.md) are no addresses, though their ends are domains somewhere.
_DOMAINS = [
    "com",
    "org",
    "net",
    "edu",
    "gov",
    "int",
    "info",
    "biz",
    "io",
    "dev",
    "app",
    "me",
    "tv",
    "eu",
    "uk",
    "us",
    "de",
    "fr",
    "es",
    "pt",
    "it",
    "nl",
    "be",
    "at",
    "ch",
    "dk",
    "se",
    "no",
    "fi",
    "pl",
    "cz",
    "ru",
    "ua",
    "br",
    "mx",
    "ar",
    "ca",
    "au",
    "nz",
    "jp",
    "cn",
    "kr",
    "in",
    "il",
    "tr",
    "рф",
]
_TIMES = re.compile(r"(?<=\d)\*+(?=\d)")
_ADDRESS = re.compile(r"https?://|mailto:", re.IGNORECASE)
_LINK_RULES = ["linkify", "link", "autolink"]
BlockRule = Callable[[StateBlock, int, int, bool], bool]


def create(highlight: Callable[[str, str, str], str]) -> MarkdownIt:
    """The parser; `highlight(code, language, _)` gives the HTML of a fenced block."""
    markdown = MarkdownIt("zero", {"html": False, "linkify": True, "breaks": True, "maxNesting": 40})
    markdown.options["highlight"] = highlight
    markdown.enable(_RULES)
    markdown.linkify = LinkifyIt().tlds(_DOMAINS)
    markdown.validateLink = lambda url: bool(_ADDRESS.match(url))  # type: ignore[method-assign]
    markdown.normalizeLinkText = shown_address  # type: ignore[method-assign, assignment]
    block, inline = markdown.block.ruler, markdown.inline.ruler
    block.at("blockquote", _shallow(blockquote), {"alt": ["paragraph", "blockquote", "list"]})
    block.at("list", _shallow(_lists), {"alt": ["paragraph", "blockquote"]})
    block.before("paragraph", "line_ends_quote", _line_ends_quote, {"alt": ["blockquote"]})
    block.before("paragraph", "line_ends_item", _line_ends_item, {"alt": ["paragraph"]})
    block.at("paragraph", _indented)
    inline.at("newline", _line_end)
    inline.before("link", "picture", _picture)
    inline.before("link", "mention", mention)
    inline.before("emphasis", "times", _times)
    markdown.core.ruler.push("honest_links", _honest_links)
    return markdown


def create_without_links(highlight: Callable[[str, str, str], str]) -> MarkdownIt:
    """The same without links: looking for them takes time that grows with the square of what may begin one."""
    return create(highlight).disable(_LINK_RULES)


def _shallow(rule: BlockRule) -> BlockRule:
    def limited(state: StateBlock, start: int, end: int, silent: bool) -> bool:
        return state.level < 2 * _DEEPEST and rule(state, start, end, silent)

    return limited


def _lists(state: StateBlock, start: int, end: int, silent: bool) -> bool:
    place = state.bMarks[start] + state.tShift[start]
    return not _NO_LIST.match(state.src, place) and list_block(state, start, end, silent)


def _indented(state: StateBlock, start: int, end: int, silent: bool) -> bool:
    """What a paragraph's first line is indented by is kept, as in code that nobody has marked."""
    made = paragraph(state, start, end, silent)
    first = state.getLines(start, start + 1, state.blkIndent, False)
    state.tokens[-2].content = first[: len(first) - len(first.lstrip(" \t"))] + state.tokens[-2].content
    return made


def _line_end(state: StateInline, silent: bool) -> bool:
    """The same for the lines below it."""
    if state.src[state.pos] != "\n":
        return False
    if not silent:
        state.pending = state.pending.rstrip(" ")
        state.push("softbreak", "br", 0)
    state.pos += 1
    return True


def _line_ends_quote(_state: StateBlock, _start: int, _end: int, silent: bool) -> bool:
    """An answer right below a quote is not part of it."""
    return silent


def _line_ends_item(state: StateBlock, start: int, _end: int, silent: bool) -> bool:
    """A line below a list that is not indented is not part of its last item."""
    return silent and state.sCount[start] < state.blkIndent


def _picture(state: StateInline, silent: bool) -> bool:
    """A picture's mark stays text: nothing is loaded from elsewhere."""
    if not state.src.startswith("![", state.pos):
        return False
    if not silent:
        state.append_pending("![")
    state.pos += 2
    return True


def _times(state: StateInline, silent: bool) -> bool:
    """Between two digits an asterisk means times."""
    found = _TIMES.match(state.src, state.pos)
    if not found:
        return False
    if not silent:
        state.append_pending(found[0])
    state.pos = found.end()
    return True


def _honest_links(state: StateCore) -> None:
    """A link that is called like an address, but leads to another one, says where it leads."""
    for block in state.tokens:
        children = block.children or []
        for place in range(len(children) - 2, 0, -1):
            opening, words = children[place - 1], children[place]
            if opening.type == "link_open" and opening.info != "auto" and _deceives(state, opening, words):
                words.content += f" ({host_of(str(opening.attrs['href']))})"


def _deceives(state: StateCore, opening: Token, words: Token) -> bool:
    linkify: Any = state.md.linkify
    found = (linkify.match(words.content) if words.type == "text" else None) or []
    return len(found) > 0 and host_of(found[0].url) != host_of(str(opening.attrs["href"]))
