"""Publications as files: what a plain web server needs to answer as this service does."""

import os
from collections.abc import Iterable, Iterator
from pathlib import Path

from feeds.model import Coding, Publication, Representation
from feeds.render import PAGE_LANGUAGES

SUFFIXES = {Coding.IDENTITY: "", Coding.GZIP: ".gz", Coding.BR: ".br"}
MANIFEST = ".feeds-manifest"


def in_order(names: Iterable[str]) -> list[str]:
    """The order to write in: the parts of archives before the feeds that lead to them (R-PAGE-04)."""
    return sorted(names, key=lambda name: "/archive/" not in name)


class Folder:
    """A folder that mirrors the publications, one file a coding; what is unchanged is not touched."""

    def __init__(self, root: Path, language: str) -> None:
        """Write below ``root``; pages in ``language`` also get the plain name (``news.html``)."""
        self._root = root
        spoken = language.partition("-")[0].lower()
        self._plain = f".{spoken if spoken in PAGE_LANGUAGES else PAGE_LANGUAGES[0]}.html"
        self._before = self._noted()
        self._written: set[str] = set()

    def write(self, publication: Publication) -> int:
        """Write one publication under all its names; return how many files changed."""
        changed = 0
        for name in self._names(publication.name):
            kept = {name + SUFFIXES[one.coding]: one for one in _told_apart(publication)}
            self._note(kept)
            for path, representation in kept.items():
                changed += _write(self._root / path, representation.body, publication.modified_at.timestamp())
            for suffix in SUFFIXES.values():
                if name + suffix not in kept:
                    (self._root / (name + suffix)).unlink(missing_ok=True)
        return changed

    def write_note(self, name: str, body: bytes) -> int:
        """Write a file that is no publication; return how many files changed."""
        self._written.add(name)
        return _write(self._root / name, body, None)

    def finish(self) -> int:
        """Remove what an earlier run wrote and this one did not; return how many files went."""
        gone = self._noted() - self._written
        for path in gone:
            (self._root / path).unlink(missing_ok=True)
        noted = "".join(f"{path}\n" for path in sorted(self._written))
        _write(self._root / MANIFEST, noted.encode(), None)
        return len(gone)

    def _noted(self) -> set[str]:
        manifest = self._root / MANIFEST
        return set(manifest.read_text(encoding="utf-8").splitlines()) if manifest.exists() else set()

    def _note(self, paths: Iterable[str]) -> None:
        """Note new files before they are written, so that a run that was cut short leaves none unknown."""
        self._written.update(paths)
        new = [path for path in paths if path not in self._before]
        if new:
            self._before.update(new)
            self._root.mkdir(parents=True, exist_ok=True)
            with (self._root / MANIFEST).open("a", encoding="utf-8") as manifest:
                manifest.writelines(f"{path}\n" for path in new)

    def _names(self, name: str) -> Iterable[str]:
        yield name
        if name.endswith(self._plain):
            yield name.removesuffix(self._plain) + ".html"


def _told_apart(publication: Publication) -> Iterator[Representation]:
    """The representations that a server tells apart: its ETags are made of time and size (R-HTTP-03)."""
    sizes: set[int] = set()
    for representation in publication.representations:
        if len(representation.body) not in sizes:
            sizes.add(len(representation.body))
            yield representation


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
