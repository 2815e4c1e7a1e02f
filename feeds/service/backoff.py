"""How long to wait before something that failed is tried again."""

import random
from dataclasses import dataclass

_SHORTEST_SHARE = 0.75

_RAN_LONGER = 2.0
"""How many times as long as it waited a task has to run for its failures to be counted anew."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Backoff:
    """A delay that doubles with every failure in a row, from ``first_s`` up to ``longest_s``."""

    first_s: float
    longest_s: float

    def failures_in_a_row(self, before: int, *, waited_s: float, ran_s: float) -> int:
        """Count a failure after those ``before``, the last of which was followed by a wait and a run.

        A run that is long beside the wait ends the row: outages that have nothing to do with each other do
        not make each other longer.
        """
        return 1 if ran_s >= min(self.longest_s, _RAN_LONGER * waited_s) else before + 1

    def delay_s(self, failures: int) -> float:
        """The delay after a number of failures in a row, shortened by up to a quarter at random.

        The jitter keeps tasks that failed together from trying again together.
        """
        whole_s = min(self.first_s * 2.0 ** min(failures - 1, 64), self.longest_s)
        return whole_s * random.uniform(_SHORTEST_SHARE, 1.0)  # noqa: S311 - no secret depends on it
