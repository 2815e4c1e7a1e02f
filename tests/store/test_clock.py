"""A clock that was ahead by an hour is set back: everything that waits is due an hour earlier."""

from datetime import UTC, datetime

from feeds.store import Store, clock, file_facts, upstreams, websub
from feeds.store.upstreams.requests import RequestOutcome
from feeds.store.websub.outcomes import DeliveryOutcome, Outcome
from tests.store.test_upstreams import add, followed
from tests.store.test_websub import NOW_MS, NOW_S, a_request, claimed, subscribed
from tests.transactions import change, query

HOUR_MS = 3_600_000
AHEAD_MS, AHEAD_S = NOW_MS + HOUR_MS, NOW_S + 3_600
WAIT_MS = 5_000
FILES = [("https://a.example/1.mp3", "tag:a.example,2024:1")]


async def set_back(store: Store, now_ms: int = NOW_MS) -> None:
    await change(store, clock.set_back, now_ms, HOUR_MS)


async def test_deliveries_and_notifications_that_were_queued(store: Store) -> None:
    await subscribed(store, "https://a.example/")
    await change(store, websub.deliveries.enqueue, ["news.atom"], 7, AHEAD_MS)
    await change(store, websub.pings.enqueue, ["https://hub.example/"], ["news.atom"], 7, AHEAD_MS)
    assert await claimed(store) == ()
    await set_back(store)
    (delivery,) = await claimed(store)
    assert delivery.queued_at == datetime.fromtimestamp(NOW_S, UTC)
    assert len(await change(store, websub.pings.claim, 10, NOW_MS)) == 1


async def test_attempts_that_are_repeated(store: Store) -> None:
    """What was queued by the right clock and failed while it was ahead is not later than now."""
    await subscribed(store, "https://a.example/")
    await change(store, websub.deliveries.enqueue, ["news.atom"], 7, NOW_MS)
    (failed,) = await claimed(store, AHEAD_MS)
    again = DeliveryOutcome(delivery=failed, outcome=Outcome.RETRY, due_ms=AHEAD_MS + WAIT_MS)
    await change(store, websub.outcomes.settle, [again], AHEAD_MS)
    await change(store, websub.requests.add, a_request("https://b.example/"), NOW_MS)
    (request,) = await change(store, websub.requests.claim, 10, AHEAD_MS)
    await change(store, websub.requests.retry, request, AHEAD_MS + WAIT_MS)
    await set_back(store)
    assert await claimed(store, NOW_MS + WAIT_MS - 1) == ()
    assert await change(store, websub.requests.claim, 10, NOW_MS + WAIT_MS - 1) == ()
    assert len(await claimed(store, NOW_MS + WAIT_MS)) == 1
    assert len(await change(store, websub.requests.claim, 10, NOW_MS + WAIT_MS)) == 1


async def test_requests_to_hubs_of_others_and_what_these_pushed(store: Store) -> None:
    upstream = await followed(store)
    (asked,) = await change(store, upstreams.requests.claim, 10, AHEAD_MS, (), confirm_s=60)
    outcome = RequestOutcome(due_ms=AHEAD_MS + WAIT_MS, hub=asked.hub)
    await change(store, upstreams.requests.settle, asked, outcome, AHEAD_MS)
    await add(store, upstream, b"one", AHEAD_MS)
    await set_back(store)
    assert len(await change(store, upstreams.documents.claim, 10, NOW_MS)) == 1
    assert await query(store, upstreams.requests.next_due_ms) == NOW_MS + WAIT_MS


async def test_a_feed_whose_pushes_were_missed_is_polled(store: Store) -> None:
    """What was pushed by the clock that was ahead would be later than what is missed now."""
    upstream = await followed(store)
    confirm = upstreams.requests.confirm
    await change(store, confirm, upstream, NOW_MS, lease_s=86_400, due_ms=NOW_MS + HOUR_MS)
    await add(store, upstream, b"one", AHEAD_MS)
    await set_back(store)
    now = datetime.fromtimestamp(NOW_S + 1, UTC)
    assert [one.is_relied_on(now) for one in await query(store, upstreams.subscriptions.list_all)] == [True]
    await change(store, upstreams.subscriptions.note_missed, [upstream.key], NOW_MS)
    assert [one.is_relied_on(now) for one in await query(store, upstreams.subscriptions.list_all)] == [False]


async def test_files_that_could_not_be_asked_for(store: Store) -> None:
    await change(store, file_facts.expect, "desk", FILES, NOW_S)
    await change(store, file_facts.failed, FILES[0][0], 1, AHEAD_S + 60)
    await set_back(store)
    assert await query(store, file_facts.next_due_s) == NOW_S + 60


async def test_what_waits_less_than_the_clock_was_ahead_is_due_now(store: Store) -> None:
    """It waited before the clock was ahead: an attempt comes too early, and none too late."""
    await change(store, file_facts.expect, "desk", FILES, NOW_S)
    await change(store, file_facts.failed, FILES[0][0], 1, NOW_S + 60)
    await set_back(store)
    assert await query(store, file_facts.next_due_s) == NOW_S


async def test_the_time_is_noted(store: Store) -> None:
    assert await query(store, clock.seen_ms) == 0
    await change(store, clock.note_seen, AHEAD_MS)
    assert await query(store, clock.seen_ms) == AHEAD_MS
    await set_back(store)
    assert await query(store, clock.seen_ms) == NOW_MS
