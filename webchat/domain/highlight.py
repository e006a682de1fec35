"""Code in colours: the words of many languages under a few classes, which the style sheets know."""

from collections.abc import Iterator
from functools import cache
from html import escape
from itertools import groupby
from time import thread_time

from pygments import lexers
from pygments.lexer import Lexer
from pygments.token import Token, _TokenType
from pygments.util import ClassNotFound

CLASSES = {
    Token.Comment: "c",
    Token.Keyword: "k",
    Token.Operator.Word: "k",
    Token.Literal.String: "s",
    Token.Literal.Number: "n",
    Token.Name.Function: "f",
    Token.Name.Class: "f",
    Token.Name.Tag: "k",
    Token.Name.Attribute: "f",
    Token.Name.Decorator: "f",
    Token.Name.Builtin: "b",
    Token.Name.Exception: "b",
    Token.Name.Constant: "n",
    Token.Name.Entity: "n",
    Token.Generic.Deleted: "d",
    Token.Generic.Inserted: "s",
    Token.Generic.Heading: "k",
    Token.Generic.Subheading: "k",
}
# Longer code is shown plain, and so is what takes longer: some lexers need the square of the length for odd input.
LONGEST_CODE = 4000
_SECONDS = 0.1
# Only these: each was tried with hostile input.
LANGUAGES = frozenset(
    {
        "bash",
        "c",
        "cpp",
        "csharp",
        "css",
        "dart",
        "diff",
        "dockerfile",
        "elixir",
        "erlang",
        "go",
        "graphql",
        "haskell",
        "html",
        "http",
        "ini",
        "java",
        "javascript",
        "json",
        "kotlin",
        "lua",
        "make",
        "nginx",
        "objectivec",
        "perl",
        "php",
        "powershell",
        "python",
        "r",
        "ruby",
        "rust",
        "scala",
        "scss",
        "sql",
        "swift",
        "toml",
        "tsx",
        "typescript",
        "xml",
        "yaml",
        "zig",
    }
)


def language_of(name: str) -> Lexer | None:
    """The lexer for what people call a language; None when it is not one of `LANGUAGES`."""
    return _lexer(name.lower()) if name and len(name) <= 20 else None


def highlighted(code: str, lexer: Lexer) -> str:
    """The code as HTML with spans of the classes above."""
    tokens = list(_tokens(code, lexer)) if len(code) <= LONGEST_CODE else []
    if sum(len(text) for _, text in tokens) < len(code):
        return escape(code, quote=False)
    runs = groupby(tokens, key=lambda found: _class_of(found[0]))
    return "".join(_run(name, "".join(text for _, text in found)) for name, found in runs)


def _tokens(code: str, lexer: Lexer) -> Iterator[tuple[_TokenType, str]]:
    """The words of the code; the rest is missing where time runs out."""
    end = thread_time() + _SECONDS
    for token in lexer.get_tokens(code):
        yield token
        if thread_time() > end:
            return


def _run(name: str, text: str) -> str:
    escaped = escape(text, quote=False)
    return f'<span class="{name}">{escaped}</span>' if name and not text.isspace() else escaped


@cache
def _class_of(token: _TokenType) -> str:
    return next((CLASSES[one] for one in reversed(token.split()) if one in CLASSES), "")


@cache
def _known() -> dict[str, str]:
    """What Pygments calls a language, by every name that it has; nothing is imported for it."""
    return {
        alias: aliases[0]
        for _, aliases, *_ in lexers.get_all_lexers(plugins=False)
        if LANGUAGES.intersection(aliases)
        for alias in aliases
    }


@cache
def _lexer(name: str) -> Lexer | None:
    try:
        return lexers.get_lexer_by_name(_known()[name], stripnl=False, ensurenl=False)
    except (KeyError, ClassNotFound):
        return None
