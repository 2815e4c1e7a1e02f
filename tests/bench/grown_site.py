"""A site of any size, stored and published: sections, channels below them, and records in these in turn."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta
from math import isqrt
from pathlib import Path

from msgspec.structs import replace

from feeds.config import load
from feeds.model import INDEX, Record, Tag
from feeds.readers import record_json
from feeds.service import Service, running
from feeds.store import channels
from tests.bench.publishing import START, readings, text
from tests.store.samples import publish_state

BATCH = 500
TAGGED = 1_000
"""One record in so many has the tag ``rare``."""

TEXTS = 100
SETTINGS = """
[site]
title = "Harbour Post"
url = "https://post.example"
language = "en"
[store]
url = "sqlite:///{folder}/feeds.db"
[[channels]]
path = "index"
title = "All"
"""
CHANNEL = """
[[channels]]
path = "{path}"
title = "Channel {path}"
"""
RARE = """
[[channels]]
path = "rare"
title = "Rare"
where = {tags = ["rare"]}
"""


@dataclass(frozen=True, slots=True, kw_only=True)
class Size:
    """How many records in how many channels, the index and the sections among them."""

    records: int
    channels: int

    def __str__(self) -> str:
        """Return both numbers in words."""
        return f"{self.records:,} records in {self.channels:,} channels"

    @property
    def sections(self) -> int:
        """How many channels are directly below the index."""
        return isqrt(self.channels)

    @property
    def leaves(self) -> int:
        """How many channels are below the sections."""
        return self.channels - self.sections - 1

    def leaf(self, number: int) -> str:
        """Return the path of a channel without channels below it."""
        return f"s{number % self.leaves % self.sections}/c{number % self.leaves}"


@dataclass(frozen=True, slots=True, kw_only=True)
class Grown:
    """A filled store: its settings, and how many bytes it and the JSON of its records have."""

    settings: Path
    size: Size
    database_bytes: int
    json_bytes: int


class Ticking:
    """A clock that is a second later at each call, so that no publication is too soon."""

    def __init__(self, now: datetime) -> None:
        """Begin at a time."""
        self.now = now

    def __call__(self) -> datetime:
        """Return the next second."""
        self.now += timedelta(seconds=1)
        return self.now


def record(size: Size, number: int, texts: Callable[[int], str]) -> Record:
    """Return an article of 2 KB; the higher its number, the newer it is: a minute each."""
    return Record(
        id=f"tag:post.example,2024:{number}",
        origin="bench",
        url=f"https://post.example/{number}",
        title=f"Article {number}",
        content_html=texts(number),
        published_at=START + timedelta(minutes=number - size.records),
        channels=(size.leaf(number),),
        tags=(Tag(term="rare"),) if number % TAGGED == 0 else (),
    )


def records(size: Size) -> Iterator[Record]:
    """Return all records, oldest first, with texts that differ in their first words only."""
    texts = [text() for _ in range(TEXTS)]
    for number in range(size.records):
        yield record(size, number, lambda n: f"<p>Report {n}.</p>{texts[n % TEXTS]}")


def write_settings(folder: Path, size: Size, *more: str) -> Path:
    """Write the settings of a site."""
    sections = (f"s{number}" for number in range(size.sections))
    paths = (*sections, *map(size.leaf, range(size.leaves)))
    written = [SETTINGS.format(folder=folder), *(CHANNEL.format(path=path) for path in paths), *more]
    settings = folder / "feeds.toml"
    settings.write_text("".join(written), encoding="utf-8")
    return settings


async def grow(folder: Path, size: Size, *, published: bool) -> Grown:
    """Store the records, and publish all channels, or the first one with those above it alone."""
    settings = write_settings(folder, size)
    json_bytes = 0
    async with running(load(settings), Ticking(START + timedelta(days=1))) as service:
        orchestrator = service.orchestrator
        while await orchestrator.sweep():
            pass
        batch: list[Record] = []
        for one in records(size):
            json_bytes += len(record_json(one)) + 1
            batch.append(one)
            if len(batch) == BATCH or one.id.endswith(f":{size.records - 1}"):
                await orchestrator.take("bench", readings(batch))
                batch.clear()
        database_bytes = _database_bytes(folder)
        if not published:
            await _leave_unpublished(service, keep={INDEX, size.leaf(0), size.leaf(0).partition("/")[0]})
        await orchestrator.finish()
    return Grown(settings=settings, size=size, database_bytes=database_bytes, json_bytes=json_bytes)


def _database_bytes(folder: Path) -> int:
    """Return how many bytes the database has, with its log."""
    return sum(file.stat().st_size for file in folder.glob("feeds.db*"))


async def _leave_unpublished(service: Service, keep: set[str]) -> None:
    """Mark all other channels as published as they are."""
    async with service.store.write() as tx:
        for dirty in await channels.dirty_channels(tx, 1_000_000):
            if dirty.path not in keep:
                await publish_state(tx, dirty.key, [], [], dirty.dirty)


def corrected(old: Record, number: int) -> Record:
    """Return a record with another text, and a later time of its change."""
    return replace(old, content_html=text(), modified_at=START + timedelta(hours=1, minutes=number))
