"""What somebody looks for, read from what they typed; and where in a text it stands."""

import re
import unicodedata
from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime, timedelta

from webchat.domain.folding import fold, fold_with_places

LONGEST_QUERY = 300
HAS = ("link", "file", "image", "reaction")
_MOST_TERMS = 12
_MOST_RANGES = 20
_TOKEN = re.compile(
    r"""(?P<name>[a-z]+):(?:"(?P<quoted>[^"]*)"?|(?P<plain>[^\s"]+))|"(?P<phrase>[^"]*)"?|(?P<word>[^\s"]+)""",
    re.IGNORECASE,
)
_DAY = re.compile(r"(\d{4})(?:-(\d{1,2}))?(?:-(\d{1,2}))?")
_OF_EMOJI = frozenset("\ufe0e\ufe0f\U0001f3fb\U0001f3fc\U0001f3fd\U0001f3fe\U0001f3ff")  # drawings, and tones of skin
_JOINER = "\u200d"
_EXCERPT = 110
_LEAD = 30

Range = tuple[int, int]


@dataclass(frozen=True, slots=True)
class Query:
    """Words and phrases that must all be there (folded), and what the message must be besides.

    `since` is the first day that counts, `until` the first that does not, both at midnight UTC.
    """

    terms: tuple[str, ...] = ()
    senders: tuple[str, ...] = ()
    titles: tuple[str, ...] = ()
    has: tuple[str, ...] = ()
    since: datetime | None = None
    until: datetime | None = None

    @property
    def empty(self) -> bool:
        """Whether nothing is looked for."""
        return self == Query()

    @property
    def bare(self) -> bool:
        """Whether there are words and nothing else: then people and titles are looked for, too."""
        return bool(self.terms) and self == Query(self.terms)

    def __str__(self) -> str:
        parts = [_quoted(term) for term in self.terms]
        parts += [f"from:{_quoted(name, always=True)}" for name in self.senders]
        parts += [f"in:{_quoted(title, always=True)}" for title in self.titles]
        parts += [f"has:{thing}" for thing in self.has]
        parts += [f"after:{self.since.date()}"] if self.since else []
        parts += [f"before:{self.until.date()}"] if self.until else []
        return " ".join(parts)


def parse_query(text: str) -> Query:
    """Reads words, "phrases", from: in: has: before: after:; what makes no sense as an operator is text."""
    query = Query()
    for found in _TOKEN.finditer(text[:LONGEST_QUERY]):
        query = _with(query, found)
    return replace(query, terms=tuple(dict.fromkeys(query.terms))[:_MOST_TERMS])


def narrow(query: Query, *, has: str | None, since: datetime | None, until: datetime | None) -> Query:
    """The same query with more conditions."""
    more = replace(query, since=since or query.since, until=until or query.until)
    return replace(more, has=tuple(dict.fromkeys((*query.has, has)))) if has else more


def day_of(text: str) -> datetime | None:
    """The midnight (UTC) of 2026, 2026-01 or 2026-01-31; None when there is no such day."""
    found = _DAY.fullmatch(text)
    if not found:
        return None
    try:
        year, month, day = (int(part or 1) for part in found.groups())
        return datetime.combine(date(year, month, day), datetime.min.time(), UTC)
    except ValueError:
        return None


def find_ranges(body: str, terms: Iterable[str]) -> list[Range]:
    """Where the terms stand in a text, as half-open ranges of its characters, in order and apart."""
    folded = fold_with_places(body)
    spans = [span for term in terms for span in _occurrences(folded.text, term)]
    found: list[Range] = []
    for start, end in sorted(spans):
        first, last = folded.places[start], _with_marks(body, folded.places[end - 1] + 1)
        if found and first <= found[-1][1]:
            found[-1] = (found[-1][0], max(found[-1][1], last))
        else:
            found.append((first, last))
    return found[:_MOST_RANGES]


def excerpt(body: str, ranges: list[Range]) -> tuple[str, list[Range]]:
    """The stretch of a text around its first range, on one line, with the ranges that lie in it."""
    start = 0
    if ranges and ranges[0][0] > _LEAD * 2:
        start = ranges[0][0] - _LEAD
        start = body.find(" ", start, ranges[0][0]) + 1 or start
    end = min(len(body), start + _EXCERPT)
    lead, tail = "…" if start else "", "…" if end < len(body) else ""
    shift = len(lead) - start
    text = re.sub(r"\s", " ", body[start:end])
    kept = [(first + shift, min(last, end) + shift) for first, last in ranges if start <= first < end]
    return f"{lead}{text}{tail}", kept


def quality(folded: str, terms: Iterable[str]) -> float:
    """How well the terms stand in a folded text: 3 for whole words, 2 for beginnings, 1 for parts, on average."""
    padded = f" {folded} "
    marks = [3 if f" {term} " in padded else 2 if f" {term}" in padded else 1 for term in terms]
    return sum(marks) / len(marks) if marks else 0.0


def score(folded: str, terms: Iterable[str], age: timedelta) -> float:
    """By what hits are ordered: how well the words match, and how recent the message is."""
    days = max(0.0, age.total_seconds() / 86_400)
    return quality(folded, terms) + 3 / (1 + days / 14)


def _with_marks(body: str, end: int) -> int:
    """With what belongs to the last character: its accents, or the rest of an emoji."""
    while end < len(body):
        if unicodedata.combining(body[end]) or body[end] in _OF_EMOJI:
            end += 1
        elif body[end] == _JOINER and is_sign(body[end - 1]):
            end = min(end + 2, len(body))
        else:
            break
    return end


def is_sign(term: str) -> bool:
    """Whether it holds no letter and no digit, as an emoji: it counts wherever it stands, and no index has it."""
    return not any(map(str.isalnum, term))


def _occurrences(text: str, term: str) -> Iterable[Range]:
    # Short ones stand for beginnings of words: every "a" of a text says nothing.
    anywhere = len(term) > 2 or is_sign(term)
    at = text.find(term) if term else -1
    for _ in range(_MOST_RANGES * 4):
        if at < 0:
            return
        if anywhere or at == 0 or not text[at - 1].isalnum():
            yield at, at + len(term)
        at = text.find(term, at + len(term))


def _with(query: Query, found: re.Match[str]) -> Query:
    name, value = (found["name"] or "").lower(), found["quoted"] if found["quoted"] is not None else found["plain"]
    read = _OPERATORS.get(name)
    changed = read(query, value) if read and value else None
    if changed is not None:
        return changed
    if (read and not value) or (found["word"] or "").lower() in _BEGUN:  # still being typed
        return query
    text = found["phrase"] if found["phrase"] is not None else found["word"] or found[0]
    term = _key(text)
    return replace(query, terms=(*query.terms, term)) if term else query


def _sender(query: Query, value: str) -> Query:
    name = _key(value).lstrip("@ ")
    return replace(query, senders=tuple(dict.fromkeys((*query.senders, name)))) if name else query  # still being typed


def _title(query: Query, value: str) -> Query | None:
    title = _key(value)
    return replace(query, titles=tuple(dict.fromkeys((*query.titles, title)))) if title else None


def _has(query: Query, value: str) -> Query | None:
    thing = value.lower()
    return replace(query, has=tuple(dict.fromkeys((*query.has, thing)))) if thing in HAS else None


def _since(query: Query, value: str) -> Query | None:
    day = day_of(value)
    return replace(query, since=day) if day else None


def _until(query: Query, value: str) -> Query | None:
    day = day_of(value)
    return replace(query, until=day) if day else None


_OPERATORS = {"from": _sender, "in": _title, "has": _has, "after": _since, "before": _until}
_BEGUN = {f"{name}:" for name in _OPERATORS}


def _key(text: str) -> str:
    # With or without the mark that asks for the coloured drawing, a sign is the same one.
    return fold(fold(text).replace('"', " ").rstrip("\ufe0f "))


def _quoted(text: str, *, always: bool = False) -> str:
    return f'"{text}"' if always or " " in text or ":" in text else text
