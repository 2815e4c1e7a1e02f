"""What is known of writing: a store that can only be read looks well otherwise."""

import sqlite3
from contextlib import closing
from pathlib import Path

import pytest

from feeds.errors import StoreError
from feeds.store import channels, open_store, write_state
from tests.store.samples import NOW_S


async def test_a_failed_change_is_a_fault_until_the_next_one_succeeds(tmp_path: Path) -> None:
    path, away = tmp_path / "feeds.db", tmp_path / "away.db"
    store = await open_store(f"sqlite:///{path}")
    assert store.writes.fault() is None
    path.rename(away)
    with pytest.raises(StoreError):
        async with store.write() as tx:
            await channels.mark_all_dirty(tx, "test", NOW_S)
    fault = store.writes.fault()
    assert fault is not None
    assert "deleted or replaced" in fault
    away.rename(path)
    await store.write_at_once(lambda tx: channels.mark_all_dirty(tx, "test", NOW_S))
    assert store.writes.fault() is None
    await store.close()


async def test_a_failure_is_forgotten_where_nothing_is_written(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(write_state, "SHOWN_S", 0.0)
    store = await open_store(f"sqlite:///{tmp_path / 'feeds.db'}")
    with pytest.raises(StoreError):
        async with store.write() as tx:
            await tx.exec_driver_sql("DROP TABLE nothing")
    assert store.writes.fault() is None
    await store.close()


async def test_a_change_that_waits_for_a_lock_is_a_fault(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(write_state, "LATE_S", 0.0)
    path = tmp_path / "feeds.db"
    store = await open_store(f"sqlite:///{path}")
    async with store.write() as tx:
        assert store.writes.fault() == "a change waits for the database for long"
        await channels.mark_all_dirty(tx, "test", NOW_S)
    assert store.writes.fault() is None
    with closing(sqlite3.connect(path)) as database:
        assert database.execute("SELECT count(*) FROM ledger").fetchone()[0] > 0
    await store.close()
