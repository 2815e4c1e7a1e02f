"""Input files: by path, glob or folder or from standard input, decompressed where they are gzipped."""

import gzip
import io
import logging
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from glob import has_magic
from pathlib import Path
from typing import IO, Any

from feeds.errors import SourceError

_log = logging.getLogger(__name__)
STDIN = "-"
_GZIP = b"\x1f\x8b"
MAX_RATIO = 100
"""How many times its size a gzipped file may have; text has 5 to 30 times."""

_FREE_BYTES = 20_000_000
BROKEN = (OSError, EOFError, gzip.zlib.error)  # type: ignore[attr-defined]
"""What reading a damaged or vanished file raises."""


def input_files(paths: tuple[str, ...], endings: tuple[str, ...]) -> Iterator[str]:
    """The files to read, in order of their names within each path.

    A folder means the files in it and below that have one of the ``endings``, or one and ``.gz``; a glob may
    match nothing. Links that lead out of a folder, or out of the part of a glob before its wild cards, are
    not followed: name their target in the settings instead. Raises ``SourceError`` for a plain path that is
    not there.
    """
    for path in paths:
        if path == STDIN:
            yield path
        elif Path(path).is_dir():
            yield from sorted(map(str, _files_below(Path(path), endings)))
        elif Path(path).exists():
            yield path
        elif has_magic(path):
            yield from sorted(_matching(path))
        else:
            raise SourceError("there is no such file", where=path, hint="Correct the source's path")


@contextmanager
def opened(path: str) -> Iterator[IO[bytes]]:
    """The bytes of a file or of standard input, unpacked when they are gzipped."""
    if path == STDIN:
        yield _unpacked(sys.stdin.buffer)
        return
    with Path(path).open("rb") as file:
        yield _unpacked(file)


@contextmanager
def opened_own(path: str) -> Iterator[IO[bytes]]:
    """Open a file as ``opened`` does. Raises ``SourceError`` if it vanished or is damaged, until the end."""
    try:
        with opened(path) as file:
            yield file
    except BROKEN as error:
        raise SourceError(f"the file could not be read: {error}", where=path) from error


def _matching(pattern: str) -> Iterator[str]:
    """Return the files that a glob matches: no hidden ones, and ``**`` follows no links."""
    parts = [part if part == "**" else part.replace("**", "*") for part in Path(pattern).parts]
    plain = next(number for number, part in enumerate(parts) if has_magic(part))
    folder, rest = Path(*parts[:plain]), parts[plain:]
    if rest[-1] == "**":
        rest.append("*")
    shows_hidden = any(part.startswith(".") for part in rest)
    for found in folder.glob("/".join(rest)):
        is_hidden = any(part.startswith(".") for part in found.relative_to(folder).parts)
        if found.is_file() and (shows_hidden or not is_hidden) and _stays_in(folder.resolve(), found):
            yield str(found)


def _stays_in(root: Path, path: Path) -> bool:
    """Whether a file is in a folder and not behind a link that leads out of it."""
    if path.resolve().is_relative_to(root):
        return True
    _log.warning("a link leads out of the folder of its source", extra={"path": str(path)})
    return False


def _files_below(folder: Path, endings: tuple[str, ...]) -> Iterator[Path]:
    root = folder.resolve()
    for found in folder.rglob("*"):
        if _wanted(found, endings) and _stays_in(root, found):
            yield found


def _unpacked(file: IO[bytes]) -> IO[bytes]:
    buffered = file if isinstance(file, io.BufferedReader) else io.BufferedReader(file)  # type: ignore[type-var]  # any raw stream
    return io.BufferedReader(_Unpacking(buffered)) if buffered.peek(2)[:2] == _GZIP else buffered


class _Packed:
    """The packed bytes of a file, counted as gzip reads them."""

    def __init__(self, file: IO[bytes]) -> None:
        self._file = file
        self.count = 0

    def read(self, size: int) -> bytes:
        """Read at most ``size`` bytes."""
        found = self._file.read(size)
        self.count += len(found)
        return found


class _Unpacking(io.RawIOBase):
    """The content of a gzipped file, up to where no text would be packed so small."""

    def __init__(self, file: IO[bytes]) -> None:
        self._packed = _Packed(file)
        self._unpacked = gzip.GzipFile(fileobj=self._packed, mode="rb")  # type: ignore[call-overload]  # only read
        self._count = 0

    def readable(self) -> bool:
        """Always."""
        return True

    def readinto(self, buffer: Any) -> int:
        """Read unpacked bytes. Raises ``OSError`` for a bomb."""
        found = self._unpacked.read(len(buffer))
        buffer[: len(found)] = found
        self._count += len(found)
        if self._count > max(_FREE_BYTES, MAX_RATIO * self._packed.count):
            raise OSError(f"it unpacks to more than {MAX_RATIO} times its size")
        return len(found)


def _wanted(path: Path, endings: tuple[str, ...]) -> bool:
    name = path.name.lower().removesuffix(".gz")
    return path.is_file() and not path.name.startswith(".") and name.endswith(endings)
