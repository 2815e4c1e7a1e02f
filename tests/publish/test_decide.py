from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from feeds.model import DocumentKind, Finding, Report, Severity
from feeds.publish import Verdict, decide, next_modified

NOW = datetime(2024, 10, 22, 1, 7, 16, 250_000, tzinfo=UTC)
GOOD = Report(kind=DocumentKind.ATOM)
BAD = Report(
    kind=DocumentKind.ATOM,
    findings=(Finding(code="XML001", name="not-well-formed", severity=Severity.ERROR, message="broken"),),
)


@pytest.mark.parametrize(
    ("last", "digest", "report", "verdict"),
    [
        (None, "a", GOOD, Verdict.PUBLISH),
        ("a", "b", GOOD, Verdict.PUBLISH),
        ("a", "a", GOOD, Verdict.UNCHANGED),
        ("a", "b", BAD, Verdict.WITHHOLD),
        (None, "b", BAD, Verdict.WITHHOLD),
        ("a", "a", BAD, Verdict.UNCHANGED),
    ],
)
def test_a_candidate_is_weighed(last: str | None, digest: str, report: Report, verdict: Verdict) -> None:
    assert decide(last, digest, report) is verdict


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
