"""Channels that are added to a site with articles."""

from pathlib import Path

from feeds.model import Channel, Selection
from feeds.pipeline import SiteContext
from feeds.store import Store, Transaction, channels
from tests.pipeline.site import CHANNELS, CREDITS, SITE, ManualClock, article, open_orchestrator, readings
from tests.transactions import query

FERRIES = Channel(path="ferries", title="Ferries", where=Selection(tags=("ferries",)))


async def _dirty(store: Store) -> dict[str, int]:
    async def read(tx: Transaction) -> dict[str, int]:
        return {one.path: one.changed for one in await channels.unpublished(tx)}

    return await query(store, read)


async def test_a_new_selection_touches_only_itself(tmp_path: Path) -> None:
    """The channels that keep their articles are not published again, nor are their archives."""
    clock = ManualClock()
    async with open_orchestrator(tmp_path, clock) as (orchestrator, store):
        await orchestrator.take("desk", readings(*(article(number) for number in range(40))))
        await orchestrator.finish()
        clock.advance(5)
        await orchestrator.start(SiteContext(SITE, (*CHANNELS, FERRIES), CREDITS))
        before = await _dirty(store)
        while await orchestrator.sweep():
            pass
        after = await _dirty(store)
        changed = {path for path, number in after.items() if before.get(path) != number}
        assert changed == {"ferries"}
        results = await orchestrator.finish()
        assert "ferries.atom" in {name for result in results for name in result.changed}
        assert not {result.path for result in results} & {"news", "news/quay"}
