"""Counts of the streams of one process."""

from collections import Counter
from dataclasses import dataclass, field


@dataclass(slots=True)
class StreamTotals:
    """Streams and events of this process so far; ``events`` by kind, ``ended`` by reason."""

    open: int = 0
    refused: int = 0
    events: Counter[str] = field(default_factory=Counter)
    ended: Counter[str] = field(default_factory=Counter)
