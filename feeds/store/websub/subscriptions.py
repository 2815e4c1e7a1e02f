"""Verified subscriptions of callbacks to publications."""

from collections.abc import Sequence
from datetime import UTC, datetime
from typing import Any

from sqlalchemy import Row, delete, func, select

from feeds.model import Capability, Ending, HubRequest, Protocol, Subscription
from feeds.store.bulk import among
from feeds.store.schema.websub import deliveries, subscriptions
from feeds.store.session import Transaction
from feeds.store.upsert import upsert
from feeds.store.websub import totals


async def subscribe(tx: Transaction, request: HubRequest, now_s: int, acknowledged: int) -> None:
    """Keep a verified subscription; one of the same topic and callback gets the new lease and secret.

    ``acknowledged`` is the revision of the topic at this moment: the subscriber gets the next one (R-HUB-22).
    """
    values = {
        "topic": request.topic,
        "callback": request.callback,
        "host": request.host,
        "protocol": request.protocol.value,
        "secret": request.secret,
        "holder": request.capability.holder if request.capability else None,
        "token": request.capability.token if request.capability else None,
        "lease_until_s": now_s + request.lease_s,
        "acknowledged": acknowledged,
        "failures": 0,
        "delivered": 0,
    }
    statement = upsert(tx, subscriptions).values(**values)
    replaced = {
        name: statement.excluded[name]
        for name in ("protocol", "secret", "holder", "token", "lease_until_s", "failures")
    }
    await tx.execute(statement.on_conflict_do_update(index_elements=["topic", "callback"], set_=replaced))


async def unsubscribe(tx: Transaction, topic: str, callback: str) -> bool:
    """End a subscription; ``False`` if there is none."""
    known = subscriptions.c
    wanted = select(known.key).where(known.topic == topic, known.callback == callback)
    key = (await tx.execute(wanted)).scalar()
    if key is None:
        return False
    await remove(tx, [key])
    return True


async def remove(tx: Transaction, keys: Sequence[int]) -> None:
    """End subscriptions, with their pending deliveries."""
    due = deliveries.c
    for some in among(tx, due.subscription, keys):
        pending = select(func.count(), func.coalesce(func.sum(due.superseded), 0)).where(some)
        cancelled, superseded = (await tx.execute(pending)).one()
        await totals.add(tx, {Ending.CANCELLED: int(cancelled), Ending.SUPERSEDED: int(superseded)})
        await tx.execute(delete(deliveries).where(some))
    for some in among(tx, subscriptions.c.key, keys):
        await tx.execute(delete(subscriptions).where(some))


async def expire(tx: Transaction, now_s: int) -> int:
    """End the subscriptions whose lease is over; return how many (R-HUB-12)."""
    known = subscriptions.c
    keys = [row.key for row in await tx.execute(select(known.key).where(known.lease_until_s <= now_s))]
    await remove(tx, keys)
    return len(keys)


async def fetch(tx: Transaction, key: int) -> Subscription | None:
    """Return one subscription."""
    row = (await tx.execute(select(subscriptions).where(subscriptions.c.key == key))).first()
    return None if row is None else from_row(row)


async def list_all(tx: Transaction, topic: str | None = None, limit: int = 1000) -> tuple[Subscription, ...]:
    """Return subscriptions by topic and callback, of all topics unless one is given."""
    known = subscriptions.c
    wanted = select(subscriptions).order_by(known.topic, known.callback).limit(limit)
    if topic is not None:
        wanted = wanted.where(known.topic == topic)
    return tuple(from_row(row) for row in await tx.execute(wanted))


async def count(tx: Transaction) -> int:
    """Return how many subscriptions there are."""
    return int((await tx.execute(select(func.count()).select_from(subscriptions))).scalar_one())


async def count_of_host(tx: Transaction, host: str) -> int:
    """Return how many subscriptions have a callback at a host (``a.example:8080``)."""
    wanted = select(func.count()).select_from(subscriptions).where(subscriptions.c.host == host)
    return int((await tx.execute(wanted)).scalar_one())


async def count_of_topic(tx: Transaction, topic: str) -> int:
    """Return how many subscriptions a topic has."""
    wanted = select(func.count()).select_from(subscriptions).where(subscriptions.c.topic == topic)
    return int((await tx.execute(wanted)).scalar_one())


def from_row(row: Row[Any]) -> Subscription:
    """Return the subscription of a row of the table."""
    delivered = row.delivered_s
    return Subscription(
        key=row.key,
        topic=row.topic,
        callback=row.callback,
        host=row.host,
        protocol=Protocol(row.protocol),
        secret=row.secret,
        lease_until=datetime.fromtimestamp(row.lease_until_s, UTC),
        acknowledged=row.acknowledged,
        failures=row.failures,
        delivered=row.delivered,
        capability=capability_of(row),
        delivered_at=None if delivered is None else datetime.fromtimestamp(delivered, UTC),
    )


def capability_of(row: Row[Any]) -> Capability | None:
    """Return the capability of a row, ``None`` for a public topic."""
    return None if row.holder is None else Capability(holder=row.holder, token=row.token)
