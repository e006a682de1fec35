"""What people type into the search field."""

from datetime import UTC, datetime

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from webchat.domain.folding import fold, fold_with_places
from webchat.domain.search import LONGEST_QUERY, Query, excerpt, find_ranges, parse_query, quality

_piece = st.sampled_from(
    ["from:", "in:", "has:link", "has:", "before:2026-01-31", "after:2026", '"', " ", ":", "ana", "Größe", "会议", "@"]
)
_typed = st.lists(st.one_of(_piece, st.text(max_size=5)), max_size=20).map("".join)


@pytest.mark.parametrize(
    ("text", "query"),
    [
        ("Red  CAR", Query(("red", "car"))),
        ('"Café au lait" now', Query(("cafe au lait", "now"))),
        ("from:Ána hello", Query(("hello",), senders=("ana",))),
        ('from:"Ana María" in:"The Team"', Query(senders=("ana maria",), titles=("the team",))),
        ("from:@bob", Query(senders=("bob",))),
        ("from:@@bob", Query(senders=("bob",))),
        ("lunch from:@@", Query(("lunch",))),
        ("has:link has:Image", Query(has=("link", "image"))),
        ("has:wings", Query(("has:wings",))),
        ("colour:red http://x.org 10:30", Query(("colour:red", "http://x.org", "10:30"))),
        ("before:2026-01-31", Query(until=datetime(2026, 1, 31, tzinfo=UTC))),
        ("after:2026-02", Query(since=datetime(2026, 2, 1, tzinfo=UTC))),
        ("before:2026-02-30", Query(("before:2026-02-30",))),
        ('half "a phrase', Query(("half", "a phrase"))),
        ("lunch from:", Query(("lunch",))),
        ('lunch in:"', Query(("lunch",))),
        ("a a A", Query(("a",))),
        ("", Query()),
    ],
)
def test_words_phrases_and_operators(text: str, query: Query) -> None:
    assert parse_query(text) == query


@given(_typed)
@example("from:@@")
@example("from:＠a")
@example("from:＠")
def test_any_text_is_a_query_and_written_out_it_is_the_same(text: str) -> None:
    query = parse_query(text)
    written = str(query)
    if len(written) <= LONGEST_QUERY:
        assert parse_query(written) == query


@given(st.text(max_size=60))
@example("㋿")
def test_folding_once_is_enough_and_places_point_into_the_text(text: str) -> None:
    folded = fold_with_places(text)
    assert folded.text == fold(text)
    assert fold(folded.text) == folded.text
    assert len(folded.text) == len(folded.places)
    assert list(folded.places) == sorted(folded.places)
    assert all(0 <= place < len(text) for place in folded.places)


@pytest.mark.parametrize(
    ("body", "words", "found"),
    [
        ("A café, CAFÉS", "cafe", ["café", "CAFÉ"]),
        ("Die große Straße", "strasse", ["Straße"]),
        ("ﬁne offices", "fi", ["ﬁ"]),
        ("e\u0301te\u0301 chaud", "ete", ["e\u0301te\u0301"]),
        ("明天的会议纪要", "会议", ["会议"]),
        ("ราคาเท่าไร", "ราคา", ["ราคา"]),
        ("한국어", "한국", ["한국"]),
        ("Привет, мир", "привет мир", ["Привет", "мир"]),
        ("an apple a day", "a", ["a", "a", "a"]),
        ("two\n  words", '"two words"', ["two\n  words"]),
        ("Congrats🎉 and a🎉", "🎉", ["🎉", "🎉"]),
        ("I ❤️ it", "❤", ["❤️"]),
        ("well done 👍🏽!", "👍", ["👍🏽"]),
        ("us 👨\u200d👩\u200d👧 all", "👨", ["👨\u200d👩\u200d👧"]),
        ("nothing", "else", []),
    ],
)
def test_ranges_point_at_the_words_as_they_were_written(body: str, words: str, found: list[str]) -> None:
    assert [body[start:end] for start, end in find_ranges(body, parse_query(words).terms)] == found


@given(st.text(max_size=60), st.text(max_size=10))
def test_ranges_are_apart_and_in_order(body: str, words: str) -> None:
    ranges = find_ranges(body, parse_query(words).terms)
    edges = [edge for pair in ranges for edge in pair]
    assert edges == sorted(set(edges))
    assert all(0 <= edge <= len(body) for edge in edges)


@given(st.text(max_size=400), st.integers(0, 399))
def test_an_excerpt_is_short_and_shows_the_first_range(body: str, place: int) -> None:
    ranges = [(place, min(len(body), place + 3))] if place < len(body) else []
    text, kept = excerpt(body, ranges)
    assert len(text) <= 130
    for (start, end), (first, last) in zip(kept, ranges, strict=False):
        assert text[start:end].split() == body[first:last].split()
    assert len(kept) == len(ranges)


def test_whole_words_count_more_than_parts() -> None:
    marks = [quality(text, ["car"]) for text in ("a car", "a carpet", "scar")]
    assert marks == [3, 2, 1]
