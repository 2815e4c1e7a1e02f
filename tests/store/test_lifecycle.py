from datetime import UTC, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from feeds.model import Record, Status
from feeds.store.lifecycle import State, Times, first_times, next_times, stage

NOW_S = 1_730_000_000
seconds = st.integers(min_value=700_000_000, max_value=2_000_000_000)


def record(**values: object) -> Record:
    times = {
        name: datetime.fromtimestamp(value, UTC) if isinstance(value, int) else value
        for name, value in values.items()
    }
    return Record(id="urn:x:1", origin="desk", **times)  # type: ignore[arg-type]  # keywords of Record


@pytest.mark.parametrize(
    ("values", "state", "due_s"),
    [
        ({}, State.VISIBLE, None),
        ({"release_at": NOW_S + 5}, State.WAITING, NOW_S + 5),
        ({"release_at": NOW_S}, State.VISIBLE, None),
        ({"expires_at": NOW_S + 9}, State.VISIBLE, NOW_S + 9),
        ({"expires_at": NOW_S}, State.EXPIRED, None),
        ({"release_at": NOW_S + 5, "expires_at": NOW_S + 9}, State.WAITING, NOW_S + 5),
        ({"status": Status.WITHHELD}, State.WITHHELD, None),
        ({"status": Status.WITHDRAWN, "release_at": NOW_S + 5}, State.WITHDRAWN, None),
    ],
)
def test_what_may_be_seen(values: dict[str, object], state: State, due_s: int | None) -> None:
    found = stage(record(**values), published_s=NOW_S - 100, now_s=NOW_S)
    assert (found.state, found.due_s) == (state, due_s)


def test_a_future_date_waits_like_an_embargo() -> None:
    """R-RSS-33, R-ATOM-29."""
    found = stage(record(), published_s=NOW_S + 60, now_s=NOW_S)
    assert (found.state, found.due_s) == (State.WAITING, NOW_S + 60)


@given(published=st.none() | seconds, modified=st.none() | seconds, now_s=seconds)
def test_published_is_never_after_updated(published: int | None, modified: int | None, now_s: int) -> None:
    """R-TIME-14."""
    times = first_times(record(published_at=published, modified_at=modified), now_s)
    assert times.published_s <= times.updated_s <= max(now_s, times.published_s)


@given(
    before=st.tuples(seconds, seconds).map(sorted),
    modified=st.none() | seconds,
    later_s=st.integers(min_value=0, max_value=10**6),
    news=st.booleans(),
)
def test_time_never_runs_backwards(
    before: list[int], modified: int | None, later_s: int, *, news: bool
) -> None:
    """R-TIME-15 and R-ATOM-18: published stays, updated only rises, and only for news."""
    was = Times(published_s=before[0], updated_s=before[1])
    after = next_times(was, record(modified_at=modified), before[1] + later_s, seen=True, significant=news)
    assert after.published_s == was.published_s
    assert was.updated_s <= after.updated_s <= before[1] + later_s
    assert news or after == was
