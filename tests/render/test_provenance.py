"""From any format the same name, article, feed and original time come back (R-SRC-13)."""

import json
from collections.abc import Callable
from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest
from lxml import etree

from feeds.model import Entry, Format, Person, Source
from feeds.render import FORMATS
from tests.render.reading import elements, entry_tree, texts
from tests.render.samples import AT, FULL

Provenance = tuple[str | None, str | None, str | None, str | None]
"""Publisher's name, article URL, feed URL, original time."""

WIRE = "https://wire.example.com"


def first(*values: str | None) -> str | None:
    return next((value for value in values if value), None)


def attribute(entry: etree._Element, path: str, name: str) -> str | None:
    return first(*(element.get(name) for element in elements(entry, path)))


def read_rss(entry: Entry) -> Provenance:
    item = entry_tree(entry, Format.RSS)
    via = "atom:link[@rel='via']"
    return (
        first(*texts(item, "dc:publisher"), attribute(item, via, "title"), *texts(item, "dc:creator")),
        attribute(item, via, "href"),
        first(attribute(item, "source", "url"), *texts(item, "dc:source")),
        first(*texts(item, "dcterms:created")),
    )


def read_atom(entry: Entry) -> Provenance:
    made = entry_tree(entry, Format.ATOM)
    via = "atom:link[@rel='via']"
    name = (*texts(made, "dc:publisher"), attribute(made, via, "title"))
    return (
        first(*name, *texts(made, "atom:author/atom:name")),
        attribute(made, via, "href"),
        attribute(made, "atom:source/atom:link[@rel='self']", "href"),
        first(*texts(made, "dcterms:created")),
    )


def read_json(entry: Entry) -> Provenance:
    item: dict[str, Any] = json.loads(FORMATS[Format.JSON].entry(entry).body)
    source = item.get("_source", {})
    name = source.get("name") or item["authors"][0]["name"]
    return name, source.get("url"), source.get("feed_url"), source.get("date_published")


READERS: dict[Format, Callable[[Entry], Provenance]] = {
    Format.RSS: read_rss,
    Format.ATOM: read_atom,
    Format.JSON: read_json,
}

NAME_ONLY = replace(
    FULL,
    authors=(Person(name="Delta Wire"),),
    publisher=None,
    via_url=None,
    created_at=None,
    origin=Source(name="Delta Wire"),
)
CASES: dict[str, tuple[Entry, Provenance]] = {
    "everything": (FULL, ("Delta Wire", f"{WIRE}/2024/5.html", f"{WIRE}/all.atom", "2024-10-21T23:07:16Z")),
    "name only": (NAME_ONLY, ("Delta Wire", None, None, None)),
    "name and byline": (
        replace(NAME_ONLY, authors=FULL.authors, publisher=Person(name="Delta Wire")),
        ("Delta Wire", None, None, None),
    ),
    "feed without title": (
        replace(NAME_ONLY, origin=Source(name="Delta Wire", feed_url=f"{WIRE}/rss")),
        ("Delta Wire", None, f"{WIRE}/rss", None),
    ),
    "article and time": (
        replace(NAME_ONLY, via_url=f"{WIRE}/5", created_at=AT - timedelta(days=2)),
        ("Delta Wire", f"{WIRE}/5", None, "2024-10-20T01:07:16Z"),
    ),
}


@pytest.mark.parametrize("form", list(Format))
@pytest.mark.parametrize("case", CASES)
def test_provenance_survives_every_format(case: str, form: Format) -> None:
    entry, expected = CASES[case]
    assert READERS[form](entry) == expected
