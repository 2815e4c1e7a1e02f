"""``feeds init``: write a settings file to start with."""

import asyncio
import json
import shlex
from collections.abc import Mapping
from datetime import UTC, datetime
from pathlib import Path
from typing import Annotated
from urllib.parse import urlsplit

import typer

from feeds.cli.found_records import FoundRecords
from feeds.cli.output import print_line, print_note
from feeds.cli.site_folder import find_records, find_site, folder_of_markdown, records_in_answer
from feeds.cli.templates import continued_settings, found_settings, new_settings, sample_records
from feeds.errors import FeedsError

SETTINGS = "feeds.toml"
SCHEMA = "feeds.schema.json"
RECORDS = "records/articles.jsonl"
_PRIVATE = ".url"
"""The ending of files that only their owner may read."""


TargetFolder = Annotated[
    Path, typer.Argument(metavar="[DIR]", help="The folder to write to.", show_default=False)
]
From = Annotated[
    str | None, typer.Option("--from", metavar="URL|PATH", help="Continue this feed, or read these records.")
]
AllowPrivate = Annotated[
    bool, typer.Option("--allow-private", help="Let --from reach a host in a private network.")
]


def init(folder: TargetFolder = Path(), from_: From = None, *, allow_private: AllowPrivate = False) -> None:
    """Write feeds.toml with comments and a few sample records; feeds serve then serves them.

    With --from the settings continue an existing feed: its title, its id and the ids of its entries stay, and
    its old address leads to the new one. --from takes other records too: a WordPress or Ghost export, a
    folder of Markdown, CSV, JSON (also of an API), OPML, or a database (sqlite:///cms.db,
    postgresql://user@host/name), whose address is written to a file of its own. In the folder of a Hugo,
    Jekyll, Zola, Hexo, Eleventy, Astro, Docusaurus or Pelican site, or of an Obsidian vault, the settings
    read its articles. No file is replaced.
    """
    from feeds.config.schema import json_schema

    found = find_site(folder) if from_ is None else None
    if found is not None:
        files: Mapping[str, str] = _found(folder, found)
    elif from_ is None:
        files = _new(folder)
    elif "://" in from_ and not from_.startswith(("http://", "https://")):
        files = _of_database(folder, from_)
    else:
        files = _continued(folder, from_, allow_private=allow_private)
    _write(folder, {**files, SCHEMA: json_schema() + "\n"})
    _check(folder)
    step = "" if folder == Path() else f"cd {folder} && "
    print_line(f"Next: {step}feeds serve")
    if found is not None and found.is_site:
        print_line(
            f"Or:   {step}feeds build --only feeds --out DIR   (the folder that your site is built into)"
        )


def _new(folder: Path) -> Mapping[str, str]:
    """Return settings with sample records; a folder may have articles of its own, which are named."""
    markdown = folder_of_markdown(folder)
    if markdown is not None:
        print_note(
            f"There is Markdown in {markdown!r}; to read it: feeds init --from {shlex.quote(markdown)}"
        )
    return {SETTINGS: new_settings(SCHEMA), RECORDS: sample_records(datetime.now(UTC))}


def _found(folder: Path, found: FoundRecords) -> Mapping[str, str]:
    path = _shown(found.path or folder, folder)
    print_note(f"This is {found.what}: its articles are in {'this folder' if path == '.' else repr(path)}.")
    _note_names(found)
    return {SETTINGS: found_settings(found, _path_line(path), SCHEMA)}


def _note_names(found: FoundRecords) -> None:
    """Say what was guessed about the records, for the person who has to check it."""
    if found.names.fields:
        print_note("Their fields have other names; check [sources.fields] with: feeds config --read")
    if found.names.has_local_times:
        print_note("Their times have no offset: set timezone, which is UTC now.")


def _of_database(folder: Path, address: str) -> Mapping[str, str]:
    """Return settings that read a database, and its address in a file that only the owner may read."""
    from feeds.cli.database_source import URL_FILE, database_settings, find_tables

    tables = find_tables(address, folder)
    print_note(f"Reading the table {tables[0].name!r}; check it with: feeds config --read")
    return {SETTINGS: database_settings(tables, SCHEMA), URL_FILE: f"{address}\n"}


def _continued(folder: Path, place: str, *, allow_private: bool) -> Mapping[str, str]:
    from feeds.readers.feed_head import read_feed_head
    from feeds.readers.feed_links import not_a_feed_hint
    from feeds.readers.wordpress import is_wxr

    if "://" in place:
        url, body = asyncio.run(_fetched(place, allow_private=allow_private))
        source = _url_lines(place, is_private=allow_private)
    elif Path(place).is_dir():
        return _of_records(folder, Path(place))
    else:
        url, body = None, _file(Path(place))
        source = _path_line(_shown(Path(place), folder))
    head = read_feed_head(body)
    if head is None and url is None:
        return _of_records(folder, Path(place))
    records = records_in_answer(body) if head is None else None
    if records is not None:
        print_note("The address answers with records in JSON.")
        _note_names(records)
        return {SETTINGS: found_settings(records, source, SCHEMA)}
    if head is None:
        raise FeedsError("this is not a feed", where=place, hint=not_a_feed_hint(body, url))
    if url is None and is_wxr(body):
        print_note(f"Continuing {head.title!r} from a WordPress export: its published posts.")
        return {SETTINGS: continued_settings(head, source, head.feed_url, SCHEMA, kind="wordpress")}
    entries = "1 entry" if head.entries == 1 else f"{head.entries} entries"
    print_note(f"Continuing {head.title!r} with {entries}.")
    return {SETTINGS: continued_settings(head, source, url or head.feed_url, SCHEMA)}


def _of_records(folder: Path, path: Path) -> Mapping[str, str]:
    """Return settings that read records from a file or folder of another kind than a feed."""
    found = find_records(path)
    if found is None:
        hint = "Give a feed, an export, CSV, JSON, OPML or a folder of Markdown"
        raise FeedsError("no records were recognised", where=str(path), hint=hint)
    return _found(folder, found)


def _path_line(path: str) -> str:
    return f"path = {json.dumps(path, ensure_ascii=False)}"


def _url_lines(url: str, *, is_private: bool) -> str:
    """Return the line of an address; a host in a private network has to be allowed."""
    allowed = f"\nallow_hosts = [{json.dumps(urlsplit(url).hostname)}]" if is_private else ""
    return f"url = {json.dumps(url)}{allowed}"


def _shown(path: Path, folder: Path) -> str:
    """Return a path as the settings name it: from their folder where it is below."""
    whole, root = path.resolve(), folder.resolve()
    return str(whole.relative_to(root)) if whole.is_relative_to(root) else str(whole)


async def _fetched(url: str, *, allow_private: bool) -> tuple[str, bytes]:
    from feeds.cli.fetching import fetch

    response = await fetch(url, allow_private=allow_private)
    if response.status != 200:  # noqa: PLR2004 - the status of success
        raise FeedsError(f"the server answered {response.status}", where=url, hint="Check the address")
    return url, response.body


def _file(path: Path) -> bytes:
    try:
        return path.read_bytes()
    except OSError as error:
        raise FeedsError(
            f"cannot be read: {error.strerror}", where=str(path), hint="Check the path"
        ) from error


def _write(folder: Path, files: Mapping[str, str]) -> None:
    """Write all files, or none if one of them exists."""
    existing = [name for name in files if (folder / name).exists()]
    if existing:
        raise FeedsError(
            f"{', '.join(existing)} exists already", where=str(folder), hint="Choose another folder"
        )
    for name, text in files.items():
        path = folder / name
        try:
            path.parent.mkdir(parents=True, exist_ok=True)
            if name.endswith(_PRIVATE):
                path.touch(mode=0o600)
            path.write_text(text, encoding="utf-8")
        except OSError as error:
            raise FeedsError(f"cannot be written: {error.strerror}", where=str(path)) from error
        print_line(f"Wrote {path}")


def _check(folder: Path) -> None:
    from feeds.config import load

    for warning in load(folder / SETTINGS).warnings:
        print_note(f"Warning: {warning}", color="yellow")
