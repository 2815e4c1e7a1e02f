"""What takes mutated inputs: readers, sanitiser, validator and functions over texts, by name."""

import io
from collections.abc import Callable, Iterable
from contextlib import suppress
from dataclasses import dataclass
from datetime import UTC, datetime

from feeds.errors import SourceError
from feeds.model import Place, Reading, Site, SourceSettings
from feeds.readers import READERS, ReadContext, SourceDefaults, source_defaults
from feeds.readers.faults import FieldFault
from feeds.readers.feed_readings import FeedBody, read_document
from feeds.readers.filereader import FileReader
from feeds.readers.json_documents import read_items
from feeds.readers.json_pages import JsonBody, JsonFile, read_json_file, read_json_page
from feeds.readers.opml import feed_addresses
from feeds.readers.page.page_readings import PageBody, read_page
from feeds.readers.page.sitemap import read_sitemap
from feeds.readers.push import read_line, read_named
from feeds.text.markup import HtmlPolicy, clean_html
from feeds.validate import check
from tests.security import seeds
from tests.security.attack import faults_of
from tests.security.text_uses import TEXT_USES, of_text

NOW = datetime(2026, 1, 1, tzinfo=UTC)
SITE = Site(title="News", url="https://n.io")
PLACE = Place(path="a", line=1)
_FAILED = FieldFault.FAILED.value[0]

Use = Callable[[bytes], Iterable[str]]
"""Takes one input; yields the faults that it finds."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Kind:
    """What takes inputs, and what their mutations start from."""

    use: Use
    seeds: tuple[bytes, ...]


def _of_readings(readings: Iterable[Reading]) -> Iterable[str]:
    """What is wrong with readings: a reader that failed inside, or HTML that is not safe."""
    for reading in readings:
        for finding in reading.findings:
            if finding.code == _FAILED:
                yield f"failed: {finding.message}"
        record = reading.record
        if record is not None and record.content_html and reading.accepted:
            yield from faults_of(record.content_html, HtmlPolicy.ARTICLE)


def _reading(read: Callable[[bytes], Iterable[Reading]]) -> Use:
    def use(data: bytes) -> Iterable[str]:
        try:
            yield from _of_readings(read(data))
        except SourceError:
            return

    return use


def _file_kind(kind: str, fields: tuple[tuple[str, str | None], ...] = (), **options: str) -> Use:
    settings = SourceSettings(name="a", kind=kind, fields=fields, options=tuple(options.items()))
    reader = READERS[kind](settings, ReadContext(site=SITE, now=lambda: NOW))
    assert isinstance(reader, FileReader)
    parse, defaults = reader.parser(), source_defaults(settings, SITE, NOW)
    return _reading(lambda data: parse(io.BytesIO(data), "a", defaults))


def _defaults(kind: str, *, from_address: bool = False) -> SourceDefaults:
    return source_defaults(SourceSettings(name="a", kind=kind), SITE, NOW, from_address=from_address)


def _html(data: bytes) -> Iterable[str]:
    text = data.decode("utf-8", "replace")
    policy = HtmlPolicy.BASIC if len(text) % 4 == 0 else HtmlPolicy.ARTICLE
    return faults_of(clean_html(text, base="https://n.io/a", policy=policy), policy)


def _sitemap(data: bytes) -> Iterable[str]:
    with suppress(SourceError):
        read_sitemap(data)
    return ()


def _opml(data: bytes) -> Iterable[str]:
    with suppress(ValueError):
        feed_addresses(data, "https://n.io/")
    return ()


def _items(data: bytes) -> Iterable[str]:
    read_items(data)
    return ()


def _validate(data: bytes) -> Iterable[str]:
    check(data, now=NOW, emitted=len(data) % 2 == 0)
    return ()


def kinds() -> dict[str, Kind]:
    """Every kind of input but requests."""
    texts = {name: Kind(use=of_text(use), seeds=start) for name, (use, start) in TEXT_USES.items()}
    feed, page, api, push = map(_defaults, ("feed", "page", "json", "push"))
    as_feed = _reading(
        lambda data: (
            read_document(FeedBody(body=data, path="a", defaults=feed, url="https://n.io/f")).readings
        )
    )
    as_page = _reading(
        lambda data: [
            read_page(PageBody(body=data, path="a", name="a", defaults=page, url="https://n.io/a")).reading
        ]
    )
    foreign = _defaults("json", from_address=True)
    as_api = _reading(
        lambda data: (
            read_json_page(JsonBody(body=data, url="https://n.io/p", defaults=foreign, next="next")).readings
        )
    )
    as_json = _reading(lambda data: read_json_file(JsonFile(path="a", defaults=api), data))
    records = ("id i", "title t", "content_html c", "date_published d")
    fields = tuple((ours, theirs) for ours, _, theirs in (pair.partition(" ") for pair in records))
    return texts | {
        "html": Kind(use=_html, seeds=seeds.MARKUP),
        "feed": Kind(use=as_feed, seeds=(seeds.RSS, seeds.ATOM, seeds.RDF, seeds.JSON_FEED, seeds.WORDPRESS)),
        "page": Kind(use=as_page, seeds=(seeds.PAGE,)),
        "api": Kind(use=as_api, seeds=(seeds.API,)),
        "json": Kind(use=as_json, seeds=(seeds.API, seeds.JSON_FEED)),
        "push": Kind(use=_reading(lambda data: [read_line(data, PLACE, push)]), seeds=(seeds.RECORD,)),
        "put": Kind(use=_reading(lambda data: [read_named(data, "b", PLACE, push)]), seeds=(seeds.RECORD,)),
        "items": Kind(use=_items, seeds=(seeds.API, b"[" + seeds.RECORD + b"," + seeds.RECORD + b"]")),
        "sitemap": Kind(use=_sitemap, seeds=(seeds.SITEMAP,)),
        "opml": Kind(use=_opml, seeds=(seeds.OPML,)),
        "validate": Kind(
            use=_validate, seeds=(seeds.RSS, seeds.ATOM, seeds.RDF, seeds.JSON_FEED, seeds.OPML)
        ),
        "jsonl": Kind(use=_file_kind("jsonl"), seeds=(seeds.RECORD + b"\n" + seeds.RECORD, seeds.JSON_FEED)),
        "csv": Kind(use=_file_kind("csv"), seeds=(seeds.CSV,)),
        "xml": Kind(use=_file_kind("xml", fields, records="//a"), seeds=(seeds.XML,)),
        "ghost": Kind(use=_file_kind("ghost"), seeds=(seeds.GHOST,)),
        "wordpress": Kind(use=_file_kind("wordpress"), seeds=(seeds.WORDPRESS,)),
        "markdown": Kind(use=_file_kind("markdown"), seeds=(seeds.MARKDOWN,)),
        "nitf": Kind(use=_file_kind("nitf"), seeds=(seeds.NITF,)),
        "newsml": Kind(use=_file_kind("newsml"), seeds=(seeds.NEWSML,)),
        "ninjs": Kind(use=_file_kind("ninjs"), seeds=(seeds.NINJS,)),
    }
