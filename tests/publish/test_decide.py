from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from feeds.publish import ContentKey, Verdict, decide, next_modified

NOW = datetime(2024, 10, 22, 1, 7, 16, 250_000, tzinfo=UTC)
A, B = ContentKey(digest="a"), ContentKey(digest="b")
A_LINKED = ContentKey(digest="a", links='<https://post.example/archive/2024-09.atom>; rel="prev-archive"')


@pytest.mark.parametrize(
    ("current", "candidate", "valid", "verdict"),
    [
        (None, A, True, Verdict.PUBLISH),
        (A, B, True, Verdict.PUBLISH),
        (A, A, True, Verdict.UNCHANGED),
        (A, A_LINKED, True, Verdict.RELINK),
        (A, B, False, Verdict.REJECT),
        (None, B, False, Verdict.REJECT),
        (A, A, False, Verdict.REJECT),
        (A, A_LINKED, False, Verdict.REJECT),
    ],
)
def test_a_candidate_is_compared_with_the_current_publication(
    *, current: ContentKey | None, candidate: ContentKey, valid: bool, verdict: Verdict
) -> None:
    assert decide(current, candidate, valid=valid) is verdict


def test_the_first_revision_is_made_now() -> None:
    assert next_modified(None, NOW) == NOW.replace(microsecond=0)


def test_two_revisions_in_one_second_differ() -> None:
    first = next_modified(None, NOW)
    assert next_modified(first, NOW) == first + timedelta(seconds=1)


@given(st.lists(st.integers(min_value=-3_000_000, max_value=3_000_000), min_size=2))
def test_last_modified_rises_whatever_the_clock_does(steps_ms: list[int]) -> None:
    previous = None
    now = NOW
    for step in steps_ms:
        now += timedelta(milliseconds=step)
        modified = next_modified(previous, now)
        assert modified.microsecond == 0
        assert previous is None or modified - previous >= timedelta(seconds=1)
        previous = modified
