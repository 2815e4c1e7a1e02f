"""The interval between polls follows from the entries alone."""

from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from feeds.compose.poll_interval import STEPS_MIN, UNMEASURED_MIN, poll_interval_min
from feeds.model import Site

SITE = Site(title="Harbour Post", url="https://post.example")
NOON = datetime(2024, 10, 22, 12, tzinfo=UTC)


def every(minutes: float, count: int = 12) -> list[datetime]:
    return [NOON - timedelta(minutes=minutes * number) for number in range(count)]


@pytest.mark.parametrize(
    ("gap_min", "interval_min"), [(0, 5), (4, 5), (12, 10), (29, 20), (45, 30), (400, 60), (10_000, 60)]
)
def test_the_interval_is_the_usual_gap_rounded_down_within_bounds(gap_min: float, interval_min: int) -> None:
    """R-RSS-24, R-HTTP-16."""
    assert poll_interval_min(every(gap_min), SITE) == interval_min


def test_a_night_and_a_burst_do_not_change_it() -> None:
    times = [*every(20, 10), *(NOON - timedelta(hours=20, minutes=20 * n) for n in range(10))]
    assert poll_interval_min(times, SITE) == 20
    assert poll_interval_min([*times, NOON, NOON, NOON], SITE) == 20


@pytest.mark.parametrize("count", [0, 1, 4])
def test_a_few_entries_tell_nothing(count: int) -> None:
    assert poll_interval_min(every(1, count), SITE) == UNMEASURED_MIN


def test_the_bounds_are_the_sites() -> None:
    site = Site(title="x", url="https://post.example", fresh_at_least_s=700, fresh_at_most_s=7300)
    assert poll_interval_min(every(1), site) == 15
    assert poll_interval_min(every(1000), site) == 120


@given(
    gaps=st.lists(st.integers(0, 10_000), max_size=30),
    least_s=st.integers(60, 20_000),
    most_s=st.integers(60, 14_400),
)
def test_it_is_a_step_that_no_bound_breaks(gaps: list[int], least_s: int, most_s: int) -> None:
    times = [NOON]
    for gap in gaps:
        times.append(times[-1] - timedelta(minutes=gap))
    site = Site(title="x", url="https://post.example", fresh_at_least_s=least_s, fresh_at_most_s=most_s)
    interval = poll_interval_min(times, site)
    assert interval in STEPS_MIN
    assert interval * 60 <= most_s
