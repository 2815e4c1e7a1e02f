"""The lines of a text file, streamed as UTF-8 from any encoding."""

import codecs
import io
from collections.abc import Iterator
from typing import IO

from feeds.readers.encodings import DecodedText, decode_text

_BOM = b"\xef\xbb\xbf"
_HEAD_BYTES = 4096
_SAMPLE_BYTES = 65_536


class TextLines:
    """The lines of one file in bytes; ``decode`` makes text of one, by an encoding found from all before it.

    UTF-16 and UTF-32 files are recognised by their first bytes and read as a whole. A file may change its
    encoding between lines, as files do that several programs append to.
    """

    def __init__(self, file: IO[bytes], declared: str = "") -> None:
        """Read from an open file; ``declared`` is its encoding, if known.

        Raises ``LookupError`` for an encoding that does not exist.
        """
        self._file = file
        self._declared = codecs.lookup(declared).name if declared else "utf-8"
        self._sample = b""

    def __iter__(self) -> Iterator[bytes]:
        """Yield the lines with their ends, without a byte order mark."""
        first = self._file.readline()
        if _is_wide(first) or self._declared.startswith(("utf-16", "utf-32")):
            decoded = decode_text(first + self._file.read(), self._declared)
            for line in io.StringIO(decoded.text.removeprefix("\ufeff"), newline=""):
                yield line.encode("utf-8", "replace")
            return
        if first:
            yield first.removeprefix(_BOM)
        yield from self._file

    @property
    def encoding(self) -> str:
        """The encoding of lines that need no repair."""
        return "utf-8" if self._declared.startswith("utf") else self._declared

    def decode(self, line: bytes) -> DecodedText:
        """The text of a line that is not in its encoding throughout."""
        if len(self._sample) < _SAMPLE_BYTES:
            self._sample += line
        peek = getattr(self._file, "peek", None)
        following = peek(_SAMPLE_BYTES)[:_SAMPLE_BYTES] if peek and len(self._sample) < _HEAD_BYTES else b""
        return decode_text(line, self._declared, sample=self._sample + following)


def _is_wide(first: bytes) -> bool:
    return first[:2] in (b"\xff\xfe", b"\xfe\xff") or b"\x00" in first[:4]
