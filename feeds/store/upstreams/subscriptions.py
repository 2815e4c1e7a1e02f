"""Subscriptions at hubs of others: one for each address of a source whose feed advertises a hub."""

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

from sqlalchemy import ColumnElement, Row, delete, func, insert, select, update

from feeds.model import AdvertisedHubs, Upstream, UpstreamCounts, UpstreamState
from feeds.store.bulk import among
from feeds.store.replication import announce
from feeds.store.schema.upstreams import pushed_documents, upstreams
from feeds.store.session import Transaction

_known = upstreams.c
NOT_LEAVING = _known.state != UpstreamState.LEAVING.value


@dataclass(frozen=True, slots=True, kw_only=True)
class NewCallback:
    """The unguessable part of a callback, and the encrypted secret of its subscription."""

    id: str
    secret: bytes


async def follow(
    tx: Transaction, source: str, advertised: AdvertisedHubs, callback: NewCallback, now_ms: int
) -> bool:
    """Subscribe to what a feed advertises; return whether anything changed.

    A subscription to another topic, or at a hub that is not advertised any more, ends. ``callback`` is used
    for a new one.
    """
    where = (_known.source == source, _known.url == advertised.url, NOT_LEAVING)
    row = (await tx.execute(select(upstreams).where(*where))).first()
    fits = row is not None and row.topic == advertised.topic and row.hub in advertised.hubs
    hubs = json.dumps(advertised.hubs)
    if row is not None and fits:
        if (row.hubs, row.address) == (hubs, advertised.address):
            return False
        await change(tx, _known.key == row.key, now_ms, hubs=hubs, address=advertised.address)
        return True
    if row is not None:
        await leave(tx, (row.key,), now_ms)
    if advertised.hubs:
        await tx.execute(insert(upstreams).values(_new_row(source, advertised, callback, now_ms)))
    await announce(tx)
    return row is not None or bool(advertised.hubs)


def _new_row(
    source: str, advertised: AdvertisedHubs, callback: NewCallback, now_ms: int
) -> Mapping[str, object]:
    return {
        "callback": callback.id,
        "source": source,
        "url": advertised.url,
        "address": advertised.address,
        "topic": advertised.topic,
        "hubs": json.dumps(advertised.hubs),
        "hub": advertised.hubs[0],
        "secret": callback.secret,
        "state": UpstreamState.REQUESTED.value,
        "requested_until_s": 0,
        "attempts": 0,
        "due_ms": now_ms,
        "changed_ms": now_ms,
        "pushes": 0,
        "refused": 0,
        "accepted": b"",
    }


async def leave(tx: Transaction, keys: Sequence[int], now_ms: int) -> None:
    """Have subscriptions ended at their hubs; what they delivered and was not read is dropped."""
    for some in among(tx, _known.key, keys):
        leaving = {"state": UpstreamState.LEAVING.value, "attempts": 0, "due_ms": now_ms}
        await change(tx, some, now_ms, **leaving)
    for some in among(tx, pushed_documents.c.upstream, keys):
        await tx.execute(delete(pushed_documents).where(some))


async def remove(tx: Transaction, key: int) -> None:
    """Forget a subscription that has ended at its hub."""
    await tx.execute(delete(pushed_documents).where(pushed_documents.c.upstream == key))
    await tx.execute(delete(upstreams).where(_known.key == key))


async def change(tx: Transaction, which: ColumnElement[bool], now_ms: int, **values: object) -> None:
    """Change subscriptions, and notify the other processes."""
    await tx.execute(update(upstreams).where(which).values(**values, changed_ms=now_ms))
    await announce(tx)


async def note_missed(tx: Transaction, keys: Sequence[int], now_ms: int) -> None:
    """Note that something was not pushed: these feeds are polled as usual until the next push."""
    for some in among(tx, _known.key, keys):
        await change(tx, some, now_ms, missed_s=now_ms // 1000)


async def by_callback(tx: Transaction, callback: str) -> Upstream | None:
    """Return the subscription of a callback."""
    row = (await tx.execute(select(upstreams).where(_known.callback == callback))).first()
    return None if row is None else from_row(row)


async def changed_since(tx: Transaction, changed_ms: int) -> tuple[Upstream, ...]:
    """Return the subscriptions that changed at a time or later, all of them since 0."""
    wanted = select(upstreams).where(_known.changed_ms >= changed_ms).order_by(_known.key)
    return tuple(from_row(row) for row in await tx.execute(wanted))


async def missing(tx: Transaction, keys: Sequence[int]) -> frozenset[int]:
    """Return those of these keys that have no subscription any more."""
    found: set[int] = set()
    for some in among(tx, _known.key, keys):
        found.update((await tx.execute(select(_known.key).where(some))).scalars())
    return frozenset(keys) - found


async def list_all(tx: Transaction) -> tuple[Upstream, ...]:
    """Return all subscriptions by source and address."""
    wanted = select(upstreams).order_by(_known.source, _known.url, _known.key)
    return tuple(from_row(row) for row in await tx.execute(wanted))


async def counts(tx: Transaction) -> UpstreamCounts:
    """Count subscriptions by state, and documents."""
    total = func.count()
    grouped = select(_known.state, total, func.sum(_known.pushes), func.sum(_known.refused)).group_by(
        _known.state
    )
    rows = (await tx.execute(grouped.order_by(_known.state))).all()
    waiting = (await tx.execute(select(total).select_from(pushed_documents))).scalar_one()
    return UpstreamCounts(
        states=tuple((state, int(count)) for state, count, _, _ in rows),
        documents=int(waiting),
        pushes=sum(int(pushes) for _, _, pushes, _ in rows),
        refused=sum(int(refused) for _, _, _, refused in rows),
    )


def from_row(row: Row[Any]) -> Upstream:
    """Return the subscription of a row of the table."""
    return Upstream(
        key=row.key,
        callback=row.callback,
        source=row.source,
        url=row.url,
        address=row.address,
        topic=row.topic,
        hubs=tuple(json.loads(row.hubs)),
        hub=row.hub,
        secret=row.secret,
        state=UpstreamState(row.state),
        requested_until=datetime.fromtimestamp(row.requested_until_s, UTC),
        lease_until=_at(row.lease_until_s),
        attempts=row.attempts,
        pushes=row.pushes,
        refused=row.refused,
        pushed_at=_at(row.pushed_s),
        missed_at=_at(row.missed_s),
        error=row.error,
        claimed_until_ms=row.due_ms,
    )


def _at(seconds: int | None) -> datetime | None:
    return None if seconds is None else datetime.fromtimestamp(seconds, UTC)
