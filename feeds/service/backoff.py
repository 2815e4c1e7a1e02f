"""How long to wait before something that failed is tried again."""

import random
from dataclasses import dataclass

_SHORTEST_SHARE = 0.75


@dataclass(frozen=True, slots=True, kw_only=True)
class Backoff:
    """A delay that doubles with every failure in a row, from ``first_s`` up to ``longest_s``."""

    first_s: float
    longest_s: float

    def delay_s(self, failures: int) -> float:
        """The delay after a number of failures in a row, shortened by up to a quarter at random.

        The jitter keeps tasks that failed together from trying again together.
        """
        whole_s = min(self.first_s * 2.0 ** min(failures - 1, 64), self.longest_s)
        return whole_s * random.uniform(_SHORTEST_SHARE, 1.0)  # noqa: S311 - no secret depends on it
