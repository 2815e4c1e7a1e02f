import asyncio
from pathlib import Path

from feeds.model import SourceSettings
from feeds.service.loops import keep_ranking, keep_watching
from tests.pipeline.site import CHANNELS, ManualClock, article, open_orchestrator, readings
from tests.pipeline.test_rankings import TOP, Newsroom

TIMEOUT_S = 20


async def test_rankings_are_worked_out_while_the_service_runs(tmp_path: Path) -> None:
    clock = ManualClock()
    async with open_orchestrator(tmp_path, clock, (*CHANNELS, TOP)) as (orchestrator, store):
        await orchestrator.finish()
        ranking = asyncio.create_task(keep_ranking(orchestrator))
        await orchestrator.take("desk", readings(article(1, views=1), article(2, views=2)))
        orchestrator.work.clear()
        await orchestrator.end_of_pass("desk", clock())
        await asyncio.wait_for(orchestrator.work.wait(), TIMEOUT_S)
        ranking.cancel()
        await asyncio.gather(ranking, return_exceptions=True)
        clock.advance(1)
        await orchestrator.finish()
        assert await Newsroom(orchestrator, store, clock).order() == [2, 1]


async def test_only_its_own_files_wake_a_source(tmp_path: Path) -> None:
    """One beside the store would be read again and again: every reading changes the store."""
    (tmp_path / "folder").mkdir()
    paths = {"file": "a.jsonl", "other": "b.jsonl", "folder": "folder"}
    sources = [
        SourceSettings(name=name, kind="jsonl", paths=(str(tmp_path / path),)) for name, path in paths.items()
    ]
    for name in ("a.jsonl", "b.jsonl"):
        (tmp_path / name).write_text("")
    woken = {name: asyncio.Event() for name in paths}
    watching = asyncio.create_task(keep_watching(woken, sources))
    async with asyncio.timeout(TIMEOUT_S):
        while not woken["other"].is_set():  # the watch begins some time after its task
            for name in ("feeds.db", "folder/feeds.db", "folder/feeds.db-wal", "new.txt", "b.jsonl"):
                (tmp_path / name).write_text("x")
            await asyncio.sleep(0.01)
        assert not woken["file"].is_set()
        assert not woken["folder"].is_set()
        for name in ("a.jsonl", "folder/a.jsonl"):
            (tmp_path / name).write_text("y")
        await woken["file"].wait()
        await woken["folder"].wait()
    watching.cancel()
    await asyncio.gather(watching, return_exceptions=True)
