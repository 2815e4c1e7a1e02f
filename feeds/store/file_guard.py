"""The database file of SQLite: readable by its owner alone, and still there when a change was committed."""

import os
from contextlib import suppress
from pathlib import Path

from feeds.errors import StoreError

OWNER_ONLY = 0o600


class FileGuard:
    """Notices that an open database file was deleted or replaced.

    SQLite continues to write to a deleted file without an error, and all of it is lost when it is closed.
    """

    def __init__(self, path: Path) -> None:
        """Remember the file that is at the path now."""
        self._path = path
        self._file = _identity(path)

    def check(self) -> None:
        """Raise ``StoreError`` unless the path still leads to the file that was opened."""
        if _identity(self._path) != self._file:
            raise StoreError(
                "the database file was deleted or replaced while in use",
                where=str(self._path),
                hint="Restart the service; what was committed since is not in the file",
            )


def make_private(path: Path) -> None:
    """Create the file if it is missing, and let its owner alone read and write it."""
    os.close(os.open(path, os.O_RDWR | os.O_CREAT, OWNER_ONLY))
    if path.stat().st_mode & 0o077:
        with suppress(PermissionError):  # a file of somebody else that this process may use
            path.chmod(OWNER_ONLY)


def _identity(path: Path) -> tuple[int, int] | None:
    try:
        found = path.stat()
    except FileNotFoundError:
        return None
    return found.st_dev, found.st_ino
