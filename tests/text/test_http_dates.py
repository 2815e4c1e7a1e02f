"""Dates in HTTP headers."""

from datetime import UTC, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from feeds.text.http_dates import format_http_date, parse_http_date

NOW_S = int(datetime(2024, 10, 22, tzinfo=UTC).timestamp())
SECONDS = st.integers(0, int(datetime(2199, 12, 31, tzinfo=UTC).timestamp()))


@given(SECONDS)
def test_what_is_written_is_read_back(second: int) -> None:
    assert parse_http_date(format_http_date(second), NOW_S) == second


@given(SECONDS.filter(lambda second: second < NOW_S))
def test_all_three_forms_mean_the_same(second: int) -> None:
    at = datetime.fromtimestamp(second, UTC)
    weekday = ("Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday")[at.weekday()]
    month = format_http_date(second).split(" ")[2]
    old = f"{weekday}, {at:%d}-{month}-{at:%y %H:%M:%S} GMT"
    asctime = f"{weekday[:3]} {month} {at.day:2} {at:%H:%M:%S} {at.year}"
    assert parse_http_date(asctime, NOW_S) == second
    if at.year > 1974:
        assert parse_http_date(old, NOW_S) == second


@given(st.text())
def test_no_text_breaks_the_reader_of_dates(text: str) -> None:
    assert parse_http_date(text, NOW_S) is None or isinstance(parse_http_date(text, NOW_S), int)


@pytest.mark.parametrize(
    "text", ["Sun, 06 Nov 1994 08:49:37 GMT", "Sunday, 06-Nov-94 08:49:37 GMT", "Sun Nov  6 08:49:37 1994"]
)
def test_the_three_forms_of_http_dates(text: str) -> None:
    """R-TIME-19."""
    assert parse_http_date(text, NOW_S) == 784111777


@pytest.mark.parametrize(
    "text", ["", "0", "Sun, 06 Nov 1994 08:49:37 +0800", "1994-11-06", "Sun, 06 Nov 1994"]
)
def test_other_texts_are_not_http_dates(text: str) -> None:
    assert parse_http_date(text, NOW_S) is None
