"""How long caches may keep a response."""

from hypothesis import given
from hypothesis import strategies as st

from feeds.server.http.freshness import MARGIN_S, STEP_S, cache_control, remaining_s

NOW_S = 1_729_588_036
SECONDS = st.integers(NOW_S, NOW_S + 100_000)


@given(SECONDS, SECONDS)
def test_nothing_is_fresh_past_the_change(due_s: int, now_s: int) -> None:
    """R-HTTP-16."""
    left_s = remaining_s(due_s, now_s)
    assert left_s >= 0
    assert left_s == 0 or now_s + left_s <= due_s - MARGIN_S
    assert (left_s == 0) == (now_s >= due_s - MARGIN_S)


@given(SECONDS, st.integers(0, STEP_S - 1), st.integers(2 * STEP_S, 20_000))
def test_the_second_of_a_change_cannot_be_read(due_s: int, second: int, before_s: int) -> None:
    """An embargo: every change within a minute gives the same freshness at any time before that minute."""
    minute_s = due_s // STEP_S * STEP_S
    assert remaining_s(minute_s, minute_s - before_s) == remaining_s(minute_s + second, minute_s - before_s)


@given(SECONDS, st.integers(2 * STEP_S, 20_000))
def test_freshness_changes_with_the_minutes_of_the_clock(due_s: int, before_s: int) -> None:
    now_s = due_s - before_s
    if 0 < now_s % STEP_S < STEP_S - MARGIN_S:
        assert remaining_s(due_s, now_s) == remaining_s(due_s, now_s // STEP_S * STEP_S + 1)


def test_a_private_feed_is_kept_by_its_reader_alone() -> None:
    """R-AUTH-04."""
    assert cache_control(900, private=True) == "private, max-age=900"
    assert cache_control(900, 60, private=True) == "private, max-age=60"
    assert cache_control(900, 0, private=True) == "private, max-age=0"
