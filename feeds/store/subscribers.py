"""Subscribers of private channels: a name, channels and the digest of a secret."""

import json
from collections.abc import Collection, Sequence
from datetime import UTC, datetime
from typing import Any

from sqlalchemy import insert, select, update

from feeds.model import Subscriber
from feeds.store.point_reads import PointReader, Values
from feeds.store.schema import subscribers
from feeds.store.session import Transaction

_BY_ID = "SELECT id, name, digest, channels, made_s, revoked_s FROM subscribers WHERE id = ?"
_MOST_KNOWN = 20_000
_IDS_AT_ONCE = 500


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


async def fetch_many(tx: Transaction, ids: Collection[str]) -> dict[str, Subscriber]:
    """Return the subscribers with these public parts of tokens, by these, revoked or not."""
    wanted, found = tuple(ids), dict[str, Subscriber]()
    for start in range(0, len(wanted), _IDS_AT_ONCE):
        is_wanted = subscribers.c.id.in_(wanted[start : start + _IDS_AT_ONCE])
        rows = await tx.execute(select(subscribers).where(is_wanted))
        found |= {one.id: one for one in map(_subscriber, rows)}
    return found


class SubscriberReader:
    """Reads subscribers at once; a row is read again only after a commit, and converted if it changed."""

    def __init__(self, reader: PointReader) -> None:
        """Read through ``reader``."""
        self._reader = reader
        self._known: dict[str, tuple[int, Values, Subscriber]] = {}
        """By id: the version of the database, the row that was read after it, and the subscriber."""

    def fetch(self, id_: str) -> Subscriber | None:
        """Return what ``fetch`` returns, the same object until it changes. Raises ``sqlite3.Error``."""
        version = self._reader.version()
        known = self._known.get(id_)
        if known is not None and known[0] == version:
            return known[2]
        row = self._reader.first(_BY_ID, (id_,))
        if row is None:
            return None
        if known is None and len(self._known) >= _MOST_KNOWN:
            self._known.clear()
        subscriber = known[2] if known is not None and known[1] == row else _subscriber(row)
        self._known[id_] = version, row, subscriber
        return subscriber


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


def _subscriber(row: Sequence[Any]) -> Subscriber:
    """Convert the values of all columns in their order."""
    id_, name, digest, channels, made_s, revoked_s = row
    return Subscriber(
        id=id_,
        name=name,
        digest=bytes(digest),
        channels=tuple(json.loads(channels)),
        created_at=datetime.fromtimestamp(made_s, UTC),
        revoked_at=None if revoked_s is None else datetime.fromtimestamp(revoked_s, UTC),
    )
