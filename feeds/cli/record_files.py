"""The kind of source that reads a file, by its name or its first bytes."""

from pathlib import Path

_KINDS = {
    ".csv": "csv",
    ".tsv": "csv",
    ".jsonl": "jsonl",
    ".ndjson": "jsonl",
    ".md": "markdown",
    ".opml": "opml",
}
_AGENCIES = {
    "ninjs": (b'"pubstatus"', b'"versioncreated"', b'"body_xhtml"'),
    "nitf": (b"<nitf",),
    "newsml": (b"<newsItem", b"<newsMessage", b"<packageItem"),
}
"""What only documents of a kind contain."""

_GHOST = (b'"mobiledoc"', b'"posts_meta"')
_MAX_BYTES = 1_000_000


def kind_of_file(path: Path) -> str | None:
    """Return the kind of a file; ``None`` if it cannot be seen."""
    known = _KINDS.get(path.suffix.lower())
    if known:
        return known
    with path.open("rb") as file:
        start = file.read(_MAX_BYTES)
    agencies = (kind for kind, marks in _AGENCIES.items() if any(mark in start for mark in marks))
    return next(agencies, None) or _kind_of_json(start.lstrip(b"\xef\xbb\xbf \t\r\n"))


def recognised_file(folder: Path) -> tuple[Path, str] | None:
    """Return the first file in a folder that is recognised, and its kind."""
    files = sorted(file for file in folder.iterdir() if file.is_file() and file.name[0] != ".")
    return next(((file, kind) for file in files if (kind := kind_of_file(file)) is not None), None)


def _kind_of_json(start: bytes) -> str | None:
    """Return ``ghost``, ``jsonl`` or ``json`` for what begins as JSON."""
    if start[:1] not in {b"{", b"["}:
        return None
    if b'"posts"' in start and (any(mark in start for mark in _GHOST) or b'"db"' in start[:200]):
        return "ghost"
    lines = [line for line in start.splitlines()[:2] if line.strip()]
    whole = all(line.startswith(b"{") and line.endswith(b"}") for line in lines)
    return "jsonl" if len(lines) > 1 and whole else "json"
