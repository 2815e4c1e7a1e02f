"""What was private stays so: the names of private channels, those that left the settings too."""

import json
from collections.abc import Iterable, Sequence
from typing import Any

from sqlalchemy import Row, delete, insert, select
from sqlalchemy.ext.asyncio import AsyncConnection

from feeds.errors import StoreError
from feeds.store import tables

SEALED = "sealed"
"""The fact that keeps the names of private channels that left the settings."""

SINCE = "private since"
"""The fact that keeps the number of the last change to what is private."""


async def seal(
    connection: AsyncConnection,
    rows: Sequence[Row[Any]],
    names: Iterable[str],
    private: Iterable[str],
    number: int,
) -> None:
    """Keep the names under which channels were private and which no channel has any more.

    ``rows`` are the channels as they were, ``names`` all that the settings have by now, ``private`` those of
    private channels. A change of what is private has its ledger number kept.
    """
    before = await _fact(connection, SEALED)
    was = _listed(before) | _private(rows)
    left = was.difference(names)
    after = json.dumps(sorted(left), ensure_ascii=False)
    if after != (before or "[]"):
        await _set(connection, SEALED, after)
    if was != left.union(private):
        await _set(connection, SINCE, str(number))


async def since(connection: AsyncConnection) -> str:
    """Return what changes whenever another set of names is private."""
    return await _fact(connection, SINCE) or ""


async def require(connection: AsyncConnection, known: Iterable[str | None]) -> None:
    """Refuse records that were placed by settings under which other channels were private.

    ``known`` are answers of ``since``, ``None`` for who does not care. Raises ``StoreError``.
    """
    told = {one for one in known if one is not None}
    if told and told != {await since(connection)}:
        raise StoreError(
            "other channels are private by now than in the settings this process has",
            hint="Have it read the settings again: SIGHUP, or a new start",
        )


async def private_names(connection: AsyncConnection) -> frozenset[str]:
    """Return every name under which a channel is private, or was until it left the settings."""
    rows = await connection.execute(select(tables.channels).where(tables.channels.c.private))
    return _listed(await _fact(connection, SEALED)) | _private(rows.all())


async def _fact(connection: AsyncConnection, name: str) -> str | None:
    fact = tables.facts.c
    value = (await connection.execute(select(fact.value).where(fact.name == name))).scalar()
    return None if value is None else str(value)


async def _set(connection: AsyncConnection, name: str, value: str) -> None:
    await connection.execute(delete(tables.facts).where(tables.facts.c.name == name))
    await connection.execute(insert(tables.facts).values(name=name, value=value))


def _listed(value: str | None) -> frozenset[str]:
    return frozenset(json.loads(value)) if value else frozenset()


def _private(rows: Sequence[Row[Any]]) -> frozenset[str]:
    return frozenset(name for row in rows if row.private for name in json.loads(row.names))
