"""Real feeds in, valid feeds out: every captured feed as a source, a channel for each."""

import calendar
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from itertools import chain
from pathlib import Path

import feedparser
import pytest
from lxml import etree

from feeds.config import ServerSettings, Settings
from feeds.model import Channel, Record, Site, SourceSettings
from feeds.render import atom_id
from feeds.service import Service, running
from feeds.store import publications, records
from feeds.validate import check
from tests.corpus import corpus
from tests.transactions import query

pytestmark = pytest.mark.slow
NOW = datetime(2026, 11, 1, tzinfo=UTC)


class Ticking:
    """A clock that is a second later whenever it is asked: a channel may be published again at once."""

    def __init__(self) -> None:
        self.now = NOW

    def __call__(self) -> datetime:
        self.now += timedelta(seconds=1)
        return self.now


def settings(folder: Path, feeds: list[Path]) -> Settings:
    names = [feed.stem for feed in feeds]
    bound = {"limit": 5_000, "max_bytes": 50_000_000}
    return Settings(
        file=folder / "feeds.toml",
        site=Site(title="Corpus", url="https://corpus.example", language="en", timezone="UTC"),
        store_url=f"sqlite:///{folder}/feeds.db",
        server=ServerSettings(),
        sources=tuple(
            SourceSettings(
                name=feed.stem, kind="feed", paths=(str(feed),), channel=f"f-{feed.stem}", timezone="UTC"
            )
            for feed in feeds
        ),
        credits=(),
        channels=(
            Channel(path="index", title="All"),
            *(Channel(path=f"f-{name}", title=name, **bound) for name in names),  # type: ignore[arg-type]  # both int
        ),
    )


ENDINGS = (".rss", ".atom", ".json", ".opml")


async def published(service: Service) -> dict[str, bytes]:
    """Return the documents that feed readers read."""
    found = {}
    for name in await query(service.store, publications.names):
        if not name.endswith(ENDINGS) and name != "opml.xml":
            continue
        publication = await query(service.store, publications.fetch, name)
        assert publication is not None
        found[name] = publication.body
    return found


async def kept(service: Service) -> dict[str, tuple[Record, datetime, datetime]]:
    window = await query(service.store, records.window, service.orchestrator._keys["index"], 100_000)
    loaded = await query(service.store, records.load, [key for key, _ in window])
    return {one.record.id: (one.record, one.published_at, one.updated_at) for one in loaded.values()}


def seconds(moment: datetime) -> int:
    return calendar.timegm(moment.utctimetuple())


def read_back(
    name: str, body: bytes, by_id: dict[str, tuple[Record, datetime, datetime]]
) -> Iterator[tuple[str, str]]:
    """Yield what a reader sees otherwise than the record says it."""
    parsed = feedparser.parse(body, sanitize_html=False, resolve_relative_uris=False)
    for entry in parsed.entries:
        if entry.id not in by_id:
            yield name, f"unknown id {entry.id}"
            continue
        record, published_at, updated_at = by_id[entry.id]
        pairs = {
            "title": (entry.get("title", ""), record.title or ""),
            "link": (entry.get("link") if record.url else None, record.url),
            "published": (calendar.timegm(entry.published_parsed), seconds(published_at)),
            "updated": (calendar.timegm(entry.updated_parsed), seconds(updated_at)),
        }
        yield from (
            (name, f"{what}: {seen!r} for {given!r}")
            for what, (seen, given) in pairs.items()
            if seen != given
        )


async def test_every_captured_feed_is_published_whole_and_valid(tmp_path: Path) -> None:
    feeds = sorted(corpus("feeds").glob("*.xml"))
    grammar = etree.RelaxNG(etree.parse(corpus("golden/atom-rfc4287.rng")))
    async with running(settings(tmp_path, feeds), Ticking()) as service:
        first = await service.ingest()
        await service.finish()
        totals = [one.taken for one in first]
        assert all(one.error is None for one in first)
        for taken in totals:
            assert taken.read == taken.new + taken.changed + taken.unchanged + taken.quarantined
        assert sum(taken.read for taken in totals) > 3_000
        assert sum(taken.quarantined for taken in totals) < 10

        documents = await published(service)
        faults = {name: check(body, now=NOW + timedelta(days=1)).errors for name, body in documents.items()}
        assert {name: errors for name, errors in faults.items() if errors} == {}
        atoms = {name: etree.fromstring(body) for name, body in documents.items() if name.endswith(".atom")}
        assert [name for name, tree in atoms.items() if not grammar.validate(tree)] == []

        records = await kept(service)
        by_id = {".rss": records, ".atom": {atom_id(id_): facts for id_, facts in records.items()}}
        read = (
            read_back(name, body, by_id[ending])
            for ending in by_id
            for name, body in documents.items()
            if name.endswith(ending)
        )
        assert list(chain.from_iterable(read)) == []

        await service.ingest()
        assert await service.finish() == ()
        assert await published(service) == documents
