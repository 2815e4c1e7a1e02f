"""Publications as files: what a plain web server needs to answer as this service does."""

import contextlib
import os
from collections.abc import Iterable
from pathlib import Path

from feeds.model import Coding, Publication

SUFFIXES = {Coding.IDENTITY: "", Coding.GZIP: ".gz", Coding.BR: ".br"}
MANIFEST = ".feeds-manifest"


class Folder:
    """A folder that mirrors the publications, one file a coding; what is unchanged is not touched."""

    def __init__(self, root: Path, language: str) -> None:
        """Write below ``root``; pages in ``language`` also get the plain name (``news.html``)."""
        self._root = root
        self._language = language
        self._written: set[str] = set()

    def write(self, publication: Publication) -> int:
        """Write one publication under all its names; return how many files changed."""
        changed = 0
        for name in self._names(publication.name):
            for representation in publication.representations:
                path = name + SUFFIXES[representation.coding]
                self._written.add(path)
                changed += _write(self._root / path, representation.body, publication.modified_at.timestamp())
        return changed

    def write_note(self, name: str, body: bytes) -> int:
        """Write a file that is no publication; return how many files changed."""
        self._written.add(name)
        return _write(self._root / name, body, None)

    def finish(self) -> int:
        """Remove what an earlier run wrote and this one did not; return how many files went."""
        manifest = self._root / MANIFEST
        before = set(manifest.read_text(encoding="utf-8").splitlines()) if manifest.exists() else set()
        gone = before - self._written
        for path in gone:
            with contextlib.suppress(FileNotFoundError):
                (self._root / path).unlink()
        _write(manifest, "".join(f"{path}\n" for path in sorted(self._written)).encode(), None)
        return len(gone)

    def _names(self, name: str) -> Iterable[str]:
        yield name
        page = f".{self._language}.html"
        if name.endswith(page):
            yield name.removesuffix(page) + ".html"


def _write(path: Path, body: bytes, modified_s: float | None) -> int:
    """Replace a file at once and only if it differs, so that a server never sends half of one."""
    if path.exists() and path.read_bytes() == body:
        return 0
    path.parent.mkdir(parents=True, exist_ok=True)
    draft = path.with_name(f".{path.name}.draft")
    draft.write_bytes(body)
    if modified_s is not None:
        os.utime(draft, (modified_s, modified_s))
    draft.replace(path)
    return 1
