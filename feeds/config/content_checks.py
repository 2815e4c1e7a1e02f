"""Look at the beginning of a source's first file: archives, spreadsheets and other formats are reported."""

from collections.abc import Iterator
from glob import glob, has_magic
from pathlib import Path
from typing import Any

from feeds.config.checks import texts
from feeds.errors import Problem

Row = dict[str, Any]
_STDIN = "-"
_HEAD_BYTES = 512
_BINARY = (
    (b"PK\x03\x04", "is a spreadsheet or an archive, not text"),
    (b"\xd0\xcf\x11\xe0", "is an Office document, not text"),
    (b"%PDF", "is a PDF document, not text"),
    (b"SQLite format 3", "is a database, not text"),
)
_HTML = (b"<!doctype html", b"<html")
_XML = (b"<?xml", b"<rss", b"<feed", b"<opml", b"<nitf", b"<newsitem")
_JSON = (b'{"', b"[{", b"{\n", b"{\r", b"[\n", b"[\r")
_JSON_KINDS = frozenset({"json", "jsonl", "ghost", "ninjs"})
_XML_KINDS = frozenset({"xml", "wordpress", "opml", "nitf", "newsml"})
_TABLES = frozenset({".csv", ".tsv", ".json", ".jsonl", ".xml"})


def content_problems(row: Row, kind: str, where: str, folder: Path) -> Iterator[Problem]:
    """Find files whose content is of another format than the kind reads; paths start at ``folder``."""
    for path in texts(row.get("path")):
        file = _first_file(path, folder)
        wrong = _wrong_format(file, kind) if file else None
        if wrong:
            yield Problem(where=f"{where}.path", message=f"{path!r} {wrong[0]}", hint=wrong[1])


def _first_file(path: str, folder: Path) -> Path | None:
    """Return a file, or the first one of a glob; ``None`` for a folder, whose files are chosen by ending."""
    if path in {"", _STDIN}:
        return None
    found = sorted(glob(str(folder / path), recursive=True)) if has_magic(path) else [str(folder / path)]  # noqa: PTH207 - absolute patterns
    return next((Path(name) for name in found if Path(name).is_file()), None)


def _wrong_format(file: Path, kind: str) -> tuple[str, str] | None:
    try:
        with file.open("rb") as opened:
            head = opened.read(_HEAD_BYTES)
    except OSError as error:
        return f"cannot be read: {error.strerror}", "Give the service the right to read it"
    for magic, message in _BINARY:
        if head.startswith(magic):
            return message, _binary_hint(kind, magic)
    if kind == "markdown":
        wrong = file.suffix.lower() in _TABLES
        return ("is not Markdown", f'Use kind = "{file.suffix[1:].lower()}"') if wrong else None
    return _wrong_text(head.lstrip(b"\xef\xbb\xbf \r\n\t"), kind)


def _wrong_text(start: bytes, kind: str) -> tuple[str, str] | None:
    if kind not in {"page", "feed"} and start[:14].lower().startswith(_HTML):
        return "contains an HTML page", 'Use kind = "page", or give the file that the page leads to'
    if kind in _JSON_KINDS | {"csv"} and start.lower().startswith(_XML):
        return f"contains XML, not {_wanted(kind)}", 'Use kind = "xml", "feed" or "wordpress"'
    if kind in _XML_KINDS | {"csv"} and start.startswith(_JSON):
        return f"contains JSON, not {_wanted(kind)}", 'Use kind = "jsonl" or "json"'
    return None


def _binary_hint(kind: str, magic: bytes) -> str:
    if magic.startswith(b"SQLite"):
        return 'Use kind = "sql" with url = "sqlite:///…"'
    if magic.startswith(b"%PDF"):
        return "Export the articles as text"
    return "Save it as CSV" if kind == "csv" else "Unpack it, or export it as text"


def _wanted(kind: str) -> str:
    return "a table" if kind == "csv" else "JSON" if kind in _JSON_KINDS else "XML"
