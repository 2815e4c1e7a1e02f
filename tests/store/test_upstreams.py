"""Subscriptions at hubs of others, their requests and pushed documents, on both databases."""

from dataclasses import replace
from datetime import UTC, datetime
from hashlib import blake2b

import pytest

from feeds.model import AdvertisedHubs, Upstream, UpstreamState
from feeds.store import Store, upstreams
from feeds.store.upstreams.documents import (
    CLAIM_MS,
    DIGEST_BYTES,
    MAX_WAITING,
    ArrivedDocument,
    Repetition,
)
from feeds.store.upstreams.requests import RequestOutcome
from feeds.store.upstreams.subscriptions import NewCallback
from tests.transactions import change, query

NOW_MS = 1_730_000_000_000
NOW = datetime.fromtimestamp(NOW_MS / 1000, UTC)
HUBS = ("https://hub.example/", "https://second.example/")
ADVERTISED = AdvertisedHubs(
    url="https://a.example/feed",
    address="https://a.example/feed.xml",
    topic="https://a.example/self",
    hubs=HUBS,
)


async def follow(store: Store, advertised: AdvertisedHubs = ADVERTISED, callback: str = "one") -> bool:
    new = NewCallback(id=callback, secret=b"encrypted")
    return await change(store, upstreams.subscriptions.follow, "desk", advertised, new, NOW_MS)


async def followed(store: Store) -> Upstream:
    await follow(store)
    (found,) = await query(store, upstreams.subscriptions.list_all)
    return found


async def confirmed(store: Store, lease_s: int = 86_400) -> Upstream:
    upstream = await followed(store)
    due = {"lease_s": lease_s, "due_ms": NOW_MS + lease_s * 800}
    await change(store, upstreams.requests.confirm, upstream, NOW_MS, **due)
    (found,) = await query(store, upstreams.subscriptions.list_all)
    return found


def a_document(body: bytes) -> ArrivedDocument:
    digest = blake2b(body, digest_size=DIGEST_BYTES).digest()
    return ArrivedDocument(content_type="application/atom+xml", body=body, digest=digest)


async def add(store: Store, upstream: Upstream, body: bytes, now_ms: int = NOW_MS) -> Repetition:
    return await change(store, upstreams.documents.add, upstream, a_document(body), now_ms)


async def claim_requests(store: Store, now_ms: int = NOW_MS) -> tuple[Upstream, ...]:
    return await change(store, upstreams.requests.claim, 10, now_ms, (), confirm_s=60)


async def test_a_feed_is_subscribed_to_once(store: Store) -> None:
    assert await follow(store)
    assert not await follow(store, callback="two")
    (found,) = await query(store, upstreams.subscriptions.list_all)
    assert (found.callback, found.hub, found.state) == ("one", HUBS[0], UpstreamState.REQUESTED)
    assert await query(store, upstreams.subscriptions.by_callback, "one") == found
    assert await query(store, upstreams.subscriptions.by_callback, "two") is None


async def test_a_feed_without_hubs_needs_no_subscription(store: Store) -> None:
    assert not await follow(store, replace(ADVERTISED, hubs=()))
    assert await query(store, upstreams.subscriptions.list_all) == ()


@pytest.mark.parametrize(
    "now", [{"topic": "https://a.example/other"}, {"hubs": ("https://new.example/",)}, {"hubs": ()}]
)
async def test_another_topic_or_hub_ends_the_subscription_and_begins_another(
    store: Store, now: dict[str, object]
) -> None:
    """R-WSP-11: a hub that was switched off receives no requests but the last one."""
    await follow(store)
    assert await follow(store, replace(ADVERTISED, **now), "two")  # type: ignore[arg-type]
    states = {one.callback: one.state for one in await query(store, upstreams.subscriptions.list_all)}
    assert states.pop("one") is UpstreamState.LEAVING
    assert states == ({} if now == {"hubs": ()} else {"two": UpstreamState.REQUESTED})


async def test_another_order_of_hubs_or_address_changes_nothing_else(store: Store) -> None:
    before = await confirmed(store)
    assert await follow(store, replace(ADVERTISED, hubs=HUBS[::-1], address="https://a.example/x"))
    (found,) = await query(store, upstreams.subscriptions.list_all)
    assert found == replace(before, hubs=HUBS[::-1], address="https://a.example/x")


async def test_a_request_is_claimed_by_one_process(store: Store) -> None:
    await follow(store)
    (claimed,) = await claim_requests(store)
    assert claimed.requested_until.timestamp() == NOW_MS // 1000 + 60
    assert await claim_requests(store) == ()
    assert await query(store, upstreams.requests.next_due_ms) == claimed.claimed_until_ms
    (again,) = await claim_requests(store, claimed.claimed_until_ms)
    assert again.key == claimed.key


async def test_a_confirmation_outlasts_the_answer_to_its_request(store: Store) -> None:
    """A hub may verify before it answers: what came of the request then changes nothing."""
    await follow(store)
    (claimed,) = await claim_requests(store)
    confirm = upstreams.requests.confirm
    await change(store, confirm, claimed, NOW_MS, lease_s=86_400, due_ms=NOW_MS + 1_000_000)
    late = RequestOutcome(due_ms=NOW_MS + 60_000, hub=HUBS[1], error="late")
    await change(store, upstreams.requests.settle, claimed, late, NOW_MS)
    (found,) = await query(store, upstreams.subscriptions.list_all)
    assert (found.state, found.attempts, found.error) == (UpstreamState.ACTIVE, 0, None)
    assert found.is_active(NOW)
    assert await query(store, upstreams.requests.next_due_ms) == NOW_MS + 1_000_000


async def test_a_subscription_that_is_leaving_stays_so(store: Store) -> None:
    upstream = await confirmed(store)
    await add(store, upstream, b"one")
    await change(store, upstreams.subscriptions.leave, (upstream.key,), NOW_MS)
    await change(store, upstreams.requests.confirm, upstream, NOW_MS, lease_s=60, due_ms=NOW_MS)
    await change(store, upstreams.requests.deny, upstream, NOW_MS, reason="no", due_ms=NOW_MS)
    (found,) = await query(store, upstreams.subscriptions.list_all)
    assert found.state is UpstreamState.LEAVING
    assert (await query(store, upstreams.subscriptions.counts)).documents == 0
    missing = upstreams.subscriptions.missing
    assert await query(store, missing, (upstream.key,)) == frozenset()
    await change(store, upstreams.subscriptions.remove, upstream.key)
    assert await query(store, missing, (upstream.key,)) == {upstream.key}


async def test_documents_are_read_in_their_order_one_at_a_time(store: Store) -> None:
    """R-HUB-19."""
    upstream = await confirmed(store)
    for body in (b"one", b"two"):
        assert await add(store, upstream, body) is Repetition.NONE
    claim = upstreams.documents.claim
    (first,) = await change(store, claim, 10, NOW_MS)
    assert (first.body, first.upstream.key, first.content_type) == (
        b"one",
        upstream.key,
        "application/atom+xml",
    )
    assert await change(store, claim, 10, NOW_MS) == ()
    (again,) = await change(store, claim, 10, NOW_MS + CLAIM_MS)
    assert again.key == first.key
    await change(store, upstreams.documents.remove, first.key)
    (second,) = await change(store, claim, 10, NOW_MS)
    assert second.body == b"two"


async def test_what_was_accepted_before_is_recognised(store: Store, monkeypatch: pytest.MonkeyPatch) -> None:
    """A captured document that is sent again does not bring an old state back."""
    monkeypatch.setattr(upstreams.documents, "REMEMBERED", 3)
    upstream = await confirmed(store)
    assert await add(store, upstream, b"one") is Repetition.NONE
    assert await add(store, upstream, b"one") is Repetition.OF_THE_LAST
    assert await add(store, upstream, b"two") is Repetition.NONE
    assert await add(store, upstream, b"one") is Repetition.OF_AN_OLDER
    (found,) = await query(store, upstreams.subscriptions.list_all)
    assert (found.pushes, (await query(store, upstreams.subscriptions.counts)).documents) == (2, 2)
    for number in range(3):
        await add(store, upstream, str(number).encode())
    assert await add(store, upstream, b"two") is Repetition.NONE


async def test_a_queue_is_bounded(store: Store) -> None:
    upstream = await confirmed(store)
    for number in range(MAX_WAITING):
        assert not await query(store, upstreams.documents.is_full, upstream)
        await add(store, upstream, str(number).encode())
    assert await query(store, upstreams.documents.is_full, upstream)


async def test_a_large_document_fills_a_queue(store: Store) -> None:
    upstream = await confirmed(store)
    for letter in (b"a", b"b"):
        assert not await query(store, upstreams.documents.is_full, upstream)
        await add(store, upstream, letter * 10_000_000)
    assert await query(store, upstreams.documents.is_full, upstream)


async def test_pushes_are_relied_on_from_the_first_until_one_is_missed(store: Store) -> None:
    async def relied_on(at: datetime = NOW) -> bool:
        (one,) = await query(store, upstreams.subscriptions.list_all)
        return one.is_relied_on(at)

    upstream = await confirmed(store)
    assert not await relied_on()
    await add(store, upstream, b"one", NOW_MS)
    assert await relied_on()
    assert not await relied_on(datetime.fromtimestamp(NOW_MS / 1000 + 86_400, UTC))
    await change(store, upstreams.subscriptions.note_missed, (upstream.key,), NOW_MS + 1_000)
    assert not await relied_on()
    await add(store, upstream, b"two", NOW_MS + 2_000)
    assert await relied_on()
    await change(store, upstreams.requests.deny, upstream, NOW_MS, reason="no", due_ms=NOW_MS)
    assert not await relied_on()


async def test_changes_are_found_and_counted(store: Store) -> None:
    upstream = await confirmed(store)
    assert await query(store, upstreams.subscriptions.changed_since, NOW_MS + 1) == ()
    await add(store, upstream, b"one", NOW_MS + 5)
    await change(store, upstreams.documents.count_refused, upstream)
    (found,) = await query(store, upstreams.subscriptions.changed_since, NOW_MS + 1)
    assert (found.pushes, found.refused) == (1, 1)
    counts = await query(store, upstreams.subscriptions.counts)
    assert (counts.states, counts.documents, counts.pushes, counts.refused) == ((("active", 1),), 1, 1, 1)
    await change(store, upstreams.requests.keep_secret, upstream, b"other", NOW_MS)
    (found,) = await query(store, upstreams.subscriptions.list_all)
    assert found.secret == b"other"
