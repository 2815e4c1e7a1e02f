"""Heads of feeds are rendered once for all their times."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from itertools import product

import pytest

from feeds.model import FeedLink, Format, Head, Person
from feeds.render import FORMATS

HEAD = Head(
    id="tag:harbour.example,2024:news",
    title="News",
    description="News of the harbour",
    page_url="https://harbour.example/news",
    self_urls=tuple((form, f"https://harbour.example/news.{form}") for form in Format),
    updated_at=datetime(2024, 10, 22, 7, 30, tzinfo=UTC),
    author=Person(name="Harbour Post"),
    ttl_min=15,
)
TIMES = [HEAD.updated_at + timedelta(days=days, seconds=days) for days in range(0, 400, 57)]


@pytest.mark.parametrize("form", list(Format))
def test_a_head_has_the_bytes_of_its_own_rendering(form: Format) -> None:
    """R-PERF-02: what is cached gives the same bytes."""
    renderer = FORMATS[form]
    for at in TIMES:
        head = replace(HEAD, updated_at=at)
        assert renderer.pieces(head, []).start == renderer.head(head, frozenset())


@pytest.mark.parametrize("form", list(Format))
@pytest.mark.parametrize(
    "title",
    [
        "Mon, 01 Jan 2001 01:01:01 GMT",
        "2001-01-01T01:01:01Z",
        "2002-02-02T02:02:02Z",
        "2001-01-01T01:01:01Z 2002-02-02T02:02:02Z",
    ],
)
def test_a_title_that_looks_like_a_time_stays(form: Format, title: str) -> None:
    renderer = FORMATS[form]
    for at in TIMES:
        head = replace(HEAD, title=title, description=title, updated_at=at)
        assert renderer.pieces(head, []).start == renderer.head(head, frozenset())


@pytest.mark.parametrize("form", list(Format))
@pytest.mark.parametrize("archive", [False, True])
def test_a_title_that_looks_like_a_sample_address_stays(form: Format, *, archive: bool) -> None:
    renderer = FORMATS[form]
    head = replace(HEAD, title="See https://feeds.invalid/sample-001", archive=archive)
    assert renderer.pieces(head, []).start == renderer.head(head, frozenset())


@pytest.mark.parametrize("form", list(Format))
def test_the_sample_differs_in_nothing_but_its_time(form: Format) -> None:
    samples = {FORMATS[form].pieces(replace(HEAD, updated_at=at), []).sample for at in TIMES}
    assert len(samples) == 1
    others = FORMATS[form].pieces(replace(HEAD, title="Sport"), [])
    assert others.sample not in samples


ADDRESSES = (
    "https://harbour.example/news/archive/2024-09.atom",
    "https://harbour.example/news/archive/2024-09.atom?a=1&b=<2>",
    "https://harbour.example/%C3%A9t\u00e9",
    "https://feeds.invalid/sample-001",
    "",
)


@pytest.mark.parametrize("form", list(Format))
@pytest.mark.parametrize("address", ADDRESSES)
@pytest.mark.parametrize("relations", [(), ("current",), ("current", "prev-archive", "next-archive")])
def test_a_head_of_an_archive_has_the_bytes_of_its_own_rendering(
    form: Format, address: str, relations: tuple[str, ...]
) -> None:
    """R-PERF-02: parts of one archive share a template, with places for their addresses."""
    renderer = FORMATS[form]
    for number, at in enumerate(TIMES):
        links = tuple(FeedLink(rel=rel, type="text/x", href=f"{address}{rel}{number}") for rel in relations)
        own = tuple((one, f"{address}{one}{number}") for one in Format)
        head = replace(HEAD, archive=True, updated_at=at, self_urls=own, links=links)
        assert renderer.pieces(head, []).start == renderer.head(head, frozenset())
        same = replace(head, updated_at=TIMES[0])
        assert renderer.pieces(head, []).sample_start == renderer.pieces(same, []).sample_start


TEXTS = (
    "News",
    "新闻",
    "Caf\u00e9 — R\u00e9sum\u00e9",
    "Fish & chips",
    "<b>News</b>",
    "'Quoted' and \"quoted\"",
    "back\\slash",
    " spaces ",
    "two  spaces",
    "two\nlines",
    "no-break\u00a0space",
    "https://feeds.invalid/sample-001",
    "https://feeds.invalid/sample-",
    "urn:uuid:3f6c4b1e-9d1a-4a52-8f0e-2f6b8d3c7a10",
)
IDS = ("news", "urn:uuid:3f6c4b1e-9d1a-4a52-8f0e-2f6b8d3c7a10", "urn:uuid:no", "https://harbour.example/")


@pytest.mark.parametrize("form", list(Format))
@pytest.mark.parametrize("identity", IDS)
def test_heads_of_channels_that_look_the_same_share_a_template(form: Format, identity: str) -> None:
    """R-PERF-02: a site of ten thousand channels renders few heads, and each has its own bytes."""
    renderer = FORMATS[form]
    for title, description in product(TEXTS, (*TEXTS[:3], HEAD.page_url)):
        head = replace(HEAD, id=identity, title=title, description=description)
        assert renderer.pieces(head, []).start == renderer.head(head, frozenset())
