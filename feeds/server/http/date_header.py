"""``Date`` and ``Server``: the header lines of every response, built once a second."""

from collections.abc import Callable

from feeds.text.http_dates import format_http_date

SERVER = "feeds"
"""Without a version (R-HTTP-66)."""


class DateHeader:
    """The time of responses by one clock (seconds since 1970)."""

    __slots__ = ("_line", "_second", "clock")

    def __init__(self, clock: Callable[[], float]) -> None:
        """Build nothing yet."""
        self.clock = clock
        self._second = -1
        self._line = b""

    def now_s(self) -> int:
        """The current second."""
        return int(self.clock())

    def date(self) -> str:
        """The ``Date`` of a response that is not about a revision."""
        return format_http_date(self.now_s())

    def lines(self, now_s: int, modified_s: int = 0) -> bytes:
        """The two header lines, with their line ends, of a response about a revision of ``modified_s``.

        After a clock was set back the date is that of the revision: ``Last-Modified`` may neither go back
        nor be later than ``Date`` (R-HTTP-10).
        """
        if modified_s > now_s:
            return _lines(modified_s)
        if now_s != self._second:
            self._line, self._second = _lines(now_s), now_s
        return self._line


def _lines(second: int) -> bytes:
    return f"Date: {format_http_date(second)}\r\nServer: {SERVER}\r\n".encode("ascii")
