"""Subscriptions and their pending deliveries, on both databases."""

from feeds.model import Delivery, HubMode, HubRequest, Subscription
from feeds.store import Store, websub
from feeds.store.websub.deliveries import CLAIM_MS
from feeds.store.websub.outcomes import DeliveryOutcome, Outcome
from feeds.websub.protocol import host_with_port
from tests.transactions import change, query

NOW_MS = 1_730_000_000_000
NOW_S = NOW_MS // 1000


def a_request(callback: str = "https://a.example/", topic: str = "news.atom", **values: object) -> HubRequest:
    given = {
        "key": 0,
        "host": host_with_port(callback),
        "mode": HubMode.SUBSCRIBE,
        "lease_s": 86_400,
        **values,
    }
    return HubRequest(topic=topic, callback=callback, **given)  # type: ignore[arg-type]


async def subscribed(store: Store, *callbacks: str, topic: str = "news.atom") -> list[Subscription]:
    for callback in callbacks:
        await change(store, websub.subscriptions.subscribe, a_request(callback, topic), NOW_S, 5)
    return list(await query(store, websub.subscriptions.list_all))


def accepted(delivery: Delivery, number: int) -> DeliveryOutcome:
    return DeliveryOutcome(delivery=delivery, outcome=Outcome.ACCEPTED, number=number)


async def claimed(store: Store, now_ms: int = NOW_MS) -> tuple[Delivery, ...]:
    return await change(store, websub.deliveries.claim, 100, now_ms)


async def test_a_newer_request_replaces_one_that_waits(store: Store) -> None:
    """R-HUB-28."""
    await change(store, websub.requests.add, a_request(lease_s=100_000), NOW_MS)
    await change(store, websub.requests.add, a_request(mode=HubMode.UNSUBSCRIBE), NOW_MS)
    (waiting,) = await change(store, websub.requests.claim, 10, NOW_MS)
    assert waiting.mode is HubMode.UNSUBSCRIBE
    assert await change(store, websub.requests.claim, 10, NOW_MS) == ()


async def test_a_subscription_is_renewed_not_doubled(store: Store) -> None:
    """R-HUB-05."""
    await subscribed(store, "https://a.example/")
    renewed = a_request(secret=b"x", lease_s=200_000)
    await change(store, websub.subscriptions.subscribe, renewed, NOW_S, 9)
    (one,) = await query(store, websub.subscriptions.list_all)
    assert (one.secret, int(one.lease_until.timestamp())) == (b"x", NOW_S + 200_000)
    assert one.acknowledged == 5


async def test_a_lease_ends(store: Store) -> None:
    """R-HUB-12."""
    await subscribed(store, "https://a.example/")
    await change(store, websub.deliveries.enqueue, ["news.atom"], 7, NOW_MS)
    assert await change(store, websub.subscriptions.expire, NOW_S + 86_399) == 0
    assert await change(store, websub.subscriptions.expire, NOW_S + 86_400) == 1
    assert await query(store, websub.deliveries.count) == 0


async def test_a_publication_is_owed_to_the_subscribers_of_its_topic_alone(store: Store) -> None:
    await subscribed(store, "https://a.example/", "https://b.example/")
    await subscribed(store, "https://c.example/", topic="news.rss")
    await change(store, websub.deliveries.enqueue, ["news.atom"], 7, NOW_MS)
    pending = await claimed(store)
    assert {one.subscription.callback for one in pending} == {"https://a.example/", "https://b.example/"}
    assert {one.turn for one in pending} == {7}


async def test_a_claim_keeps_others_away_until_it_ends(store: Store) -> None:
    """R-HUB-31: a process that died with a delivery does not take it along."""
    await subscribed(store, "https://a.example/")
    await change(store, websub.deliveries.enqueue, ["news.atom"], 7, NOW_MS)
    assert len(await claimed(store)) == 1
    assert await claimed(store) == ()
    assert len(await claimed(store, NOW_MS + CLAIM_MS)) == 1


async def test_what_was_published_while_one_was_on_its_way_is_owed_next(store: Store) -> None:
    """R-HUB-19: ordered, at most one on its way, a newer one supersedes."""
    await subscribed(store, "https://a.example/")
    await change(store, websub.deliveries.enqueue, ["news.atom"], 7, NOW_MS)
    (first,) = await claimed(store)
    await change(store, websub.deliveries.enqueue, ["news.atom"], 8, NOW_MS)
    await change(store, websub.deliveries.enqueue, ["news.atom"], 9, NOW_MS)
    assert await claimed(store) == ()
    await change(store, websub.outcomes.settle, [accepted(first, 70)], NOW_MS + 1)
    (second,) = await claimed(store, NOW_MS + 1)
    assert (second.turn, second.subscription.acknowledged, second.attempts) == (9, 70, 0)
    await change(store, websub.outcomes.settle, [accepted(second, 90)], NOW_MS + 2)
    assert await query(store, websub.deliveries.count) == 0


async def test_a_failure_waits_and_a_dropped_one_leaves_the_subscription(store: Store) -> None:
    """R-HUB-18, R-HUB-20: the base of the next delivery stays what was accepted last."""
    await subscribed(store, "https://a.example/")
    await change(store, websub.deliveries.enqueue, ["news.atom"], 7, NOW_MS)
    (first,) = await claimed(store)
    later = [DeliveryOutcome(delivery=first, outcome=Outcome.RETRY, due_ms=NOW_MS + 50)]
    await change(store, websub.outcomes.settle, later, NOW_MS)
    assert await claimed(store, NOW_MS + 49) == ()
    (again,) = await claimed(store, NOW_MS + 50)
    assert (again.attempts, again.subscription.failures) == (1, 1)
    dropped = DeliveryOutcome(delivery=again, outcome=Outcome.DROPPED)
    await change(store, websub.outcomes.settle, [dropped], NOW_MS + 60)
    assert await query(store, websub.deliveries.count) == 0
    (stays,) = await query(store, websub.subscriptions.list_all)
    assert stays.acknowledged == 5


async def test_hubs_are_owed_one_notification_for_each_topic(store: Store) -> None:
    """R-WSP-04, R-WSP-05."""
    hubs = ["https://hub.example/", "https://other.example/"]
    for turn in (7, 8):
        await change(store, websub.pings.enqueue, hubs, ["news.atom", "news.rss"], turn, NOW_MS)
    due = await change(store, websub.pings.claim, 10, NOW_MS)
    assert len(due) == 4
    await change(store, websub.pings.enqueue, hubs[:1], ["news.atom"], 9, NOW_MS)
    for one in due:
        await change(store, websub.pings.settle, one, retry_ms=None, now_ms=NOW_MS)
    (left,) = await change(store, websub.pings.claim, 10, NOW_MS)
    assert (left.hub, left.topic, left.turn) == ("https://hub.example/", "news.atom", 9)


async def test_subscriptions_of_a_host_are_counted_by_its_origin(store: Store) -> None:
    """R-HUB-28."""
    callbacks = (
        "https://a.example/1",
        "https://a.example?2",
        "https://a.example:443/3",
        "https://a.example.evil/",
    )
    await subscribed(store, *callbacks)
    assert await query(store, websub.subscriptions.count_of_host, "a.example") == 3
    assert await query(store, websub.subscriptions.count_of_topic, "news.atom") == 4


async def test_every_revision_that_is_owed_ends_once(store: Store) -> None:
    """Delivered, superseded, dropped, cancelled: together as many as were published."""
    await subscribed(store, "https://a.example/")
    for turn in (1, 2, 3):
        await change(store, websub.deliveries.enqueue, ["news.atom"], turn, NOW_MS)
    (third,) = await claimed(store)
    assert (third.turn, third.superseded) == (3, 2)
    for turn in (4, 5):
        await change(store, websub.deliveries.enqueue, ["news.atom"], turn, NOW_MS)
    await change(store, websub.outcomes.settle, [accepted(third, 30)], NOW_MS)
    (fifth,) = await claimed(store)
    assert (fifth.turn, fifth.superseded) == (5, 1)
    dropped = DeliveryOutcome(delivery=fifth, outcome=Outcome.DROPPED)
    await change(store, websub.outcomes.settle, [dropped], NOW_MS)
    await change(store, websub.deliveries.enqueue, ["news.atom"], 6, NOW_MS)
    await change(store, websub.subscriptions.remove, [third.subscription.key])
    endings = dict(await query(store, websub.totals.fetch))
    assert endings == {"delivered": 1, "superseded": 3, "dropped": 1, "cancelled": 1, "failed": 1}


async def test_an_attempt_that_was_taken_over_changes_nothing(store: Store) -> None:
    """R-HUB-31: two nodes, one of which was too slow."""
    await subscribed(store, "https://a.example/")
    await change(store, websub.deliveries.enqueue, ["news.atom"], 7, NOW_MS)
    (slow,) = await claimed(store)
    (taken,) = await claimed(store, NOW_MS + CLAIM_MS)
    await change(store, websub.outcomes.settle, [accepted(slow, 70)], NOW_MS + CLAIM_MS)
    retry = DeliveryOutcome(delivery=slow, outcome=Outcome.RETRY, due_ms=NOW_MS)
    await change(store, websub.outcomes.settle, [retry], NOW_MS + CLAIM_MS)
    (one,) = await query(store, websub.subscriptions.list_all)
    assert one.acknowledged == 5
    await change(store, websub.outcomes.settle, [accepted(taken, 70)], NOW_MS + CLAIM_MS)
    assert await query(store, websub.deliveries.count) == 0


async def test_a_request_that_was_replaced_while_it_was_verified_is_verified_itself(store: Store) -> None:
    """R-HUB-02, R-HUB-05."""
    await change(store, websub.requests.add, a_request(secret=b"old"), NOW_MS)
    (old,) = await change(store, websub.requests.claim, 10, NOW_MS)
    await change(store, websub.requests.add, a_request(secret=b"new"), NOW_MS + 1)
    assert not await change(store, websub.requests.remove, old)
    (new,) = await change(store, websub.requests.claim, 10, NOW_MS + 1)
    assert new.secret == b"new"
    assert await change(store, websub.requests.remove, new)


async def test_nothing_is_owed_after_a_lease_has_ended(store: Store) -> None:
    """R-HUB-12: also before the subscription is removed."""
    await subscribed(store, "https://a.example/")
    await change(store, websub.deliveries.enqueue, ["news.atom"], 7, NOW_MS + 86_400_000)
    assert await query(store, websub.deliveries.count) == 0


async def test_work_of_busy_hosts_and_what_is_not_visible_yet_stays(store: Store) -> None:
    """R-HUB-28, R-WSP-04."""
    await subscribed(store, "https://a.example/", "https://b.example/")
    await change(store, websub.deliveries.enqueue, ["news.atom"], 7, NOW_MS)
    claim = websub.deliveries.claim
    assert await change(store, claim, 10, NOW_MS, visible_turn=6) == ()
    assert await query(store, websub.deliveries.next_due_ms, 6) is None
    (one,) = await change(store, claim, 10, NOW_MS, ["a.example"], visible_turn=7)
    assert one.subscription.host == "b.example"
    await change(store, websub.deliveries.postpone, "a.example", NOW_MS, NOW_MS + 5)
    assert await query(store, websub.deliveries.next_due_ms) == NOW_MS + 5


async def test_what_was_published_during_a_verification_is_owed(store: Store) -> None:
    """R-HUB-20: the subscription begins with the revision that was current before."""
    await subscribed(store, "https://a.example/")
    missed = websub.deliveries.enqueue_missed
    await change(store, missed, "news.atom", "https://a.example/", 5, NOW_MS)
    assert await query(store, websub.deliveries.count) == 0
    await change(store, missed, "news.atom", "https://a.example/", 6, NOW_MS)
    assert len(await claimed(store)) == 1
