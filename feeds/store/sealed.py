"""What was private stays so: the names of private channels, those that left the settings too."""

import json
from collections.abc import Iterable, Sequence
from typing import Any

from sqlalchemy import Row, delete, insert, select
from sqlalchemy.ext.asyncio import AsyncConnection

from feeds.store import tables

SEALED = "sealed"
"""The fact that keeps the names of private channels that left the settings."""


async def seal(connection: AsyncConnection, rows: Sequence[Row[Any]], known: Iterable[str]) -> None:
    """Keep the names under which channels were private and which no channel has any more.

    ``rows`` are the channels as they were, ``known`` the names that the settings have by now.
    """
    names = (await _sealed(connection) | _private(rows)).difference(known)
    fact = tables.facts
    await connection.execute(delete(fact).where(fact.c.name == SEALED))
    if names:
        value = json.dumps(sorted(names), ensure_ascii=False)
        await connection.execute(insert(fact).values(name=SEALED, value=value))


async def private_names(connection: AsyncConnection) -> frozenset[str]:
    """Return every name under which a channel is private, or was until it left the settings."""
    rows = await connection.execute(select(tables.channels).where(tables.channels.c.private))
    return await _sealed(connection) | _private(rows.all())


async def _sealed(connection: AsyncConnection) -> frozenset[str]:
    fact = tables.facts.c
    value = (await connection.execute(select(fact.value).where(fact.name == SEALED))).scalar()
    return frozenset(json.loads(value)) if value else frozenset()


def _private(rows: Sequence[Row[Any]]) -> frozenset[str]:
    return frozenset(name for row in rows if row.private for name in json.loads(row.names))
