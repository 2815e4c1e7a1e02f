"""What is dated ahead waits for its time, and nothing tells of it before (R-TIME-18, R-RSS-33, R-ATOM-29)."""

from datetime import timedelta
from pathlib import Path

from feeds.model import Status
from feeds.store import Store, identity, publications, records, revisions
from tests.pipeline.house import START, HandClock, article, desk, readings
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
    """The addresses that tell of the secret."""
    found = []
    for name in await query(store, publications.names):
        publication = await query(store, publications.fetch, name)
        assert publication is not None
        if b"merge" in publication.body:
            found.append(name)
    return found


async def test_what_is_dated_ahead_is_shown_on_its_second_and_not_before(tmp_path: Path) -> None:
    clock = HandClock()
    async with desk(tmp_path, clock) as (conductor, store):
        await conductor.take("desk", readings(SECRET, article(2)))
        await conductor.finish()
        assert await tellers(store) == []
        assert await query(store, revisions.next_due_s) == int(clock().timestamp()) + AHEAD_S
        clock.pass_s(AHEAD_S - 1)
        await conductor.finish()
        assert await tellers(store) == []
        clock.pass_s(1)
        await conductor.finish()
        assert {"index.rss", "index.atom", "news/quay.json", "news.en.html"} <= set(await tellers(store))
        kept = await query(store, identity.by_name, SECRET.id)
        assert kept is not None
        assert (kept.published_at, kept.updated_at) == (clock(), clock())  # R-TIME-14


async def test_what_is_taken_back_before_its_time_leaves_no_tombstone(tmp_path: Path) -> None:
    """By its source, by an editor, or by its expiry."""
    clock = HandClock()
    async with desk(tmp_path, clock) as (conductor, store):
        secrets = (SECRET, article(4, id="tag:post.example,2024:merger-4", published_at=SECRET.published_at))
        late = article(5, id="tag:post.example,2024:merger-5", published_at=SECRET.published_at)
        expiring = article(
            3,
            id="tag:post.example,2024:merger-3",
            release_at=SECRET.published_at,
            expires_at=START + timedelta(hours=1),
        )
        await conductor.take("desk", readings(*secrets, expiring, article(2)))
        await conductor.finish()
        withdrawn = {"status": Status.WITHDRAWN, "published_at": SECRET.published_at}
        back = article(4, id="tag:post.example,2024:merger-4", **withdrawn)
        await conductor.take("desk", readings(back, article(5, id=late.id, **withdrawn)))
        await change(
            store,
            revisions.set_withdrawn,
            SECRET.id,
            withdrawn=True,
            note="test",
            now_s=int(clock().timestamp()),
        )
        for _ in range(3):
            await conductor.finish()
            assert await tellers(store) == []
            clock.pass_s(AHEAD_S)


async def test_what_was_seen_and_then_withheld_keeps_its_tombstone(tmp_path: Path) -> None:
    clock = HandClock()
    async with desk(tmp_path, clock) as (conductor, store):
        for status in (Status.USABLE, Status.WITHHELD, Status.WITHDRAWN):
            await conductor.take("desk", readings(article(1, status=status)))
            await conductor.finish()
            clock.pass_s(60)
        assert [
            grave.id for grave in await query(store, records.tombstones, conductor._keys["news/quay"])
        ] == [article(1).id]
