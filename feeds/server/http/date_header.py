"""What every answer carries and no publication knows: ``Date`` and ``Server``, made once a second."""

import time
from collections.abc import Callable

from feeds.server.http.dates import write_date

SERVER = "feeds"
"""Without a version (R-HTTP-66)."""


class DateHeader:
    """The time of answers by one clock (seconds since 1970)."""

    __slots__ = ("_clock", "_line", "_second")

    def __init__(self, clock: Callable[[], float] = time.time) -> None:
        """Begin before any second."""
        self._clock = clock
        self._second = -1
        self._line = b""

    def now_s(self) -> int:
        """The current second."""
        return int(self._clock())

    def date(self, modified_s: int = 0) -> str:
        """The ``Date`` of an answer about something of ``modified_s``.

        After a clock was set back it is the time of the revision: ``Last-Modified`` may neither go back nor
        lie ahead of ``Date`` (R-HTTP-10).
        """
        return write_date(max(self.now_s(), modified_s))

    def lines(self, now_s: int, modified_s: int = 0) -> bytes:
        """The two header lines, with their line ends."""
        if modified_s > now_s:
            return self._lines(modified_s)
        if now_s != self._second:
            self._line, self._second = self._lines(now_s), now_s
        return self._line

    @staticmethod
    def _lines(second: int) -> bytes:
        return f"Date: {write_date(second)}\r\nServer: {SERVER}\r\n".encode("ascii")
