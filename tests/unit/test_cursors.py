"""Cursors come back as they went."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from webchat.domain.cursors import LARGEST, Cursor, parse_cursor
from webchat.domain.errors import InvalidInput

_numbers = st.integers(0, LARGEST)


@given(_numbers, _numbers)
def test_a_cursor_survives_the_way_to_a_client_and_back(txid: int, number: int) -> None:
    cursor = Cursor("abc123", txid, number)
    assert parse_cursor(str(cursor)) == cursor


@pytest.mark.parametrize(
    "text", ["", "a", "a.1", "a.1.x", ".1.2", "a.-1.2", "a.1.2.3", "a.1.99999999999999999999", "a.١.2"]
)
def test_anything_else_is_refused(text: str) -> None:
    with pytest.raises(InvalidInput):
        parse_cursor(text)
