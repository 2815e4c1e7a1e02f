"""Input files: by path, glob or folder or from standard input, decompressed where they are gzipped."""

import gzip
import io
import logging
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from glob import glob, has_magic
from pathlib import Path
from typing import IO

from feeds.errors import SourceError

_log = logging.getLogger(__name__)
STDIN = "-"
_GZIP = b"\x1f\x8b"
BROKEN = (OSError, EOFError, gzip.zlib.error)  # type: ignore[attr-defined]
"""What reading a damaged or vanished file raises."""


def input_files(paths: tuple[str, ...], endings: tuple[str, ...]) -> Iterator[str]:
    """The files to read, in order of their names within each path.

    A folder means the files in it and below that have one of the ``endings``, or one and ``.gz``; a glob may
    match nothing. Links that lead out of a folder are not followed: name their target in the settings
    instead. Raises ``SourceError`` for a plain path that is not there.
    """
    for path in paths:
        if path == STDIN:
            yield path
        elif Path(path).is_dir():
            yield from sorted(map(str, _files_below(Path(path), endings)))
        elif Path(path).exists():
            yield path
        elif has_magic(path):
            yield from sorted(found for found in glob(path, recursive=True) if Path(found).is_file())  # noqa: PTH207 - absolute patterns
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


def _files_below(folder: Path, endings: tuple[str, ...]) -> Iterator[Path]:
    root = folder.resolve()
    for found in folder.rglob("*"):
        if not _wanted(found, endings):
            continue
        if found.resolve().is_relative_to(root):
            yield found
        else:
            _log.warning("a link leads out of the folder of its source", extra={"path": str(found)})


def _unpacked(file: IO[bytes]) -> IO[bytes]:
    buffered = file if isinstance(file, io.BufferedReader) else io.BufferedReader(file)  # type: ignore[type-var]  # any raw stream
    return gzip.open(buffered) if buffered.peek(2)[:2] == _GZIP else buffered  # type: ignore[return-value]  # both read bytes


def _wanted(path: Path, endings: tuple[str, ...]) -> bool:
    name = path.name.lower().removesuffix(".gz")
    return path.is_file() and not path.name.startswith(".") and name.endswith(endings)
