"""Republishing a channel of 100 entries after one new record, against building it with feedgen alone."""

import json
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from time import perf_counter
from typing import Any

from feedgen.feed import FeedGenerator

from feeds.model import Document, Entry, Format, Fragment, Head, Person, Source, Tag
from feeds.publish.codings import ENCODERS
from feeds.render import FORMATS, render
from feeds.text.dates import rfc3339
from tests.bench.row import Row

ENTRIES = 100
BUDGET = 0.2
AT = datetime(2024, 10, 22, 1, 7, 16, tzinfo=UTC)
SITE = "https://post.example.org"
SENTENCE = "<p>The harbour board met at nine & agreed to dredge the northern quay; 码头将于十一月疏浚。</p>"
BODY_BYTES = 2000
HEAD = Head(
    id="tag:post.example.org,2024:feed/all",
    title="Northern Evening Post",
    description="News of the north",
    page_url=f"{SITE}/",
    self_urls=tuple((form, f"{SITE}/index.{form}") for form in Format),
    updated_at=AT,
    author=Person(name="Northern Evening Post", url=f"{SITE}/"),
    language="en",
    ttl_min=15,
)


def entries(count: int = ENTRIES) -> tuple[Entry, ...]:
    """Articles of 2 KB HTML with the facts that a newsroom's have."""
    body = SENTENCE.replace("&", "&amp;") * (BODY_BYTES // len(SENTENCE.encode()) + 1)
    return tuple(
        Entry(
            id=f"tag:post.example.org,2024:a/{number}",
            url=f"{SITE}/a/{number}.html",
            title=f"Article {number} & what came of it",
            published_at=AT - timedelta(minutes=number),
            updated_at=AT - timedelta(minutes=number),
            authors=(Person(name="Delta Wire", url="https://wire.example.com/"),),
            summary="The harbour board met at nine.",
            content_html=body,
            via_url=f"https://wire.example.com/{number}",
            origin=Source(name="Delta Wire", url="https://wire.example.com/"),
            tags=(Tag(term="harbour"), Tag(term="city", label="City")),
        )
        for number in range(count)
    )


def best_s(work: Callable[[], object], rounds: int) -> float:
    """The shortest of several runs, in seconds."""
    times = []
    for _ in range(rounds):
        start = perf_counter()
        work()
        times.append(perf_counter() - start)
    return min(times)


def republish(cached: dict[Format, list[Fragment]], fresh: Entry) -> list[bytes]:
    """One new fragment and a join, in every format."""
    return [renderer.join(HEAD, [renderer.entry(fresh), *cached[form]]) for form, renderer in FORMATS.items()]


def by_feedgen(listed: tuple[Entry, ...]) -> list[bytes]:
    """The same feeds by feedgen as its manual says, and ``json.dumps``."""
    made = FeedGenerator()
    made.id(HEAD.id)
    made.title(HEAD.title)
    made.description(HEAD.description)
    made.link(href=HEAD.self_url(Format.ATOM), rel="self")
    made.link(href=HEAD.page_url, rel="alternate")
    made.author(name=HEAD.author.name, uri=HEAD.author.url)
    made.language(HEAD.language)
    made.updated(HEAD.updated_at)
    for entry in listed:
        _add(made, entry)
    document = {"version": "https://jsonfeed.org/version/1.1", "title": HEAD.title}
    items = [_item(entry) for entry in listed]
    return [made.rss_str(), made.atom_str(), json.dumps({**document, "items": items}).encode()]


def _add(made: FeedGenerator, entry: Entry) -> None:
    one = made.add_entry(order="append")
    one.id(entry.id)
    one.title(entry.title)
    one.link(href=entry.url)
    one.link(href=entry.via_url, rel="via")
    one.author([{"name": author.name, "uri": author.url} for author in entry.authors])
    one.published(entry.published_at)
    one.updated(entry.updated_at)
    one.summary(entry.summary)
    one.content(entry.content_html, type="html")
    one.category([{"term": tag.term, "label": tag.label or tag.term} for tag in entry.tags])


def _item(entry: Entry) -> dict[str, Any]:
    return {
        "id": entry.id,
        "url": entry.url,
        "external_url": entry.via_url,
        "title": entry.title,
        "summary": entry.summary,
        "content_html": entry.content_html,
        "date_published": rfc3339(entry.published_at),
        "date_modified": rfc3339(entry.updated_at),
        "authors": [{"name": author.name, "url": author.url} for author in entry.authors],
        "tags": [tag.label or tag.term for tag in entry.tags],
    }


def rows(rounds: int = 30) -> list[Row]:
    """The ratio that the budget names, the times behind it, and what compression adds."""
    listed = entries()
    fresh, *old = listed
    cached = {form: [renderer.entry(entry) for entry in old] for form, renderer in FORMATS.items()}
    ours_s = best_s(lambda: republish(cached, fresh), rounds)
    theirs_s = best_s(lambda: by_feedgen(listed), max(3, rounds // 3))
    ratio = ours_s / theirs_s
    whole = Document(head=HEAD, entries=listed)
    whole_s = best_s(lambda: [render(whole, form) for form in Format], max(3, rounds // 10))
    note = f"{ours_s * 1e3:.2f} ms against {theirs_s * 1e3:.2f} ms; all anew {whole_s * 1e3:.1f} ms"
    return [
        Row(
            work="republish 100 entries after one new, three formats",
            figure=ratio,
            unit="× feedgen",
            budget=f"≤ {BUDGET}",
            met=ratio <= BUDGET,
            note=note,
        ),
        *_compression(render(whole, Format.ATOM)),
    ]


def _compression(body: bytes) -> list[Row]:
    return [
        Row(
            work=f"compress a feed of {len(body) // 1000} kB with {coding}",
            figure=best_s(lambda encode=encode: encode(body), 5) * 1e3,  # type: ignore[misc]  # mypy#12557
            unit="ms",
            note=f"{len(encode(body)) / len(body):.1%} of its size",
        )
        for coding, encode in ENCODERS.items()
    ]
