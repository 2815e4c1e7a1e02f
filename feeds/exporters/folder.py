"""Publications as files: what a plain web server needs to answer as this service does."""

import os
from collections.abc import Iterable, Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

from feeds.errors import FeedsError
from feeds.exporters.manifest import MANIFEST, Manifest, is_inside
from feeds.model import Coding, Publication, Representation
from feeds.render import PAGE_LANGUAGES

SUFFIXES = {Coding.IDENTITY: "", Coding.GZIP: ".gz", Coding.BR: ".br"}
SHOWN = 10
"""The number of files that an error message lists."""


def in_order(names: Iterable[str]) -> list[str]:
    """The order to write in: the parts of archives before the feeds that link to them (R-PAGE-04)."""
    return sorted(names, key=lambda name: "/archive/" not in name)


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
        with _reported(root):
            self._manifest = Manifest(root)

    def check(self, names: Iterable[str]) -> None:
        """Raise ``FeedsError`` if writing these names would replace something that no build wrote."""
        paths = sorted(
            {path + suffix for name in names for path in self._names(name) for suffix in SUFFIXES.values()}
        )
        in_the_way = [path for path in paths if path not in self._manifest and (self._root / path).exists()]
        if in_the_way:
            shown = ", ".join(in_the_way[:SHOWN])
            more = f" and {len(in_the_way) - SHOWN} more" if len(in_the_way) > SHOWN else ""
            raise FeedsError(
                f"files that feeds build did not write are in the way: {shown}{more}",
                where=str(self._root),
                hint="Choose another folder with --out, or replace them with --force",
            )

    def write(self, publication: Publication) -> int:
        """Write one publication under all its names; return how many files changed."""
        changed = 0
        for name in self._names(publication.name):
            files = {name + SUFFIXES[one.coding]: one for one in _distinguishable(publication)}
            paths = {file: self._path(file) for file in files}
            with _reported(self._root / name):
                self._manifest.add(files)
                for file, one in files.items():
                    changed += _write(paths[file], one.body, publication.modified_at.timestamp())
                for suffix in SUFFIXES.values():
                    if name + suffix not in files:
                        self._path(name + suffix).unlink(missing_ok=True)
        return changed

    def write_file(self, name: str, body: bytes) -> int:
        """Write a file that is not a publication; return how many files changed."""
        path = self._path(name)
        with _reported(path):
            self._manifest.written.add(name)
            return _write(path, body, None)

    def finish(self) -> int:
        """Remove what an earlier build wrote and this one did not; return how many files were removed."""
        left_over = self._manifest.left_over
        for name in left_over:
            path = self._path(name)
            with _reported(path):
                path.unlink(missing_ok=True)
        with _reported(self._root / MANIFEST):
            _write(self._root / MANIFEST, self._manifest.content(), None)
        return len(left_over)

    def _names(self, name: str) -> Iterable[str]:
        yield name
        if name.endswith(self._plain):
            yield name.removesuffix(self._plain) + ".html"

    def _path(self, name: str) -> Path:
        """Where a file is. Raises ``FeedsError`` for a name that leads out of the folder."""
        if not is_inside(name):
            raise FeedsError("this name leads out of the folder", where=str(self._root / name))
        path = self._root / name
        for folder in path.parents:
            if folder == self._root:
                return path
            if folder.is_symlink():
                hint = "Remove the link, or build into the folder it points to"
                raise FeedsError("a symbolic link leads out of the folder", where=str(folder), hint=hint)
        return path


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


def _write(path: Path, body: bytes, modified_s: float | None) -> int:
    """Replace a file in one step, and only if it differs, so that a server never sends half of one."""
    if not path.is_symlink() and path.is_file() and path.read_bytes() == body:
        return 0
    path.parent.mkdir(parents=True, exist_ok=True)
    draft = path.with_name(f".{path.name}.draft")
    draft.unlink(missing_ok=True)
    try:
        with draft.open("xb") as file:
            file.write(body)
        if modified_s is not None:
            os.utime(draft, (modified_s, modified_s))
        draft.replace(path)
    except OSError:
        with suppress(OSError):
            draft.unlink(missing_ok=True)
        raise
    return 1
