"""Publications as files: what a plain web server needs to answer as this service does.

Paths of files are strings: a site has thousands of them, and ``pathlib`` took a fifth of the time of writing.
"""

import os
import stat
from collections.abc import Iterable, Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

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
        self._safe_folders: set[str] = set()
        """Folders that this build made or found without symbolic links above them."""
        with _reported(str(root)):
            self._manifest = Manifest(root)

    def check(self, names: Iterable[str]) -> None:
        """Raise ``FeedsError`` if writing these names would replace something that no build wrote."""
        if not self._root.exists():
            return
        paths = (path for path in self._files(names) if path not in self._manifest)
        in_the_way = [path for path in paths if os.path.exists(f"{self._root}/{path}")]  # noqa: PTH110  # see above
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
        with _reported(f"{self._root}/{MANIFEST}"):
            self._manifest.expect(self._files(names))

    def write(self, publication: Publication) -> int:
        """Write one publication under all its names; return how many files changed."""
        changed = 0
        modified_s = publication.modified_at.timestamp()
        bodies = {SUFFIXES[one.coding]: one.body for one in _distinguishable(publication)}
        for name in self._names(publication.name):
            path = self._path(name)
            with _reported(path):
                self._manifest.add([name + suffix for suffix in bodies])
                for suffix in SUFFIXES.values():
                    if suffix in bodies:
                        changed += self._write(path + suffix, bodies[suffix], modified_s)
                    else:
                        Path(path + suffix).unlink(missing_ok=True)
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
                Path(path).unlink(missing_ok=True)
        manifest = f"{self._root}/{MANIFEST}"
        with _reported(manifest):
            self._write(manifest, self._manifest.content(), None)
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

    def _path(self, name: str) -> str:
        """Where a file is. Raises ``FeedsError`` for a name that leads out of the folder."""
        path = f"{self._root}/{name}"
        folder = path.rpartition("/")[0]
        if folder not in self._safe_folders or not is_inside(name):
            self._check_path(name)
        return path

    def _check_path(self, name: str) -> None:
        if not is_inside(name):
            raise FeedsError("this name leads out of the folder", where=f"{self._root}/{name}")
        for folder in (self._root / name).parents:
            if folder == self._root:
                break
            if folder.is_symlink():
                hint = "Remove the link, or build into the folder it points to"
                raise FeedsError("a symbolic link leads out of the folder", where=str(folder), hint=hint)

    def _write(self, path: str, body: bytes, modified_s: float | None) -> int:
        """Replace a file in one step, and only if it differs, so that a server never sends half of one."""
        if _has(path, body):
            return 0
        folder, _, name = path.rpartition("/")
        if folder not in self._safe_folders:
            Path(folder).mkdir(parents=True, exist_ok=True)
            self._safe_folders.add(folder)
        draft = f"{folder}/.{name}.draft"
        try:
            _create(draft, body, modified_s)
            os.replace(draft, path)  # noqa: PTH105  # see the first lines of this module
        except OSError:
            with suppress(OSError):
                Path(draft).unlink(missing_ok=True)
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
def _reported(path: str) -> Iterator[None]:
    """Raise ``FeedsError`` in place of the system's errors."""
    try:
        yield
    except OSError as error:
        hint = "Free space or choose another folder; files already there are the last good ones"
        raise FeedsError(f"cannot be written: {error.strerror}", where=path, hint=hint) from error


def _has(path: str, body: bytes) -> bool:
    """Return whether a regular file has this content."""
    try:
        known = os.lstat(path)
    except FileNotFoundError:
        return False
    return stat.S_ISREG(known.st_mode) and known.st_size == len(body) and Path(path).read_bytes() == body


def _create(draft: str, body: bytes, modified_s: float | None) -> None:
    """Write a file that did not exist; one that an interrupted build left is removed."""
    flags = os.O_WRONLY | os.O_CREAT | os.O_EXCL | getattr(os, "O_BINARY", 0)
    try:
        descriptor = os.open(draft, flags, 0o666)
    except FileExistsError:
        Path(draft).unlink()
        descriptor = os.open(draft, flags, 0o666)
    try:
        left = memoryview(body)
        while left:
            left = left[os.write(descriptor, left) :]
        if modified_s is not None:
            os.utime(descriptor, (modified_s, modified_s))
    finally:
        os.close(descriptor)
