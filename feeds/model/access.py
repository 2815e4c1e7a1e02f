"""How a channel's feeds were asked for: counts alone, of nobody in particular."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True, kw_only=True)
class Declared:
    """The highest number of subscribers that a fetcher declared for the feed of one format.

    ``kind`` is the kind of reader; ``fetcher`` a digest that tells its feeds apart.
    """

    format: str
    kind: str
    fetcher: str
    subscribers: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Access:
    """The requests for one channel's feeds in the hour that begins at ``hour_s`` (seconds since 1970).

    ``polls`` are all of them by format, ``readers`` the same by kind of reader. ``unchanged`` were answered
    304, ``deltas`` 226, ``full`` 200 with a body; the rest are HEAD and refusals. ``sent_bytes`` of bodies.
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
        """All polls."""
        return sum(count for _, count in self.polls)

    @property
    def subscribers(self) -> int:
        """All declared subscribers: of each fetcher, and of each of its feeds."""
        return sum(one.subscribers for one in self.declared)
