"""Text that people type, as HTML that is safe to show."""

import nh3
from markdown_it import MarkdownIt

from webchat.domain.errors import InvalidInput, MessageTooLong

LONGEST_MESSAGE = 8000
SNIPPET = 140

_RULES = ["newline", "linkify", "emphasis", "backticks", "fence", "link", "autolink", "escape"]
_markdown = MarkdownIt("zero", {"html": False, "linkify": True, "breaks": True}).enable(_RULES)
_cleaner = nh3.Cleaner(
    tags={"p", "br", "em", "strong", "code", "pre", "a"},
    attributes={"a": {"href"}},
    url_schemes={"http", "https", "mailto"},
    link_rel="noopener noreferrer nofollow",
    set_tag_attribute_values={"a": {"target": "_blank"}},
)


def to_html(body: str) -> str:
    """Renders links, line breaks, emphasis and code; everything else stays text."""
    return _cleaner.clean(_markdown.render(body)).strip()


def snippet_of(body: str) -> str:
    """The beginning of a text on one line, for lists and quotes."""
    return " ".join(body[: SNIPPET * 2].split())[:SNIPPET]


def check_body(body: str) -> str:
    """The body as it is stored; raises `MessageTooLong` or `InvalidInput`."""
    cleaned = check_text(body, field="body").strip()
    if not cleaned:
        raise InvalidInput("A message needs some text.", field="body")
    if len(cleaned) > LONGEST_MESSAGE:
        raise MessageTooLong(len(cleaned), LONGEST_MESSAGE)
    return cleaned


def check_text(text: str, *, field: str) -> str:
    """Refuses what no database text can hold: NUL and halves of surrogate pairs."""
    if "\x00" in text or any("\ud800" <= character <= "\udfff" for character in text):
        raise InvalidInput("This text holds characters that cannot be stored.", field=field)
    return text
