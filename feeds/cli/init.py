"""``feeds init``: write a settings file to start with."""

import asyncio
import json
from collections.abc import Mapping
from datetime import UTC, datetime
from pathlib import Path
from typing import Annotated

import typer

from feeds.cli.output import print_line, print_note
from feeds.cli.templates import continued_settings, new_settings, sample_records
from feeds.errors import FeedsError

SETTINGS = "feeds.toml"
SCHEMA = "feeds.schema.json"
RECORDS = "records/articles.jsonl"

TargetFolder = Annotated[
    Path, typer.Argument(metavar="[DIR]", help="The folder to write to.", show_default=False)
]
From = Annotated[
    str | None, typer.Option("--from", metavar="URL|FILE", help="Continue this RSS, Atom or JSON feed.")
]
AllowPrivate = Annotated[
    bool, typer.Option("--allow-private", help="Let --from reach a host in a private network.")
]


def init(folder: TargetFolder = Path(), from_: From = None, *, allow_private: AllowPrivate = False) -> None:
    """Write feeds.toml with comments and a few sample records; feeds serve then serves them.

    With --from the settings continue an existing feed: its title, its id and the ids of its entries stay, and
    its old address leads to the new one. No file is replaced.
    """
    from feeds.config.schema import json_schema

    if from_ is None:
        files: Mapping[str, str] = {
            SETTINGS: new_settings(SCHEMA),
            RECORDS: sample_records(datetime.now(UTC)),
        }
    else:
        files = _continued(folder, from_, allow_private=allow_private)
    _write(folder, {**files, SCHEMA: json_schema() + "\n"})
    _check(folder)
    step = "" if folder == Path() else f"cd {folder} && "
    print_line(f"Next: {step}feeds serve")


def _continued(folder: Path, place: str, *, allow_private: bool) -> Mapping[str, str]:
    from feeds.readers.feed_head import read_feed_head
    from feeds.readers.wordpress import is_wxr

    if "://" in place:
        url, body = asyncio.run(_fetched(place, allow_private=allow_private))
        source = f"url = {json.dumps(place)}"
    else:
        url, body = None, _file(Path(place))
        path = Path(place).resolve()
        root = folder.resolve()
        shown = path.relative_to(root) if path.is_relative_to(root) else path
        source = f"path = {json.dumps(str(shown), ensure_ascii=False)}"
    head = read_feed_head(body)
    if head is None:
        raise FeedsError("this is not a feed", where=place, hint="Give an RSS, Atom or JSON feed")
    if url is None and is_wxr(body):
        print_note(f"Continuing {head.title!r} from a WordPress export: its published posts.")
        return {SETTINGS: continued_settings(head, source, head.feed_url, SCHEMA, kind="wordpress")}
    print_note(f"Continuing {head.title!r} with {head.entries} entries.")
    return {SETTINGS: continued_settings(head, source, url or head.feed_url, SCHEMA, private=allow_private)}


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
            path.write_text(text, encoding="utf-8")
        except OSError as error:
            raise FeedsError(f"cannot be written: {error.strerror}", where=str(path)) from error
        print_line(f"Wrote {path}")


def _check(folder: Path) -> None:
    from feeds.config import load

    for warning in load(folder / SETTINGS).warnings:
        print_note(f"Warning: {warning}", color="yellow")
