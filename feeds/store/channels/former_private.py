"""Names of private channels, including those that are no longer in the settings."""

import json
from collections.abc import Iterable, Sequence
from typing import Any

from sqlalchemy import Row, select

from feeds.errors import StoreError
from feeds.store import facts, schema
from feeds.store.session import Transaction

FORMER_PRIVATE = "sealed"
"""The fact that holds the names of private channels that left the settings."""

PRIVATE_SINCE = "private since"
"""The fact that holds the ledger number of the last change to which names are private."""


async def update_private(
    tx: Transaction, rows: Sequence[Row[Any]], names: Iterable[str], private: Iterable[str], number: int
) -> None:
    """Keep the names under which channels were private and which no configured channel has.

    ``rows`` are the channels before the change, ``names`` all names in the settings, ``private`` those of
    private channels. ``number`` is kept if the set of private names changes.
    """
    before = await facts.get(tx, FORMER_PRIVATE)
    was = _names(before) | _private(rows)
    removed = was.difference(names)
    after = json.dumps(sorted(removed), ensure_ascii=False)
    if after != (before or "[]"):
        await facts.put(tx, FORMER_PRIVATE, after)
    if was != removed.union(private):
        await facts.put(tx, PRIVATE_SINCE, str(number))


async def private_since(tx: Transaction) -> str:
    """Return a value that changes whenever the set of private names changes."""
    return await facts.get(tx, PRIVATE_SINCE) or ""


async def require_private_since(tx: Transaction, known: Iterable[str | None]) -> None:
    """Refuse records that were placed while other channels were private.

    ``known`` are earlier results of ``private_since``; ``None`` is always accepted. Raises ``StoreError``.
    """
    given = {one for one in known if one is not None}
    if given and given != {await private_since(tx)}:
        raise StoreError(
            "other channels are private now than in the settings that this process has read",
            hint="Reload the settings with SIGHUP, or restart",
        )


async def private_names(tx: Transaction) -> frozenset[str]:
    """Return every name under which a channel is private, or was until it left the settings."""
    rows = await tx.execute(select(schema.channels).where(schema.channels.c.private))
    return _names(await facts.get(tx, FORMER_PRIVATE)) | _private(rows.all())


def _names(value: str | None) -> frozenset[str]:
    return frozenset(json.loads(value)) if value else frozenset()


def _private(rows: Sequence[Row[Any]]) -> frozenset[str]:
    return frozenset(name for row in rows if row.private for name in json.loads(row.names))
