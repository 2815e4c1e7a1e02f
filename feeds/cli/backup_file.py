"""Reads and writes backup files: gzip, and complete or not there at all."""

import gzip
import os
from collections.abc import AsyncIterator, Iterator
from pathlib import Path

from feeds.errors import FeedsError, StoreError

_OWNER_ONLY = 0o600
_LEVEL = 6


async def write_backup(path: Path, lines: AsyncIterator[bytes]) -> int:
    """Write a file that only its owner may read, in one step; return its size in bytes."""
    partial = path.with_name(f".{path.name}.partial")
    try:
        descriptor = os.open(partial, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, _OWNER_ONLY)
        with os.fdopen(descriptor, "wb") as raw, gzip.GzipFile("", "wb", _LEVEL, raw, mtime=0) as file:
            async for line in lines:
                file.write(line)
            file.close()
            size = raw.tell()
        partial.replace(path)
    except OSError as error:
        partial.unlink(missing_ok=True)
        raise FeedsError(f"cannot be written: {error.strerror}", where=str(path)) from error
    return size


def backup_lines(path: Path) -> Iterator[bytes]:
    """Yield the lines of a backup file. Raises ``FeedsError`` for a file that is not there or damaged."""
    try:
        with gzip.open(path) as file:
            yield from file
    except (gzip.BadGzipFile, EOFError, gzip.zlib.error) as error:  # type: ignore[attr-defined]
        raise StoreError(
            f"this is not a whole backup: {error}", where=str(path), hint="Nothing was restored"
        ) from error
    except OSError as error:
        raise FeedsError(f"cannot be read: {error.strerror}", where=str(path)) from error
