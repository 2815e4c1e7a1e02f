"""What a publication queues for subscribers and external hubs."""

from datetime import UTC, datetime

import pytest

from feeds.model import (
    Channel,
    Coding,
    HubMode,
    HubRequest,
    Publication,
    RemovedChannel,
    Representation,
    Site,
)
from feeds.pipeline.push_queue import queue_deliveries
from feeds.pipeline.site_context import SiteContext
from feeds.store import Store, websub
from tests.store.conftest import postgres as postgres  # noqa: PLC0414 - a fixture
from tests.store.conftest import store as store  # noqa: PLC0414 - a fixture
from tests.store.conftest import store_url as store_url  # noqa: PLC0414 - a fixture
from tests.transactions import change, query

NOW = datetime(2024, 10, 22, 8, tzinfo=UTC)
OWN, OTHER = "https://post.example/hub", "https://hub.example/"
NEWS = Publication(
    name="news.atom",
    media_type="application/atom+xml",
    number=7,
    digest="d",
    modified_at=NOW,
    representations=(Representation(coding=Coding.IDENTITY, body=b"<feed/>", etag='"7"'),),
)


async def pending(store: Store, hubs: tuple[str, ...], *, private: bool = False) -> tuple[int, int]:
    """Publish a feed with one subscriber; return the deliveries and notifications that are pending."""
    for topic in ("news.atom", "oldest.atom"):
        request = HubRequest(
            key=0,
            mode=HubMode.SUBSCRIBE,
            topic=topic,
            callback="https://a.example/",
            host="a.example",
            lease_s=86_400,
        )
        await change(store, websub.subscriptions.subscribe, request, int(NOW.timestamp()), 0)
    channel = Channel(path="news", title="News", private=private)
    former = (RemovedChannel(path="old", moved_to="news"), RemovedChannel(path="oldest", moved_to="old"))
    site = Site(title="Harbour Post", url="https://post.example", hub_urls=hubs)
    context = SiteContext(site, (channel,), (), former)
    async with store.write() as tx:
        await queue_deliveries(tx, context, channel, [NEWS], turn=3, now=NOW)
    return await query(store, websub.deliveries.count), await query(store, websub.pings.count)


@pytest.mark.parametrize(
    ("hubs", "deliveries", "pings"), [((), 0, 0), ((OTHER,), 0, 1), ((OWN,), 2, 0), ((OWN, OTHER), 2, 1)]
)
async def test_subscribers_and_external_hubs_are_owed_a_revision(
    store: Store, hubs: tuple[str, ...], deliveries: int, pings: int
) -> None:
    """R-WSP-04, R-WSP-07, R-WSP-11: subscribers of former addresses too, over several moves."""
    assert await pending(store, hubs) == (deliveries, pings)


def test_documents_are_small_enough_for_readers_that_take_three_mebibytes() -> None:
    """R-HUB-21: FreshRSS reads no more of a delivery."""
    assert Channel(path="news", title="News").max_bytes <= 3 * 2**20


async def test_external_hubs_learn_nothing_of_private_channels(store: Store) -> None:
    """R-WSP-09."""
    assert await pending(store, (OWN, OTHER), private=True) == (2, 0)
