"""Rows that are committed late, share a time, or meet a killed reader: none is lost, none is read as two."""

import os
import random
import signal
import subprocess
import sys
import threading
from collections import Counter
from collections.abc import AsyncIterator, Callable
from contextlib import AsyncExitStack, asynccontextmanager
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
import sqlalchemy as sa
from sqlalchemy.ext.asyncio import AsyncConnection, AsyncEngine, create_async_engine

from feeds.config import load
from feeds.service import Service, running
from feeds.store import identity, records
from tests.store.conftest import postgres as postgres  # noqa: PLC0414 - a fixture
from tests.store.conftest import store_url as store_url  # noqa: PLC0414 - a fixture: here the source
from tests.transactions import query

ROUNDS, STEPS, HURRY = int(os.environ.get("FEEDS_CRASH_ROUNDS", "2")), 12, 0.3
START = datetime(2024, 10, 22, 9, 0, tzinfo=UTC)
SETTINGS = """
[site]
title = "Harbour Post"
url = "https://post.example"
language = "en"

[store]
url = "sqlite:///{folder}/feeds.db"

[[sources]]
name = "cms"
kind = "sql"
url = "{url}"
table = "articles"
cursor = ["updated_at", "id"]
overlap_s = 60
channel = "news"

[[channels]]
path = "news"
title = "News"
"""
_metadata = sa.MetaData()
articles = sa.Table(
    "articles",
    _metadata,
    sa.Column("id", sa.Integer, primary_key=True),
    sa.Column("title", sa.Text, nullable=False),
    sa.Column("content_text", sa.Text, nullable=False),
    sa.Column("updated_at", sa.DateTime(timezone=True), nullable=False),
)


class Editors:
    """A newsroom at work on its database: its clock goes a second a step, its transactions overlap."""

    def __init__(self, engine: AsyncEngine, chance: random.Random) -> None:
        self.engine = engine
        self.chance = chance
        self.now = START
        self.last = 0
        self.versions: Counter[int] = Counter()

    async def write(self, connection: AsyncConnection, at: datetime) -> None:
        """Bring some new rows and change some, all with one time."""
        for _ in range(self.chance.randint(1, 40)):
            self.last += 1
            await self._put(connection, self.last, at)
        known = range(1, self.last + 1)
        for number in self.chance.sample(known, k=min(len(known), 4)):
            if self.versions[number]:
                await self._put(connection, number, at)

    async def _put(self, connection: AsyncConnection, number: int, at: datetime) -> None:
        self.versions[number] += 1
        values = {"title": f"Title {self.versions[number]}", "content_text": "Text.", "updated_at": at}
        changed = sa.update(articles).where(articles.c.id == number).values(values)
        if not (await connection.execute(changed)).rowcount:
            await connection.execute(sa.insert(articles).values(id=number, **values))

    async def step(self, meanwhile: Callable[[], None]) -> None:
        """Commit rows after others of the next second; ``meanwhile`` their reader goes past that.

        Where one writes at a time the rows have their time early and come late.
        """
        early, self.now = self.now, self.now + timedelta(seconds=self.chance.randint(0, 1))
        async with AsyncExitStack() as late:
            slow: AsyncConnection | None = None
            if self.engine.dialect.name != "sqlite":
                slow = await late.enter_async_context(self.engine.begin())
                self.last += 1
                await self._put(slow, self.last, early)
            async with self.engine.begin() as connection:
                self.last += 1
                await self._put(connection, self.last, self.now)
            meanwhile()
            if slow is None:
                slow = await late.enter_async_context(self.engine.begin())
            await self.write(slow, early)


@asynccontextmanager
async def newsroom(url: str) -> AsyncIterator[Editors]:
    """Open the database that the editors change."""
    engine = create_async_engine(url)
    if engine.dialect.name == "sqlite":
        async with engine.connect() as connection:
            await connection.execute(sa.text("PRAGMA journal_mode=WAL"))
    async with engine.begin() as connection:
        await connection.run_sync(_metadata.create_all)
    yield Editors(engine, random.Random(20241022))
    await engine.dispose()


class Reading:
    """A process that reads, watched."""

    def __init__(self, settings: Path) -> None:
        command = [sys.executable, "-m", "tests.service.reading_process", str(settings)]
        self._process = subprocess.Popen(command, stdout=subprocess.PIPE, text=True)
        self.two_passes()

    def two_passes(self) -> None:
        """Wait until it has read once more from beginning to end."""
        assert self._process.stdout is not None
        for _ in range(2):
            assert self._process.stdout.readline().startswith("pass")

    def kill_within(self, after_s: float) -> None:
        """Kill it at a moment of its work."""
        timer = threading.Timer(after_s, self._process.send_signal, (signal.SIGKILL,))
        timer.start()
        with self._process:
            assert self._process.stdout is not None
            self._process.stdout.read()
            timer.join()
        assert self._process.returncode == -signal.SIGKILL


async def stored(service: Service) -> dict[int, tuple[str | None, list[str | None]]]:
    """What the store has: present titles, and former ones from the newest."""
    found = {}
    async with service.store.read() as tx:
        stored = [one async for one in identity.everything(tx)]
    for kept in stored:
        assert int(kept.record.id.rpartition(":")[2]) not in found
        past = [one.record.title for one in await query(service.store, records.earlier_revisions, kept.key)]
        found[int(kept.record.id.rpartition(":")[2])] = (kept.record.title, past)
    return found


@pytest.mark.slow
async def test_nothing_is_lost_or_doubled(store_url: str, tmp_path: Path) -> None:
    url = store_url.replace("sqlite://", "sqlite+aiosqlite://").replace(
        "postgresql://", "postgresql+asyncpg://"
    )
    url = url.replace("feeds.db", "cms.db")
    settings = tmp_path / "feeds.toml"
    settings.write_text(SETTINGS.format(folder=tmp_path, url=store_url.replace("feeds.db", "cms.db")))
    async with newsroom(url) as editors:
        for _ in range(ROUNDS):
            reading = Reading(settings)
            for _ in range(STEPS):
                await editors.step(reading.two_passes if editors.chance.random() < HURRY else lambda: None)
            reading.kill_within(editors.chance.uniform(0.0, 0.2))
        async with running(load(settings)) as service:
            (done,) = await service.ingest()
            (again,) = await service.ingest()
            found = await stored(service)
        assert done.error is None
        assert (again.taken.new, again.taken.changed, again.taken.quarantined) == (0, 0, 0)
    assert {number: title for number, (title, _) in found.items()} == {
        number: f"Title {version}" for number, version in editors.versions.items()
    }
    assert len(found) > 10 * ROUNDS * STEPS
    for title, past in found.values():
        numbers = [int(str(one).removeprefix("Title ")) for one in (title, *past)]
        assert numbers == sorted(set(numbers), reverse=True)  # each state once, in its order
