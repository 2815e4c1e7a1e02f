"""Splits bytes into numbered lines as they arrive."""

from collections.abc import Iterator

from msgspec import Struct

_BOM = b"\xef\xbb\xbf"


class Line(Struct, frozen=True, gc=False):
    """A line that is not blank, and its number from 1; an item of a document likewise."""

    number: int
    text: bytes


class LineTooLong(Exception):  # noqa: N818  # a fact about the input
    """A line that exceeds the limit."""

    def __init__(self, number: int) -> None:
        """Keep the line's number."""
        super().__init__(number)
        self.number = number


class LineSplitter:
    """Splits at every LF; a CR before it and a byte order mark at the start do not belong to a line."""

    def __init__(self, limit_bytes: int) -> None:
        """Allow lines of ``limit_bytes``, their ends not counted."""
        self._limit_bytes = limit_bytes
        self._rest = b""
        self._number = 0

    def feed(self, chunk: bytes) -> Iterator[Line]:
        """The lines that end in ``chunk``. Raises ``LineTooLong`` after those before it."""
        *ended, self._rest = (self._rest + chunk).split(b"\n")
        for text in ended:
            self._number += 1
            if (line := self._line(text)) is not None:
                yield line
        if len(self._rest) > self._limit_bytes + 1:
            raise LineTooLong(self._number + 1)

    def finish(self) -> Iterator[Line]:
        """The last line, where no LF ends it."""
        rest, self._rest = self._rest, b""
        self._number += 1
        if (line := self._line(rest)) is not None:
            yield line

    def _line(self, text: bytes) -> Line | None:
        """Return the line of the present number, ``None`` for a blank one."""
        bare = text.removesuffix(b"\r")
        if self._number == 1:
            bare = bare.removeprefix(_BOM)
        if len(bare) > self._limit_bytes:
            raise LineTooLong(self._number)
        return None if not bare or bare.isspace() else Line(self._number, bare)
