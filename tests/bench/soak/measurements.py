"""Requests of a load test: how many, with which results, and how long they took."""

from array import array
from collections import Counter
from dataclasses import dataclass, field

MOST_FAULTS = 20


@dataclass
class Measurements:
    """Latencies in seconds by kind, statuses by kind, and the first faults in words."""

    latencies_s: dict[str, "array[float]"] = field(default_factory=dict)
    statuses: Counter[tuple[str, int]] = field(default_factory=Counter)
    results: Counter[str] = field(default_factory=Counter)
    visible_s: list[float] = field(default_factory=list)
    checked: Counter[str] = field(default_factory=Counter)
    errors: int = 0
    faults: list[str] = field(default_factory=list)

    def answered(self, kind: str, status: int, latency_s: float) -> None:
        """Count a response."""
        self.latencies_s.setdefault(kind, array("f")).append(latency_s)
        self.statuses[kind, status] += 1

    def fault(self, text: str) -> None:
        """Count an error, and store the text of the first few."""
        self.errors += 1
        if len(self.faults) < MOST_FAULTS:
            self.faults.append(text)

    @property
    def requests(self) -> int:
        """The number of responses."""
        return sum(self.statuses.values())


def spread(values_s: "array[float] | list[float]") -> str:
    """Return the median, the 99th percentile and the maximum, in milliseconds."""
    if not values_s:
        return "none"
    ordered = sorted(values_s)
    at = [ordered[int(share * (len(ordered) - 1))] * 1000 for share in (0.5, 0.99, 1.0)]
    return f"p50 {at[0]:8.2f} ms   p99 {at[1]:8.2f} ms   max {at[2]:9.2f} ms   of {len(ordered):,}"
