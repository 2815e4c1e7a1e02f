"""What a folder or file of records is: the source that ``feeds init`` writes for it."""

import os
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

from feeds.cli.found_records import FoundRecords
from feeds.cli.record_files import kind_of_file, recognised_file
from feeds.cli.record_samples import SAMPLED, RecordNames, names_in_document, names_in_file
from feeds.cli.site_generators import SITES

_CNAMES = ("CNAME", "static/CNAME", "public/CNAME", "source/CNAME", "content/extra/CNAME")
"""Where sites on GitHub Pages name their host."""

_ABOUT_THE_PROJECT = frozenset({"readme", "license", "changelog", "contributing", "code_of_conduct"})
_NO_CONTENT = frozenset({"node_modules", "site-packages", "vendor"})


def find_site(folder: Path) -> FoundRecords | None:
    """Return what is known of the folder of a static site or vault; ``None`` for any other folder."""
    for site in SITES:
        config = next((folder / name for name in site.configs if (folder / name).exists()), None)
        found = site.read(config) if config is not None else None
        if found is None:
            continue
        path = next((folder / name for name in site.articles if has_markdown(folder / name)), folder)
        if has_markdown(path):
            return replace(found, path=path, url=found.url or _github_pages(folder))
    return None


def find_records(path: Path) -> FoundRecords | None:
    """Return the source that reads a file or folder; ``None`` if its kind cannot be seen."""
    if not path.is_dir():
        kind = kind_of_file(path)
        return _of_kind(f"a source of kind {kind!r}", kind, path, path) if kind else None
    site = find_site(path)
    if site is None and has_markdown(path):
        return FoundRecords(what="a folder of Markdown", kind="markdown", path=path)
    found = recognised_file(path) if site is None else None
    return _of_kind(f"a folder of {found[1]} files", found[1], path, found[0]) if found else site


def _of_kind(what: str, kind: str, path: Path, sample: Path) -> FoundRecords:
    names = names_in_file(sample, kind) if kind in SAMPLED else RecordNames()
    return FoundRecords(what=what, kind=kind, path=path, names=names)


def records_in_answer(body: bytes) -> FoundRecords | None:
    """Return the source that reads an address with this answer; ``None`` unless it is JSON with records."""
    names = names_in_document(body)
    return FoundRecords(what="an address of JSON", kind="json", names=names) if names else None


def has_markdown(folder: Path) -> bool:
    """Whether a folder, or one below it, has an article that the kind ``markdown`` reads."""
    return next(_markdown_in(folder), None) is not None


def folder_of_markdown(folder: Path) -> str | None:
    """Return the folder below one that has the most Markdown; ``None`` without any."""
    counts: dict[str, int] = {}
    for path in _markdown_in(folder):
        below = path.relative_to(folder).parts[:-1]
        if below:
            counts[below[0]] = counts.get(below[0], 0) + 1
    return max(counts, key=lambda name: counts[name], default=None)


def _markdown_in(folder: Path) -> Iterator[Path]:
    from feeds.readers.markdown.reader import MarkdownReader  # loaded here: it brings all readers with it

    for root, folders, names in os.walk(folder):
        folders[:] = sorted(name for name in folders if name[0] != "." and name not in _NO_CONTENT)
        for name in sorted(names):
            path = Path(root, name)
            if path.suffix in MarkdownReader.endings and path.stem.lower() not in _ABOUT_THE_PROJECT:
                yield path


def _github_pages(folder: Path) -> str | None:
    """Return the address of a site whose host is in a file ``CNAME``."""
    file = next((folder / name for name in _CNAMES if (folder / name).is_file()), None)
    try:
        host = file.read_text(encoding="utf-8").strip() if file else ""
    except (OSError, ValueError):
        return None
    return f"https://{host}" if host and " " not in host and "." in host else None
