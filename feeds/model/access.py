"""Counts of the requests for a channel's feeds, without data about persons."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True, kw_only=True)
class Declared:
    """The highest number of subscribers that an aggregator declared for the feed of one format.

    ``kind`` is the kind of reader; ``fetcher`` a digest that distinguishes its feeds.
    """

    format: str
    kind: str
    fetcher: str
    subscribers: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Access:
    """The requests for one channel's feeds in the hour that begins at ``hour_s`` (seconds since 1970).

    ``polls`` counts all by format, ``readers`` by kind of reader. ``unchanged`` were answered 304, ``deltas``
    226, ``full`` 200 with a body; the rest are HEAD and refusals. ``sent_bytes`` are those of bodies.
    """

    channel: str
    hour_s: int
    polls: tuple[tuple[str, int], ...] = ()
    unchanged: int = 0
    deltas: int = 0
    full: int = 0
    sent_bytes: int = 0
    readers: tuple[tuple[str, int], ...] = ()
    declared: tuple[Declared, ...] = ()

    @property
    def total(self) -> int:
        """The number of all polls."""
        return sum(count for _, count in self.polls)

    @property
    def subscribers(self) -> int:
        """The number of all declared subscribers, summed over fetchers and their feeds."""
        return sum(one.subscribers for one in self.declared)
