"""Deliveries by several nodes that share a database, on both databases."""

import asyncio
from collections import Counter
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

import pytest

from feeds.model import Coding, HubMode, HubRequest, Publication, Representation
from feeds.outgoing import Outgoing, Poster
from feeds.store import Store, Transaction, publications, websub
from feeds.store.websub.deliveries import ANY_TURN, CLAIM_MS
from feeds.websub import Deliverer, HubSettings, Pinger, SecretBox
from feeds.websub.backoff import RetryPolicy
from feeds.websub.protocol import host_with_port
from tests.service.processes import until
from tests.store.samples import NOW_S, adopt, at, publish_state
from tests.transactions import change, query
from tests.websub.callbacks import Callback, listening

SETTINGS = HubSettings(
    url="https://post.example/hub",
    site_url="https://post.example",
    channels=frozenset({"harbour"}),
    allow_hosts=("127.0.0.1",),
)
TOPIC = "harbour.atom"
NOW_MS = NOW_S * 1000


class NoCapabilities:
    """There are no private channels."""

    async def holder(self, tx: Transaction, token: str, channel: str) -> str | None:
        del tx, token, channel
        return None

    async def may_read(self, tx: Transaction, holder: str, channel: str) -> bool:
        del tx, holder, channel
        return False


@dataclass
class Clock:
    """A time that only a test moves."""

    now_ms: int = NOW_MS

    def __call__(self) -> datetime:
        return datetime.fromtimestamp(self.now_ms / 1000, UTC)


@pytest.fixture
def secrets(tmp_path: Path) -> SecretBox:
    return SecretBox.open(tmp_path / "hub.key")


@asynccontextmanager
async def node(
    store: Store,
    secrets: SecretBox,
    clock: Callable[[], datetime],
) -> AsyncIterator[Deliverer]:
    """Run a deliverer as one node."""
    async with Poster(total_timeout_s=5) as poster:
        deliverer = Deliverer(
            store,
            poster,
            lambda: SETTINGS,
            secrets=secrets,
            capabilities=NoCapabilities(),
            clock=clock,
        )
        deliverer.visible_turn = ANY_TURN
        task = asyncio.create_task(deliverer.deliver())
        try:
            yield deliverer
        finally:
            task.cancel()
            (ended,) = await asyncio.gather(task, return_exceptions=True)
        assert isinstance(ended, asyncio.CancelledError), ended


async def publish(store: Store, number: int, body: bytes = b"<feed/>") -> None:
    """Publish a revision, and queue it for subscribers, in one transaction."""
    keys = await adopt(store)
    publication = Publication(
        name=TOPIC,
        media_type="application/atom+xml",
        number=number,
        digest=f"d{number}",
        modified_at=at(NOW_S),
        links="",
        max_age_s=60,
        language="en",
        representations=(Representation(coding=Coding.IDENTITY, body=body, etag=f'"{number}"'),),
    )
    async with store.write() as tx:
        turn = await publish_state(tx, keys["harbour"], [publication], [TOPIC], number)
        assert turn is not None
        await websub.deliveries.enqueue(tx, [TOPIC], turn, NOW_MS)


async def subscribe(store: Store, *callbacks: str) -> None:
    for callback in callbacks:
        request = HubRequest(
            key=0,
            mode=HubMode.SUBSCRIBE,
            topic=TOPIC,
            callback=callback,
            host=host_with_port(callback),
            lease_s=86_400,
        )
        await change(store, websub.subscriptions.subscribe, request, NOW_S, 0)


async def test_two_nodes_deliver_each_revision_once(store: Store, secrets: SecretBox) -> None:
    """R-HUB-19, R-HUB-31: claims keep nodes apart."""
    async with listening() as callback:
        urls = [f"{callback.url}/{number}" for number in range(60)]
        await subscribe(store, *urls)
        clock = Clock()
        async with node(store, secrets, clock) as first, node(store, secrets, clock) as second:
            for number in (1, 2):
                await publish(store, number)
                for one in (first, second):
                    one.dispatcher.wake.set()
                await callback.wait(deliveries=60 * number)
        arrived = Counter(sent.path for sent in callback.deliveries)
        assert set(arrived.values()) == {2}
        assert len(arrived) == 60


async def test_what_is_published_while_others_deliver_ends_once_for_every_subscriber(
    store: Store, secrets: SecretBox
) -> None:
    """R-HUB-19: transactions of several nodes neither lose a revision nor wait for each other in a circle."""
    revisions, subscribers = 12, 80
    async with listening() as callback:
        await subscribe(store, *(f"{callback.url}/{number}" for number in range(subscribers)))
        clock = Clock()
        async with node(store, secrets, clock) as first, node(store, secrets, clock) as second:
            for number in range(1, revisions + 1):
                await publish(store, number, b"<feed>%d</feed>" % number)
                for one in (first, second):
                    one.dispatcher.wake.set()
            await callback.until(lambda: _having(callback, b"<feed>%d</feed>" % revisions) == subscribers)
    endings = dict(await query(store, websub.totals.fetch))
    assert endings["delivered"] + endings["superseded"] == revisions * subscribers
    assert {one.acknowledged for one in await query(store, websub.subscriptions.list_all)} == {revisions}


def _having(callback: Callback, body: bytes) -> int:
    return len({sent.path for sent in callback.deliveries if sent.body == body})


async def test_a_feed_that_became_private_is_not_sent_from_memory(store: Store, secrets: SecretBox) -> None:
    """R-WSP-09: its number is still that of the revision that was delivered a moment ago."""
    async with listening() as callback:
        await subscribe(store, f"{callback.url}/first")
        async with node(store, secrets, Clock()) as deliverer:
            await publish(store, 1)
            deliverer.dispatcher.wake.set()
            await callback.wait(deliveries=1)
            await subscribe(store, f"{callback.url}/second")
            keys = await adopt(store)
            await change(store, publications.make_private, keys["harbour"])
            missed = websub.deliveries.enqueue_missed
            await change(store, missed, TOPIC, f"{callback.url}/second", 1, NOW_MS)
            deliverer.dispatcher.wake.set()

            async def settled() -> bool:
                return not await query(store, websub.deliveries.count)

            await until(settled, timeout_s=60)
        assert [sent.path for sent in callback.deliveries] == ["/callback/first"]


async def test_a_node_that_died_with_deliveries_loses_none(store: Store, secrets: SecretBox) -> None:
    """R-HUB-31: what a node claimed is taken over when its claim ends, with the newest revision.

    The other one ends while its delivery is on its way, and notes it all the same.
    """
    async with listening() as callback:
        await subscribe(store, callback.url)
        await publish(store, 1)
        (died,) = await change(store, websub.deliveries.claim, 10, NOW_MS)
        await publish(store, 2, b"<feed>2</feed>")
        clock = Clock()
        async with node(store, secrets, clock) as other:
            assert await other.claim(10, ()) == ()
            clock.now_ms = died.claimed_until_ms
            other.dispatcher.wake.set()
            await callback.wait(deliveries=1)
        assert [sent.body for sent in callback.deliveries] == [b"<feed>2</feed>"]
        assert died.claimed_until_ms == NOW_MS + CLAIM_MS
    (one,) = await query(store, websub.subscriptions.list_all)
    assert (one.acknowledged, one.delivered) == (2, 1)


async def test_pings_survive_a_restart_and_a_hub_that_was_down(store: Store) -> None:
    """R-WSP-06: nothing waits for a hub; what it missed is sent when it is back."""
    clock = Clock()
    async with listening() as hub, Outgoing(allow_private=True, total_timeout_s=5) as outgoing:
        hub.statuses = [503, 200]
        await change(store, websub.pings.enqueue, [hub.url], [TOPIC], 1, NOW_MS)
        for left in (1, 0):
            pinger = Pinger(store, outgoing, lambda: SETTINGS, clock, RetryPolicy(first_ms=1_000))
            pinger.visible_turn = 1
            (ping,) = await pinger.claim(10, ())
            await pinger.run(ping)
            assert await query(store, websub.pings.count) == left
            clock.now_ms += 2_000
        assert len(hub.deliveries) == 2
