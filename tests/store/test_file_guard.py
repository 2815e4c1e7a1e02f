"""The database file belongs to its owner, and its loss is an error."""

import stat
from pathlib import Path

import pytest

from feeds.errors import StoreError
from feeds.store import channels, open_store
from tests.store.samples import NOW_S


def mode(path: Path) -> int:
    return stat.S_IMODE(path.stat().st_mode)


async def test_only_the_owner_reads_the_files_of_the_store(tmp_path: Path) -> None:
    """R-AUTH-02: digests of tokens and embargoed articles are in it."""
    old = tmp_path / "old.db"
    old.touch(mode=0o644)
    for path in (old, tmp_path / "new.db"):
        store = await open_store(f"sqlite:///{path}")
        async with store.write() as tx:
            await channels.mark_all_dirty(tx, "test", NOW_S)
        assert {mode(file) for file in path.parent.glob(f"{path.name}*")} == {0o600}
        await store.close()


@pytest.mark.parametrize("replaced", [True, False])
async def test_a_change_to_a_deleted_file_is_an_error(tmp_path: Path, *, replaced: bool) -> None:
    path = tmp_path / "feeds.db"
    store = await open_store(f"sqlite:///{path}")
    path.rename(tmp_path / "away.db")
    if replaced:
        path.touch()
    with pytest.raises(StoreError, match="deleted or replaced"):
        async with store.write() as tx:
            await channels.mark_all_dirty(tx, "test", NOW_S)
    (tmp_path / "away.db").replace(path)
    async with store.write() as tx:
        await channels.mark_all_dirty(tx, "test", NOW_S)
    await store.close()
