"""Publications as files: what a plain web server needs to answer as this service does."""

import os
import stat
from collections.abc import Iterable, Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import BinaryIO

from feeds.errors import FeedsError
from feeds.exporters.manifest import MANIFEST, Manifest, is_inside
from feeds.model import Coding, Publication, Representation
from feeds.render import PAGE_LANGUAGES

SUFFIXES = {Coding.IDENTITY: "", Coding.GZIP: ".gz", Coding.BR: ".br"}
ARCHIVE = "/archive/"
"""What the names of archive parts contain, and no others."""

SHOWN = 10
"""The number of files that an error message lists."""


def in_order(names: Iterable[str]) -> list[str]:
    """The order to write in: the parts of archives before the feeds that link to them (R-PAGE-04)."""
    return sorted(names, key=lambda name: ARCHIVE not in name)


class Folder:
    """A folder that mirrors the publications, one file a coding; what is unchanged is not touched.

    Files are written and removed inside the folder alone: names that lead out of it are refused, and
    symbolic links below it are not followed. Every method raises ``FeedsError`` when the system refuses, as
    on a full disk; each file is then the last good one.
    """

    def __init__(self, root: Path, language: str) -> None:
        """Write below ``root``; pages in ``language`` also get the plain name (``news.html``)."""
        self._root = root
        primary = language.partition("-")[0].lower()
        self._plain = f".{primary if primary in PAGE_LANGUAGES else PAGE_LANGUAGES[0]}.html"
        if root.exists() and not root.is_dir():
            raise FeedsError("is not a folder", where=str(root), hint="Give the path of a folder")
        self._safe_folders: set[Path] = set()
        """Folders that this build made or found without symbolic links above them."""
        with _reported(root):
            self._manifest = Manifest(root)

    def check(self, names: Iterable[str]) -> None:
        """Raise ``FeedsError`` if writing these names would replace something that no build wrote."""
        paths = self._files(names)
        in_the_way = [path for path in paths if path not in self._manifest and (self._root / path).exists()]
        if in_the_way:
            shown = ", ".join(in_the_way[:SHOWN])
            more = f" and {len(in_the_way) - SHOWN} more" if len(in_the_way) > SHOWN else ""
            raise FeedsError(
                f"files that feeds build did not write are in the way: {shown}{more}",
                where=str(self._root),
                hint="Choose another folder with --out, or replace them with --force",
            )

    def expect(self, names: Iterable[str]) -> None:
        """Note the files of several publications at once, before they are written."""
        with _reported(self._root / MANIFEST):
            self._manifest.expect(self._files(names))

    def write(self, publication: Publication) -> int:
        """Write one publication under all its names; return how many files changed."""
        changed = 0
        for name in self._names(publication.name):
            files = {name + SUFFIXES[one.coding]: one for one in _distinguishable(publication)}
            path = self._path(name)
            with _reported(path):
                self._manifest.add(files)
                for file, one in files.items():
                    sibling = path.with_name(path.name + file[len(name) :])
                    changed += self._write(sibling, one.body, publication.modified_at.timestamp())
                for suffix in SUFFIXES.values():
                    if name + suffix not in files:
                        path.with_name(path.name + suffix).unlink(missing_ok=True)
        return changed

    def write_file(self, name: str, body: bytes) -> int:
        """Write a file that is not a publication; return how many files changed."""
        path = self._path(name)
        with _reported(path):
            self._manifest.written.add(name)
            return self._write(path, body, None)

    def finish(self) -> int:
        """Remove what an earlier build wrote and this one did not; return how many files were removed."""
        left_over = self._manifest.left_over
        for name in left_over:
            path = self._path(name)
            with _reported(path):
                path.unlink(missing_ok=True)
        with _reported(self._root / MANIFEST):
            self._write(self._root / MANIFEST, self._manifest.content(), None)
        return len(left_over)

    def _files(self, names: Iterable[str]) -> list[str]:
        """Return all files that publications of these names may have, in order."""
        return sorted(
            {path + suffix for name in names for path in self._names(name) for suffix in SUFFIXES.values()}
        )

    def _names(self, name: str) -> Iterable[str]:
        yield name
        if name.endswith(self._plain):
            yield name.removesuffix(self._plain) + ".html"

    def _path(self, name: str) -> Path:
        """Where a file is. Raises ``FeedsError`` for a name that leads out of the folder."""
        if not is_inside(name):
            raise FeedsError("this name leads out of the folder", where=str(self._root / name))
        path = self._root / name
        if path.parent not in self._safe_folders:
            for folder in path.parents:
                if folder == self._root:
                    break
                if folder.is_symlink():
                    hint = "Remove the link, or build into the folder it points to"
                    raise FeedsError("a symbolic link leads out of the folder", where=str(folder), hint=hint)
        return path

    def _write(self, path: Path, body: bytes, modified_s: float | None) -> int:
        """Replace a file in one step, and only if it differs, so that a server never sends half of one."""
        if _has(path, body):
            return 0
        if path.parent not in self._safe_folders:
            path.parent.mkdir(parents=True, exist_ok=True)
            self._safe_folders.add(path.parent)
        draft = path.with_name(f".{path.name}.draft")
        try:
            with _created(draft) as file:
                file.write(body)
                if modified_s is not None:
                    file.flush()
                    os.utime(file.fileno(), (modified_s, modified_s))
            draft.replace(path)
        except OSError:
            with suppress(OSError):
                draft.unlink(missing_ok=True)
            raise
        return 1


def _distinguishable(publication: Publication) -> Iterator[Representation]:
    """The representations whose sizes differ: a plain server makes ETags of time and size (R-HTTP-03)."""
    sizes: set[int] = set()
    for representation in publication.representations:
        if len(representation.body) not in sizes:
            sizes.add(len(representation.body))
            yield representation


@contextmanager
def _reported(path: Path) -> Iterator[None]:
    """Raise ``FeedsError`` in place of the system's errors."""
    try:
        yield
    except OSError as error:
        hint = "Free space or choose another folder; files already there are the last good ones"
        raise FeedsError(f"cannot be written: {error.strerror}", where=str(path), hint=hint) from error


def _has(path: Path, body: bytes) -> bool:
    """Return whether a regular file has this content."""
    try:
        known = os.lstat(path)
    except FileNotFoundError:
        return False
    return stat.S_ISREG(known.st_mode) and known.st_size == len(body) and path.read_bytes() == body


def _created(draft: Path) -> BinaryIO:
    """Open a file that did not exist; one that an interrupted build left is removed."""
    try:
        return draft.open("xb")
    except FileExistsError:
        draft.unlink()
        return draft.open("xb")
