"""The list of files that builds wrote, stored in the same folder."""

import os
from collections.abc import Iterable
from pathlib import Path, PurePosixPath

from feeds.errors import FeedsError

MANIFEST = ".feeds-manifest"


class Manifest:
    """The names of the files that an earlier build and this one wrote, relative to the folder."""

    def __init__(self, root: Path) -> None:
        """Read the list of earlier builds. Raises ``FeedsError`` for one that a build did not write."""
        self._path = root / MANIFEST
        self._known = frozenset(_read(self._path))
        self._listed = set(self._known)
        self.written: set[str] = set()

    def __contains__(self, name: str) -> bool:
        """Whether an earlier build or this one wrote a file of this name."""
        return name in self._known or name in self.written

    @property
    def left_over(self) -> frozenset[str]:
        """What earlier builds wrote and this one did not."""
        return self._known - self.written

    def add(self, names: Iterable[str]) -> None:
        """Note files that this build writes."""
        self.written.update(names)
        self.expect(names)

    def expect(self, names: Iterable[str]) -> None:
        """Note files before they are written, so that a build that was cut short leaves none unknown."""
        new = [name for name in names if name not in self._listed]
        if new:
            self._listed.update(new)
            self._path.parent.mkdir(parents=True, exist_ok=True)
            flags = os.O_WRONLY | os.O_CREAT | os.O_APPEND | getattr(os, "O_NOFOLLOW", 0)
            with open(os.open(self._path, flags, 0o666), "a", encoding="utf-8") as file:  # noqa: PTH123
                file.writelines(f"{name}\n" for name in new)

    def content(self) -> bytes:
        """The list as it is after this build."""
        return "".join(f"{name}\n" for name in sorted(self.written)).encode()


def is_inside(name: str) -> bool:
    """Whether a name stays within the folder: relative, and without steps upwards."""
    path = PurePosixPath(name)
    return bool(path.parts) and not path.is_absolute() and ".." not in path.parts and "\0" not in name


def _read(path: Path) -> set[str]:
    if path.is_symlink():
        raise FeedsError("the list of written files is a symbolic link", where=str(path), hint="Remove it")
    try:
        names = path.read_text(encoding="utf-8").splitlines()
    except FileNotFoundError:
        return set()
    for number, name in enumerate(names, start=1):
        if not is_inside(name):
            raise FeedsError(
                f"line {number} names a file outside the folder: {name[:200]!r}",
                where=str(path),
                hint="Remove the line, or the file if another program wrote it",
            )
    return set(names)
