"""Which names people can have, and which are the same."""

import pytest

from webchat.domain.errors import InvalidUsername
from webchat.domain.names import clean_username, search_key, suggestions, username_key


@pytest.mark.parametrize("name", ["Ana", "Ána Maria", "李小龙", "Ольга", "o-k_2.0", "たなか 太郎", "नमस्ते"])
def test_letters_of_any_script_are_welcome(name: str) -> None:
    assert clean_username(name) == name


def test_spaces_and_compatibility_forms_are_tidied() -> None:
    assert clean_username("  Ａｎａ   Lee ") == "Ana Lee"


@pytest.mark.parametrize("name", ["a", "", "x" * 33, "a/b", "a\x00b", "12345", "🙂🙂", "a\u202eb", "Anа"])
def test_what_nobody_can_be_called(name: str) -> None:
    with pytest.raises(InvalidUsername):
        clean_username(name)


@pytest.mark.parametrize("name", ["me", "Admin", "sÿstem", "ALL", "hеrе".replace("е", "e")])
def test_reserved_names_stay_reserved_in_every_dress(name: str) -> None:
    with pytest.raises(InvalidUsername):
        clean_username(name)


@pytest.mark.parametrize(
    ("one", "other"), [("Ana", "ANA"), ("José", "jose"), ("aca", "аса"), ("alice", "aIice"), ("bob", "b0b")]
)
def test_what_looks_the_same_is_the_same(one: str, other: str) -> None:
    assert username_key(one) == username_key(other)


@pytest.mark.parametrize(("one", "other"), [("Ana", "Anna"), ("Mila", "Milla"), ("Ilia", "Lila")])
def test_other_names_stay_apart(one: str, other: str) -> None:
    assert username_key(one) != username_key(other)


def test_suggestions_are_names_too() -> None:
    offered = [name for name, _ in zip(suggestions("x" * 32), range(20), strict=False)]
    assert all(clean_username(name) == name for name in offered)


def test_search_ignores_case_and_accents() -> None:
    assert search_key("Ánä  LÉE") == "ana lee"
