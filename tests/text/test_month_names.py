"""Month names of several languages."""

import pytest

from feeds.text.month_names import MONTHS, month_number


@pytest.mark.parametrize(
    ("name", "number"),
    [("January", 1), ("févr.", 2), ("MÄRZ", 3), ("avril", 4), ("mai", 5), ("giugno", 6), ("juli", 7),
     ("août", 8), ("setembro", 9), ("октября", 10), ("listopada", 11), ("aralık", 12)],
)  # fmt: skip
def test_a_month_has_one_number(name: str, number: int) -> None:
    assert month_number(name) == number


@pytest.mark.parametrize("word", ["", "monday", "2024", "janua"])
def test_another_word_has_none(word: str) -> None:
    assert month_number(word) is None


def test_no_name_is_given_for_two_months() -> None:
    assert {name: MONTHS[name] for name in ("mar", "mai", "sep", "lis")} == {
        "mar": 3,
        "mai": 5,
        "sep": 9,
        "lis": 11,
    }
