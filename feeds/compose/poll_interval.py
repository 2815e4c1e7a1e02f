"""The polling interval of a channel, measured on the times of its entries, never on the clock."""

from collections.abc import Sequence
from datetime import datetime
from itertools import pairwise
from statistics import median

from feeds.model import Site

STEPS_MIN = (1, 2, 3, 5, 10, 15, 20, 30, 60, 120, 180, 240)
"""Intervals that feeds can declare: each divides an hour or a day (R-RSS-30)."""

UNMEASURED_MIN = 15
MEASURED_GAPS = 20
FEWEST_GAPS = 4


def poll_interval_min(published: Sequence[datetime], site: Site) -> int:
    """Return how many minutes a reader may wait between two polls, within the bounds of the site.

    This is the median gap between the newest entries (``published``, in any order), rounded down to a step.
    The median reflects a working day: nights do not lengthen it, and a single burst does not shorten it.
    """
    newest = sorted(published, reverse=True)[: MEASURED_GAPS + 1]
    gaps_min = [(later - earlier).total_seconds() / 60 for later, earlier in pairwise(newest)]
    expected_min = median(gaps_min) if len(gaps_min) >= FEWEST_GAPS else UNMEASURED_MIN
    step = max((step for step in STEPS_MIN if step <= expected_min), default=STEPS_MIN[0])
    return bounded_min(step, site)


def bounded_min(step_min: int, site: Site) -> int:
    """Return an interval within the bounds of the site, in minutes."""
    least, most = _bounds_min(site)
    return min(max(step_min, least), most)


def _bounds_min(site: Site) -> tuple[int, int]:
    """Return the nearest steps within the bounds of the site."""
    least = min((step for step in STEPS_MIN if step * 60 >= site.fresh_at_least_s), default=STEPS_MIN[-1])
    most = max((step for step in STEPS_MIN if step * 60 <= site.fresh_at_most_s), default=STEPS_MIN[0])
    return min(least, most), most
