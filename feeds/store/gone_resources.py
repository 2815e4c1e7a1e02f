"""Addresses that were removed, and what is read instead of a removed part of an archive."""

from sqlalchemy import exists, literal, select, tuple_

from feeds.model import GoneResource, Position
from feeds.store import schema
from feeds.store.session import Transaction

_gone = schema.gone_resources
_private = exists().where(schema.channels.c.key == _gone.c.channel, schema.channels.c.private)
"""Whether a removed address belongs to a private channel."""


def gone_row(name: str, channel: int, turn: int, until: Position | None) -> dict[str, object]:
    """Return the row of a removed address; ``until`` is the end of its part of an archive."""
    end = until if "/archive/" in name else None  # a sitemap of the part has no successor
    return {
        "name": name,
        "channel": channel,
        "turn": turn,
        "until_s": int(end.published_at.timestamp()) if end else None,
        "until_key": end.key if end else None,
    }


async def all_public(tx: Transaction) -> tuple[GoneResource, ...]:
    """Return all removed addresses by name, except those of private channels."""
    names = (await tx.execute(select(_gone.c.name).where(~_private).order_by(_gone.c.name))).scalars().all()
    found = [await gone_resource(tx, name) for name in names]
    return tuple(one for one in found if one is not None)


async def gone_resource(tx: Transaction, name: str) -> GoneResource | None:
    """Return an address that was removed; ``None`` if it was in a private channel and leads nowhere."""
    row = (await tx.execute(select(_gone, _private.label("private")).where(_gone.c.name == name))).one()
    if row.until_s is None:
        return None if row.private else GoneResource(name=name)
    moved_to = await _successor(tx, row.channel, name, row.until_s, row.until_key)
    return GoneResource(name=name, moved_to=moved_to, private=bool(row.private))


async def _successor(tx: Transaction, channel: int, name: str, until_s: int, until_key: int) -> str | None:
    """Return the name of the document to read instead of a part of the archive that was removed.

    That is the part that ends where it ended, which has taken over its entries, or else the part before it,
    where readers who walk back in time go on: the part after it, which covers its time now, could lead back
    here from a cache. Without any part it is the live feed.
    """
    parts, known = schema.parts.c, schema.publications.c
    form = name.rpartition(".")[2]
    place, end = tuple_(parts.until_s, parts.until_key), tuple_(literal(until_s), literal(until_key))
    wanted = (
        select(known.name)
        .join(schema.parts, (parts.channel == known.channel) & (parts.name == known.part))
        .where(known.channel == channel, known.name.endswith(f".{form}", autoescape=True))
        .limit(1)
    )
    before = wanted.where(place <= end).order_by(parts.until_s.desc(), parts.until_key.desc())
    after = wanted.where(place >= end).order_by(parts.until_s, parts.until_key)
    live = select(known.name).where(known.name == f"{name.rpartition('/archive/')[0]}.{form}")
    for query in (before, after, live):
        found = (await tx.execute(query)).scalar()
        if found is not None:
            return str(found)
    return None
