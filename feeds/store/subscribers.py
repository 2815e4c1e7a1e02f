"""Subscribers as the store keeps them: a name, channels and the hash of a secret."""

import json
from datetime import UTC, datetime

from sqlalchemy import Row, insert, select, update
from sqlalchemy.ext.asyncio import AsyncConnection

from feeds.model import Subscriber
from feeds.store.subscriber_table import subscribers


async def add(connection: AsyncConnection, subscriber: Subscriber) -> bool:
    """Keep a subscriber; ``False`` when there is one of that name."""
    if await named(connection, subscriber.name) is not None:
        return False
    values = {
        "id": subscriber.id,
        "name": subscriber.name,
        "digest": subscriber.digest,
        "channels": json.dumps(subscriber.channels, ensure_ascii=False),
        "made_s": int(subscriber.made_at.timestamp()),
    }
    await connection.execute(insert(subscribers).values(**values))
    return True


async def fetch(connection: AsyncConnection, id_: str) -> Subscriber | None:
    """Return a subscriber by the public part of the token, revoked or not."""
    row = (await connection.execute(select(subscribers).where(subscribers.c.id == id_))).first()
    return None if row is None else _subscriber(row)


async def named(connection: AsyncConnection, name: str) -> Subscriber | None:
    """Return the subscriber of a name, unless revoked."""
    good = (subscribers.c.name == name) & subscribers.c.revoked_s.is_(None)
    row = (await connection.execute(select(subscribers).where(good))).first()
    return None if row is None else _subscriber(row)


async def list_all(connection: AsyncConnection) -> tuple[Subscriber, ...]:
    """Return all subscribers, oldest first, revoked ones too."""
    wanted = select(subscribers).order_by(subscribers.c.made_s, subscribers.c.name, subscribers.c.id)
    return tuple(_subscriber(row) for row in await connection.execute(wanted))


async def revoke(connection: AsyncConnection, name: str, now_s: int) -> bool:
    """End what a subscriber may for good; ``False`` when there is none of that name."""
    good = (subscribers.c.name == name) & subscribers.c.revoked_s.is_(None)
    return (await connection.execute(update(subscribers).where(good).values(revoked_s=now_s))).rowcount > 0


def _subscriber(row: Row[tuple[object, ...]]) -> Subscriber:
    return Subscriber(
        id=row.id,
        name=row.name,
        digest=bytes(row.digest),
        channels=tuple(json.loads(row.channels)),
        made_at=datetime.fromtimestamp(row.made_s, UTC),
        revoked_at=None if row.revoked_s is None else datetime.fromtimestamp(row.revoked_s, UTC),
    )
