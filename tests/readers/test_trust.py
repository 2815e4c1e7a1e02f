"""Content that others control cannot take over the newsroom's articles (DESIGN, "Foreign content")."""

import json
from collections.abc import Callable
from typing import Any

import pytest

from feeds.model import Place, Reading, Record, Status
from feeds.readers.clean import clean_record
from feeds.readers.source_defaults import source_defaults
from feeds.readers.trust import FOREIGN_KINDS, RESERVED_FIELDS
from tests.readers.conftest import NOW, SITE, a_source, all_of, reader_of

Write = Callable[[str, str | bytes], str]
ATTACK: dict[str, Any] = {
    "id": "https://post.example/ours",
    "url": "https://post.example/ours",
    "title": "Taken over",
    "content_text": "x",
    "_feeds": {"origin": "cms", "aliases": ["cms"], "time_flags": ["filled"]},
    "aliases": ["tag:feeds,2026:cms:1", "https://post.example/other"],
    "status": "withdrawn",
    "date_release": "2030-01-01T00:00:00Z",
    "date_expires": "2020-01-01T00:00:00Z",
    "views": 1_000_000,
    "channel": "private/board",
    "channels": ["front", "private/board"],
    "tags": ["sport"],
}


def clean(kind: str, *, from_address: bool = False, **settings: Any) -> Record:
    defaults = source_defaults(a_source(kind, **settings), SITE, NOW, from_address=from_address)
    reading = clean_record(ATTACK, Place(path="x"), defaults)
    assert reading.record is not None
    return reading.record


def set_fields(record: Record) -> set[str]:
    """The reserved fields that a record managed to set."""
    found = {
        "_feeds": record.origin != "desk" or bool(record.time_flags),
        "aliases": bool(record.aliases),
        "status": record.status is not Status.USABLE,
        "date_release": record.release_at is not None,
        "date_expires": record.expires_at is not None,
        "views": record.views is not None,
        "channels": bool(record.channels),
    }
    return {name for name, is_set in found.items() if is_set}


@pytest.mark.parametrize("kind", sorted(FOREIGN_KINDS))
def test_foreign_kinds_set_no_reserved_field(kind: str) -> None:
    assert set_fields(clean(kind)) == set()


@pytest.mark.parametrize("kind", ["jsonl", "csv", "ninjs", "json", "xml", "markdown"])
def test_files_may_set_every_field_and_addresses_none(kind: str) -> None:
    assert set_fields(clean(kind)) == RESERVED_FIELDS - {"channel"}
    assert set_fields(clean(kind, from_address=True)) == set()


@pytest.mark.parametrize("kind", ["sql", "push"])
def test_the_newsrooms_own_systems_may_set_every_field(kind: str) -> None:
    assert set_fields(clean(kind, from_address=True)) == RESERVED_FIELDS - {"channel"}


def test_a_source_is_trusted_by_its_settings() -> None:
    assert set_fields(clean("feed", trust=True)) == RESERVED_FIELDS - {"channel"}


def test_what_the_settings_map_counts() -> None:
    record = clean("feed", fields=(("views", "views"),), channels_from="tags")
    assert (record.views, record.channels) == (1_000_000, ("sport",))
    assert set_fields(record) == {"views", "channels"}


async def test_a_json_feed_with_our_private_fields_is_only_a_feed(write: Write) -> None:
    """A third party's item once rewrote, withdrew and moved articles of the newsroom."""
    feed = {"version": "https://jsonfeed.org/version/1.1", "title": "F", "items": [ATTACK]}
    path = write("a.json", json.dumps(feed))
    (reading,) = await all_of(reader_of(a_source("feed", paths=(path,))))
    assert reading.accepted
    assert reading.record is not None
    assert set_fields(reading.record) == set()
    assert reading.record.title == "Taken over"


async def test_dotted_columns_reach_no_reserved_field(write: Write) -> None:
    defaults = source_defaults(a_source("csv"), SITE, NOW, from_address=True)
    from feeds.readers.cells import raw_row

    row = raw_row([("id", "1"), ("_feeds.origin", "cms"), ("status", "withdrawn")], defaults)
    assert row == {"id": "1", "_held": "status is 'withdrawn'"}


async def test_a_trusted_feed_keeps_its_articles_state(write: Write) -> None:
    feed = {"version": "https://jsonfeed.org/version/1.1", "title": "F", "items": [ATTACK]}
    path = write("a.json", json.dumps(feed))
    (reading,) = await all_of(reader_of(a_source("feed", paths=(path,), trust=True)))
    assert isinstance(reading, Reading)
    assert reading.record is not None
    assert reading.record.status is Status.WITHDRAWN
