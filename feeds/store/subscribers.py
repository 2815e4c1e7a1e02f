"""Subscribers of private channels: a name, channels and the digest of a secret."""

import json
from datetime import UTC, datetime

from sqlalchemy import Row, insert, select, update

from feeds.model import Subscriber
from feeds.store.schema import subscribers
from feeds.store.session import Transaction


async def add(tx: Transaction, subscriber: Subscriber) -> bool:
    """Store a subscriber; return false if there is one of this name."""
    if await named(tx, subscriber.name) is not None:
        return False
    values = {
        "id": subscriber.id,
        "name": subscriber.name,
        "digest": subscriber.digest,
        "channels": json.dumps(subscriber.channels, ensure_ascii=False),
        "made_s": int(subscriber.created_at.timestamp()),
    }
    await tx.execute(insert(subscribers).values(**values))
    return True


async def fetch(tx: Transaction, id_: str) -> Subscriber | None:
    """Return a subscriber by the public part of the token, revoked or not."""
    row = (await tx.execute(select(subscribers).where(subscribers.c.id == id_))).first()
    return None if row is None else _subscriber(row)


async def named(tx: Transaction, name: str) -> Subscriber | None:
    """Return the subscriber of a name, unless revoked."""
    valid = (subscribers.c.name == name) & subscribers.c.revoked_s.is_(None)
    row = (await tx.execute(select(subscribers).where(valid))).first()
    return None if row is None else _subscriber(row)


async def list_all(tx: Transaction) -> tuple[Subscriber, ...]:
    """Return all subscribers, oldest first, revoked ones too."""
    wanted = select(subscribers).order_by(subscribers.c.made_s, subscribers.c.name, subscribers.c.id)
    return tuple(_subscriber(row) for row in await tx.execute(wanted))


async def revoke(tx: Transaction, name: str, now_s: int) -> bool:
    """Revoke a subscriber; return false if there is none of this name."""
    valid = (subscribers.c.name == name) & subscribers.c.revoked_s.is_(None)
    return (await tx.execute(update(subscribers).where(valid).values(revoked_s=now_s))).rowcount > 0


async def replace(tx: Transaction, subscriber: Subscriber, now_s: int) -> bool:
    """Replace the subscriber of the same name; return false if there is none."""
    return await revoke(tx, subscriber.name, now_s) and await add(tx, subscriber)


def _subscriber(row: Row[tuple[object, ...]]) -> Subscriber:
    return Subscriber(
        id=row.id,
        name=row.name,
        digest=bytes(row.digest),
        channels=tuple(json.loads(row.channels)),
        created_at=datetime.fromtimestamp(row.made_s, UTC),
        revoked_at=None if row.revoked_s is None else datetime.fromtimestamp(row.revoked_s, UTC),
    )
