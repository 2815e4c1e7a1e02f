"""Future articles stay unpublished and undisclosed until their time (R-TIME-18, R-RSS-33, R-ATOM-29)."""

from datetime import timedelta
from pathlib import Path

from feeds.model import Status
from feeds.store import Store, identity, publications, records, revisions
from tests.pipeline.site import START, ManualClock, article, open_orchestrator, readings
from tests.transactions import change, query

AHEAD_S = 3 * 86_400
SECRET = article(
    1,
    id="tag:post.example,2024:merger",
    url="https://post.example/merger",
    title="Two banks merge",
    content_html="<p>The merger was signed.</p>",
    published_at=START + timedelta(seconds=AHEAD_S),
)


async def tellers(store: Store) -> list[str]:
    """Return the addresses whose content mentions the secret."""
    found = []
    for name in await query(store, publications.names):
        publication = await query(store, publications.fetch, name)
        assert publication is not None
        if b"merge" in publication.body:
            found.append(name)
    return found


async def test_a_future_article_appears_at_its_time_and_not_before(tmp_path: Path) -> None:
    clock = ManualClock()
    async with open_orchestrator(tmp_path, clock) as (orchestrator, store):
        await orchestrator.take("desk", readings(SECRET, article(2)))
        await orchestrator.finish()
        assert await tellers(store) == []
        assert await query(store, revisions.next_due_s) == int(clock().timestamp()) + AHEAD_S
        clock.advance(AHEAD_S - 1)
        await orchestrator.finish()
        assert await tellers(store) == []
        clock.advance(1)
        await orchestrator.finish()
        assert {"index.rss", "index.atom", "news/quay.json", "news.en.html"} <= set(await tellers(store))
        stored = await query(store, identity.by_name, SECRET.id)
        assert stored is not None
        assert (stored.published_at, stored.updated_at) == (clock(), clock())  # R-TIME-14


async def test_an_article_withdrawn_before_its_time_leaves_no_tombstone(tmp_path: Path) -> None:
    """Withdrawn by its source, by an editor, or by its expiry."""
    clock = ManualClock()
    async with open_orchestrator(tmp_path, clock) as (orchestrator, store):
        secrets = (SECRET, article(4, id="tag:post.example,2024:merger-4", published_at=SECRET.published_at))
        late = article(5, id="tag:post.example,2024:merger-5", published_at=SECRET.published_at)
        expiring = article(
            3,
            id="tag:post.example,2024:merger-3",
            release_at=SECRET.published_at,
            expires_at=START + timedelta(hours=1),
        )
        await orchestrator.take("desk", readings(*secrets, expiring, article(2)))
        await orchestrator.finish()
        withdrawn = {"status": Status.WITHDRAWN, "published_at": SECRET.published_at}
        back = article(4, id="tag:post.example,2024:merger-4", **withdrawn)
        await orchestrator.take("desk", readings(back, article(5, id=late.id, **withdrawn)))
        await change(
            store,
            revisions.set_withdrawn,
            SECRET.id,
            withdrawn=True,
            note="test",
            now_s=int(clock().timestamp()),
        )
        for _ in range(3):
            await orchestrator.finish()
            assert await tellers(store) == []
            clock.advance(AHEAD_S)


async def test_a_published_article_that_is_embargoed_again_has_a_tombstone(tmp_path: Path) -> None:
    clock = ManualClock()
    async with open_orchestrator(tmp_path, clock) as (orchestrator, store):
        for status in (Status.USABLE, Status.WITHHELD, Status.WITHDRAWN):
            await orchestrator.take("desk", readings(article(1, status=status)))
            await orchestrator.finish()
            clock.advance(60)
        assert [
            tombstone.id
            for tombstone in await query(store, records.tombstones, orchestrator._keys["news/quay"])
        ] == [article(1).id]
