import asyncio
from pathlib import Path

from feeds.service.loops import keep_ranking
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
