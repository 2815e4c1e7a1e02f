"""An invented site for the tests of the orchestrator, with a clock that tests advance."""

from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from datetime import UTC, datetime, timedelta
from pathlib import Path

from msgspec.structs import replace

from feeds.model import Channel, ContentMode, Credit, Place, Reading, Record, Selection, Site, Tag
from feeds.pipeline import Orchestrator, SiteContext
from feeds.store import Store, open_store

SITE = Site(
    title="Harbour Post", url="https://post.example", language="en", timezone="UTC", author="Harbour Post"
)
CHANNELS = (
    Channel(path="index", title="Harbour Post"),
    Channel(path="news", title="News", limit=20),
    Channel(path="news/quay", title="Quay", limit=5),
    Channel(path="robots", title="Robots", where=Selection(tags=("robotics",))),
    Channel(path="briefs", title="Briefs", content=ContentMode.SUMMARY, where=Selection(languages=("en",))),
)
CREDITS = (
    Credit(
        name="Wire",
        url="https://wire.example/",
        feed_url="https://wire.example/all.xml",
        aliases=("The Wire",),
    ),
)
START = datetime(2024, 10, 22, 8, 0, 0, tzinfo=UTC)


class ManualClock:
    """A clock that advances only when a test moves it."""

    def __init__(self, now: datetime = START) -> None:
        """Start at a given time."""
        self.now = now

    def __call__(self) -> datetime:
        """Return the current time."""
        return self.now

    def advance(self, seconds: float) -> None:
        """Advance the clock."""
        self.now += timedelta(seconds=seconds)


@asynccontextmanager
async def open_orchestrator(
    folder: Path, clock: ManualClock, channels: tuple[Channel, ...] = CHANNELS
) -> AsyncIterator[tuple[Orchestrator, Store]]:
    """Open an orchestrator with its own store."""
    async with orchestrator_over(f"sqlite:///{folder}/feeds.db", clock, channels) as opened:
        yield opened


@asynccontextmanager
async def orchestrator_over(
    url: str, clock: Callable[[], datetime], channels: tuple[Channel, ...] = CHANNELS
) -> AsyncIterator[tuple[Orchestrator, Store]]:
    """Open an orchestrator over a database, with connections of its own."""
    store = await open_store(url)
    try:
        orchestrator = Orchestrator(store, SiteContext(SITE, channels, CREDITS), clock)
        await orchestrator.start()
        yield orchestrator, store
        await orchestrator.stop()
    finally:
        await store.close()


def article(number: int, **changes: object) -> Record:
    """Return an article for the quay channel, published ``number`` minutes before ``START``."""
    record = Record(
        id=f"tag:post.example,2024:{number:05}",
        origin="desk",
        url=f"https://post.example/a/{number}",
        title=f"Ferry {number} arrives",
        content_html=f"<p>Number {number} is on time.</p>",
        published_at=START - timedelta(minutes=number),
        channels=("news/quay",),
        language="en",
        tags=(Tag(term="ferries"),),
    )
    return replace(record, **changes)


def readings(*records: Record) -> tuple[Reading, ...]:
    """Return records as a reader yields them."""
    return tuple(Reading(place=Place(path="desk.jsonl", line=n), record=r) for n, r in enumerate(records, 1))
