"""Histograms of durations."""

from bisect import bisect_left
from dataclasses import dataclass

STEPS_S = (0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1.0, 2.5, 5.0, 10.0, 30.0)


@dataclass(frozen=True, slots=True, kw_only=True)
class Histogram:
    """``counts`` of times up to each of ``STEPS_S`` and longer than the step before, then of the rest."""

    counts: tuple[int, ...] = (0,) * (len(STEPS_S) + 1)
    sum_s: float = 0.0


class DurationRecorder:
    """Counts durations."""

    def __init__(self) -> None:
        """Begin at zero."""
        self._counts = [0] * (len(STEPS_S) + 1)
        self._sum_s = 0.0

    def add(self, took_s: float) -> None:
        """Count one more."""
        self._counts[bisect_left(STEPS_S, took_s)] += 1
        self._sum_s += took_s

    def histogram(self) -> Histogram:
        """The durations so far."""
        return Histogram(counts=tuple(self._counts), sum_s=self._sum_s)
