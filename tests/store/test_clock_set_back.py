"""A clock that is set back, or an expiry in the past: nothing comes back, and every tombstone counts."""

import pytest
from msgspec.structs import replace

from feeds.model import Record, Status
from feeds.store import State, Store, identity, records, revisions
from tests.store.samples import NOW_S, adopt, article, at, place
from tests.transactions import change, query

HOUR_S = 3_600
LATER_S = NOW_S + HOUR_S


async def state_of(store: Store, record: Record) -> State:
    stored = await query(store, identity.by_name, record.id)
    assert stored is not None
    return stored.state


async def visible(store: Store, channel: int) -> int:
    return len(await query(store, records.window, channel, 9))


@pytest.mark.parametrize("moment", ["release_at", "published_at"])
async def test_a_correction_does_not_hide_what_was_released(store: Store, moment: str) -> None:
    """R-ATOM-29: the clock is set back an hour after the release, and a correction arrives."""
    keys = await adopt(store)
    waiting = article(1, **{moment: at(LATER_S)})
    await change(store, revisions.save, place(keys, waiting), NOW_S)
    await change(store, revisions.apply_due, LATER_S)
    corrected = replace(waiting, title="Ferry 1, corrected")
    await change(store, revisions.save, place(keys, corrected), NOW_S)
    assert await state_of(store, waiting) is State.VISIBLE
    assert await visible(store, keys["harbour"]) == 1
    assert await query(store, records.tombstones, keys["harbour"]) == ()
    later = replace(corrected, release_at=at(LATER_S + HOUR_S))
    await change(store, revisions.save, place(keys, later), NOW_S)
    assert await state_of(store, waiting) is State.WAITING, "a new embargo counts"


async def test_a_correction_does_not_bring_back_what_has_expired(store: Store) -> None:
    keys = await adopt(store)
    expiring = article(1, expires_at=at(LATER_S))
    await change(store, revisions.save, place(keys, expiring), NOW_S)
    await change(store, revisions.apply_due, LATER_S)
    corrected = replace(expiring, title="Ferry 1, corrected")
    await change(store, revisions.save, place(keys, corrected), NOW_S)
    assert await state_of(store, expiring) is State.EXPIRED
    assert await visible(store, keys["harbour"]) == 0
    longer = replace(corrected, expires_at=at(LATER_S + HOUR_S))
    await change(store, revisions.save, place(keys, longer), NOW_S)
    assert await state_of(store, expiring) is State.VISIBLE, "a new expiry counts"


@pytest.mark.parametrize("how", ["editor", "source", "channel", "expiry"])
async def test_a_tombstone_is_never_older_than_the_entry(store: Store, how: str) -> None:
    """R-TOMB-03: else readers keep the entry. Source: RFC 6721 §3."""
    keys = await adopt(store)
    first = article(1, modified_at=at(LATER_S))
    await change(store, revisions.save, place(keys, first), LATER_S)
    if how == "editor":
        await change(store, revisions.set_withdrawn, first.id, withdrawn=True, note="x", now_s=NOW_S)
    elif how == "source":
        gone = replace(first, status=Status.WITHDRAWN)
        await change(store, revisions.save, place(keys, gone), NOW_S)
    elif how == "channel":
        (moved,) = place({"index": keys["index"]}, first)
        await change(store, revisions.save, [moved], NOW_S)
    else:
        past = replace(first, expires_at=at(LATER_S - 60))
        await change(store, revisions.save, place(keys, past), LATER_S + 60)
    (tombstone,) = await query(store, records.tombstones, keys["harbour"])
    assert tombstone.deleted_at >= at(LATER_S)


async def test_what_expires_before_its_release_was_never_public(store: Store) -> None:
    """No tombstone shows that there was such an article."""
    keys = await adopt(store)
    secret = article(1, release_at=at(LATER_S), expires_at=at(LATER_S - 60))
    await change(store, revisions.save, place(keys, secret), NOW_S)
    for now_s in (LATER_S - 60, LATER_S):
        await change(store, revisions.apply_due, now_s)
    assert await state_of(store, secret) is State.EXPIRED
    assert await query(store, records.tombstones, keys["harbour"]) == ()
