"""Settings that are valid but probably a mistake; commands print them as warnings."""

import csv
import json
import os
from collections.abc import Iterator
from glob import glob, has_magic
from itertools import islice
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

from feeds.config.checks import rows, texts
from feeds.config.problems import closest
from feeds.config.source_checks import is_private_host
from feeds.errors import Problem
from feeds.model import INDEX

Row = dict[str, Any]
ENTRIES_AT_LEAST = 30
"""How many entries a feed should have room for (R-PAGE-14)."""

_SAMPLE_LINES = 200
_SAMPLE_BYTES = 1_000_000


def warnings(raw: Row, folder: Path) -> tuple[Problem, ...]:
    """Return what deserves a look, each with its TOML path. Assumes that the settings are valid."""
    return (
        *_globs(raw, folder),
        *_fields(raw, folder),
        *_tokens(raw),
        *_source_channels(raw),
        *_credited_sources(raw),
        *_short_feeds(raw),
        *_insecure_site(raw),
        *_feed_as_site(raw),
    )


def _short_feeds(raw: Row) -> Iterator[Problem]:
    """A short feed of a busy channel loses articles for readers that poll once a day (R-PAGE-14)."""
    for number, row in enumerate(rows(raw, "channels"), 1):
        limit = row.get("limit")
        if isinstance(limit, int) and limit < ENTRIES_AT_LEAST and row.get("most_read") is None:
            yield Problem(
                where=f"channels[{number}]({row.get('path')}).limit",
                message=f"readers that poll once a day miss articles beyond the newest {limit}",
                hint=f"Set limit to {ENTRIES_AT_LEAST} or more, unless it has few articles a day",
            )


def _insecure_site(raw: Row) -> Iterator[Problem]:
    """Addresses without TLS can be read and changed on their way (R-URL-12)."""
    site = raw.get("site")
    url = urlsplit(str(site.get("url", ""))) if isinstance(site, dict) else urlsplit("")
    host = url.hostname or ""
    if url.scheme == "http" and "." in host and not is_private_host(host):
        yield Problem(
            where="site.url",
            message="the public address has no TLS, so others can read and change what readers get",
            hint='Serve the site with https and write url = "https://…"',
        )


def _feed_as_site(raw: Row) -> Iterator[Problem]:
    site = raw.get("site")
    path = urlsplit(str(site.get("url", ""))).path if isinstance(site, dict) else ""
    if path.lower().endswith((".xml", ".rss", ".atom", ".json", ".html", ".php")):
        yield Problem(
            where="site.url",
            message=f"feeds would be at {path}/news.rss: this is the base of all addresses, not a page",
            hint=f"Remove {path}",
        )


def _named_sources(raw: Row) -> Iterator[tuple[str, Row]]:
    for number, row in enumerate(rows(raw, "sources"), 1):
        yield f"sources[{number}]({row.get('name')})", row


def _globs(raw: Row, folder: Path) -> Iterator[Problem]:
    for where, row in _named_sources(raw):
        for path in texts(row.get("path")):
            if has_magic(path) and not _files(path, folder):
                hint = f"The pattern starts at {folder.resolve()}"
                yield Problem(where=f"{where}.path", message=f"{path!r} matches no file", hint=hint)
            elif (folder / path).is_dir() and not any(map(Path.is_file, (folder / path).rglob("*"))):
                hint = f"The folder is {(folder / path).resolve()}"
                yield Problem(where=f"{where}.path", message=f"{path!r} contains no file", hint=hint)


def _files(path: str, folder: Path) -> list[Path]:
    """Return the files that a path means, in order; the files of a folder only where it is flat."""
    start = folder / path
    if has_magic(path):
        return [Path(found) for found in sorted(glob(str(start), recursive=True)) if Path(found).is_file()]  # noqa: PTH207 - absolute patterns
    if start.is_dir():
        return sorted(found for found in start.iterdir() if found.is_file() and found.name[0] != ".")
    return [start] if start.is_file() else []


def _fields(raw: Row, folder: Path) -> Iterator[Problem]:
    """Compare ``[sources.fields]`` with the names in the first file of a ``csv`` or ``jsonl`` source."""
    for where, row in _named_sources(raw):
        fields, kind = row.get("fields"), row.get("kind")
        if not isinstance(fields, dict) or kind not in {"csv", "jsonl"}:
            continue
        first = next((file for path in texts(row.get("path")) for file in _files(path, folder)), None)
        names = _names_in(first, str(kind)) if first else frozenset()
        for ours, theirs in fields.items() if names else ():
            if isinstance(theirs, str) and theirs not in names and theirs.partition(".")[0] not in names:
                message = f"{theirs!r} does not occur in {first.name if first else ''}"
                hint = closest(theirs, sorted(names), "names")
                yield Problem(where=f"{where}.fields.{ours}", message=message, hint=hint)


def _names_in(file: Path, kind: str) -> frozenset[str]:
    """Return the names of columns or keys in the beginning of a file; nothing where it cannot be read."""
    try:
        with file.open(encoding="utf-8-sig") as text:
            lines = list(islice(iter(lambda: text.readline(_SAMPLE_BYTES), ""), _SAMPLE_LINES))
        if kind == "csv":
            header = next((line for line in lines if line.strip()), "")
            delimiter = max(",;\t|", key=header.count)
            return frozenset(cell.strip() for cell in next(csv.reader([header], delimiter=delimiter), []))
        values = [json.loads(line) for line in lines if line.strip()]
    except (OSError, ValueError, csv.Error):
        return frozenset()
    return frozenset(key for value in values if isinstance(value, dict) for key in value)


def _tokens(raw: Row) -> Iterator[Problem]:
    """A variable that is not set here may be where the service runs."""
    for where, row in _named_sources(raw):
        variable = row.get("token_env")
        if isinstance(variable, str) and not os.environ.get(variable):
            hint = "Set the variable before the service starts"
            yield Problem(where=f"{where}.token_env", message=f"{variable} is not set", hint=hint)


def _source_channels(raw: Row) -> Iterator[Problem]:
    channels = [row for row in rows(raw, "channels") if isinstance(row.get("path"), str)]
    known = {INDEX, *(row["path"] for row in channels)}
    known |= {alias for row in channels for alias in texts(row.get("aliases"))}
    folded = {name.casefold() for name in known}
    for where, row in _named_sources(raw):
        channel = row.get("channel")
        if isinstance(channel, str) and channel.casefold() not in folded:
            hint = closest(channel, sorted(known), "channels")
            yield Problem(where=f"{where}.channel", message=f"there is no channel {channel!r}", hint=hint)


def _credited_sources(raw: Row) -> Iterator[Problem]:
    """``where.sources`` compares the source that a record names, not the table that it was read by."""
    tables = {row.get("name") for row in rows(raw, "sources")}
    credited = {
        name for row in rows(raw, "credits") for name in (row.get("name"), *texts(row.get("aliases")))
    }
    for number, row in enumerate(rows(raw, "channels"), 1):
        where = row.get("where")
        for name in texts(where.get("sources")) if isinstance(where, dict) else ():
            if name in tables and name not in credited:
                at = f"channels[{number}]({row.get('path')}).where.sources"
                message = f"{name!r} is the name of a [[sources]] table, not of a source that records name"
                hint = "Set channel in that [[sources]] table to collect its records"
                yield Problem(where=at, message=message, hint=hint)
