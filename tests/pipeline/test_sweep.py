"""Channels that are added to a site with articles."""

from pathlib import Path

import pytest
from msgspec.structs import replace

from feeds.compose.tree import ChannelTree
from feeds.model import Channel, Person, Record, Selection, Source, Tag
from feeds.pipeline import SiteContext
from feeds.store import Store, Transaction, channels
from feeds.store.encoding import decode_channel_fields, encode_record
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


async def test_other_channels_are_published_while_a_sweep_lasts(tmp_path: Path) -> None:
    clock = ManualClock()
    async with open_orchestrator(tmp_path, clock) as (orchestrator, store):
        await orchestrator.take("desk", readings(*(article(number) for number in range(3))))
        await orchestrator.finish()
        await orchestrator.start(SiteContext(SITE, (*CHANNELS, FERRIES), CREDITS))
        assert await orchestrator.sweep()
        await orchestrator.take("desk", readings(article(9)))
        clock.advance(5)
        results = await orchestrator.publish_waiting()
        assert {"index", "news/quay"} <= {result.path for result in results if result.turn}
        assert "ferries" in await _dirty(store)


PLAIN = article(1)


@pytest.mark.parametrize(
    "record",
    [
        PLAIN,
        replace(PLAIN, channels=("news/quay", "unknown")),
        replace(PLAIN, tags=(Tag(term="f", label="ferries"),)),
        replace(PLAIN, authors=(Person(name="Ada Brook", url="https://a.example/", email="a@a.example"),)),
        replace(PLAIN, source=Source(feed_title="Wire \U0001f6a2", published_at=PLAIN.published_at)),
        replace(PLAIN, language="zh-Hant-TW", content_html='<p>"tags":["x"]</p>'),
    ],
)
def test_the_fields_of_a_stored_record_give_the_same_channels_as_the_record(record: Record) -> None:
    chosen = {
        "tagged": Selection(tags=("ferries",)),
        "by": Selection(authors=("Ada Brook",)),
        "wire": Selection(sources=("Wire \U0001f6a2",)),
        "chinese": Selection(languages=("zh",)),
        "untagged": Selection(tags=("x",)),
    }
    selecting = tuple(Channel(path=path, title=path, where=where) for path, where in chosen.items())
    tree = ChannelTree((*CHANNELS, *selecting))
    assert tree.place(decode_channel_fields(encode_record(record))) == tree.place(record)
