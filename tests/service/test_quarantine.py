"""Quarantined rows stay in quarantine until they are corrected, although the source is read from a cursor."""

import sqlite3
from contextlib import closing
from datetime import timedelta
from pathlib import Path

from feeds.config import load
from feeds.service import Service, running
from feeds.store import quarantine
from tests.pipeline.site import ManualClock
from tests.transactions import query

SETTINGS = """
[site]
title = "Harbour Post"
url = "https://post.example"
language = "en"
timezone = "UTC"

[store]
url = "sqlite:///{folder}/feeds.db"

[[sources]]
name = "cms"
kind = "sql"
url = "sqlite:///cms.db"
table = "articles"
cursor = "updated_at"

[[channels]]
path = "index"
title = "All"
"""


def put(folder: Path, clock: ManualClock, key: int, release: str) -> None:
    """Write a row, updated now."""
    with closing(sqlite3.connect(folder / "cms.db")) as connection:
        connection.execute(
            "CREATE TABLE IF NOT EXISTS articles (id INTEGER PRIMARY KEY, title, date_release, updated_at)"
        )
        row = (key, f"Title {key}", release, f"{clock():%Y-%m-%d %H:%M:%S}")
        connection.execute("INSERT OR REPLACE INTO articles VALUES (?, ?, ?, ?)", row)
        connection.commit()


async def quarantined(service: Service, clock: ManualClock) -> list[str]:
    """Read on, an hour later; return what is in quarantine."""
    clock.advance(timedelta(hours=1).total_seconds())
    (done,) = await service.ingest()
    assert done.error is None
    return [one.subject.rpartition(":")[2] for one in await query(service.store, quarantine.list_items)]


async def test_a_row_stays_quarantined_until_it_is_corrected(tmp_path: Path) -> None:
    """Each under its id, because row numbers start again with every read."""
    clock = ManualClock()
    (tmp_path / "feeds.toml").write_text(SETTINGS.format(folder=tmp_path))
    put(tmp_path, clock, 1, "soon")
    async with running(load(tmp_path / "feeds.toml"), clock) as service:
        assert await quarantined(service, clock) == ["1"]
        put(tmp_path, clock, 2, "later")
        assert await quarantined(service, clock) == ["1", "2"]
        put(tmp_path, clock, 3, "2024-10-20")
        assert await quarantined(service, clock) == ["1", "2"]
        put(tmp_path, clock, 1, "2024-10-21")
        assert await quarantined(service, clock) == ["2"]
        put(tmp_path, clock, 3, "someday")
        assert await quarantined(service, clock) == ["2", "3"]
        put(tmp_path, clock, 3, "2024-10-20")  # as it was before
        assert await quarantined(service, clock) == ["2"]
