"""Publications: what each address answers, switched for a whole channel in one transaction (R-PERF-07)."""

import gzip
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime

from sqlalchemy import ColumnElement, delete, exists, insert, literal, select, union_all, update
from sqlalchemy.ext.asyncio import AsyncConnection

from feeds.model import Coding, GoneResource, Publication, Representation
from feeds.store import tables
from feeds.store.absent import departed
from feeds.store.follow import announce
from feeds.store.ledger import TURNS, take_numbers


@dataclass(frozen=True, slots=True, kw_only=True)
class PublicationMeta:
    """What must be known of the last publication to decide about the next."""

    name: str
    number: int
    digest: str
    modified_at: datetime
    links: str
    max_age_s: int
    slices: bytes = b""
    private: bool = False


_closed = exists().where(tables.channels.c.key == departed.c.channel, tables.channels.c.private)
"""Whether what left belongs to a private channel."""


async def switch(
    connection: AsyncConnection,
    channel: int,
    changed: Sequence[Publication],
    names: Sequence[str],
    part: str | None = None,
) -> None:
    """Switch a channel, or a part of its archive, at once; ``names`` are all that it has from now on.

    What comes and what goes takes one turn, by which other processes follow; what goes is remembered. A
    channel that turned private while this was drawn stays so.
    """
    gone = await _others(connection, channel, names, part)
    if not changed and not gone:
        return
    turn = await take_numbers(connection, 1, TURNS)
    old = [*gone, *(publication.name for publication in changed)]
    for table in (tables.representations, tables.publications, departed):
        await connection.execute(delete(table).where(table.c.name.in_(old)))
    if gone:
        left = [{"name": name, "channel": channel, "turn": turn} for name in gone]
        await connection.execute(insert(departed), left)
    if changed:
        known = tables.channels.c
        hidden = (await connection.execute(select(known.private).where(known.key == channel))).scalar()
        rows = [
            _row(channel, part, turn, publication) | {"private": publication.private or bool(hidden)}
            for publication in changed
        ]
        await connection.execute(insert(tables.publications), rows)
        bodies = [row for publication in changed for row in _bodies(publication)]
        await connection.execute(insert(tables.representations), bodies)
    await announce(connection)


async def _others(
    connection: AsyncConnection, channel: int, names: Sequence[str], part: str | None
) -> list[str]:
    """Return the publications that nobody asks for any more."""
    known = tables.publications.c.name
    others = select(known).where(*_of(channel, part), known.not_in(names)).order_by(known)
    return [row.name for row in await connection.execute(others)]


async def mark_built(connection: AsyncConnection, channel: int, number: int, *, whole: bool) -> None:
    """Note that all changes of a channel up to ``number`` are published; ``whole``: with all its archive."""
    known = tables.channels.c
    of = update(tables.channels).where(known.key == channel)
    await connection.execute(of.where(known.built < number).values(built=number))
    if whole:
        await connection.execute(of.where(known.whole.is_(None)).values(whole=number))


def _of(channel: int, part: str | None) -> tuple[ColumnElement[bool], ColumnElement[bool]]:
    known = tables.publications.c
    return known.channel == channel, known.part.is_(None) if part is None else known.part == part


async def stamps(
    connection: AsyncConnection, channel: int, part: str | None = None
) -> dict[str, PublicationMeta]:
    """Return the last publications of a channel, or of a part, by name and without their bytes."""
    wanted = select(tables.publications).where(*_of(channel, part))
    return {
        row.name: PublicationMeta(
            name=row.name,
            number=row.number,
            digest=row.digest,
            modified_at=datetime.fromtimestamp(row.modified_s, UTC),
            links=row.links,
            max_age_s=row.max_age_s,
            slices=row.slices or b"",
            private=bool(row.private),
        )
        for row in await connection.execute(wanted)
    }


async def changed_at(connection: AsyncConnection, channel: int) -> dict[str, datetime]:
    """Return the names of all that is published of a channel's archive, with the times of their changes."""
    known = tables.publications.c
    wanted = select(known.name, known.modified_s).where(known.channel == channel, known.part.is_not(None))
    rows = await connection.execute(wanted)
    return {row.name: datetime.fromtimestamp(row.modified_s, UTC) for row in rows}


async def make_private(connection: AsyncConnection, channel: int) -> None:
    """Close all that stands of a channel, at once; what replaces it is drawn later."""
    table = tables.publications
    await connection.execute(update(table).where(table.c.channel == channel).values(private=True))


async def fetch(connection: AsyncConnection, name: str) -> Publication | GoneResource | None:
    """Return one publication with all its bytes, or that it ended; one question where there is none."""
    known = tables.publications
    asked = select(literal(name).label("asked")).subquery()
    wanted = (
        select(known, departed.c.name.label("left"))
        .select_from(asked)
        .outerjoin(known, known.c.name == asked.c.asked)
        .outerjoin(departed, (departed.c.name == asked.c.asked) & ~_closed)
    )
    row = (await connection.execute(wanted)).one()
    if row.name is None:
        return None if row.left is None else GoneResource(name=name)
    bodies = select(tables.representations).where(tables.representations.c.name == name)
    stored = {Coding(r.coding): r for r in await connection.execute(bodies)}
    if stored[Coding.IDENTITY].body is None:
        identity = gzip.decompress(stored[Coding.GZIP].body)
    else:
        identity = stored[Coding.IDENTITY].body
    return Publication(
        name=name,
        media_type=row.media_type,
        number=row.number,
        digest=row.digest,
        modified_at=datetime.fromtimestamp(row.modified_s, UTC),
        links=row.links,
        max_age_s=row.max_age_s,
        language=row.language,
        delta_index=row.slices or b"",
        private=bool(row.private),
        representations=tuple(
            Representation(coding=coding, body=stored[coding].body or identity, etag=stored[coding].etag)
            for coding in Coding
            if coding in stored
        ),
    )


async def names(connection: AsyncConnection) -> tuple[str, ...]:
    """Return the names of all publications in order."""
    wanted = select(tables.publications.c.name).order_by(tables.publications.c.name)
    return tuple(row.name for row in await connection.execute(wanted))


async def departed_names(connection: AsyncConnection) -> tuple[str, ...]:
    """Return the names of all addresses that ended, in order; of private channels nothing is told."""
    wanted = select(departed.c.name).where(~_closed).order_by(departed.c.name)
    return tuple(row.name for row in await connection.execute(wanted))


async def since(connection: AsyncConnection, turn: int) -> tuple[tuple[str, int], ...]:
    """Return names that were published or ended after a turn, each with its own, in order.

    One question, so that nothing is committed between its two halves.
    """
    newer = (
        select(known.c.name, known.c.turn).where(known.c.turn > turn)
        for known in (tables.publications, departed)
    )
    rows = await connection.execute(union_all(*newer).order_by("turn", "name"))
    return tuple((row.name, row.turn) for row in rows)


def _row(channel: int, part: str | None, turn: int, publication: Publication) -> dict[str, object]:
    return {
        "name": publication.name,
        "channel": channel,
        "number": publication.number,
        "media_type": publication.media_type,
        "digest": publication.digest,
        "modified_s": int(publication.modified_at.timestamp()),
        "links": publication.links,
        "max_age_s": publication.max_age_s,
        "language": publication.language,
        "part": part,
        "turn": turn,
        "slices": publication.delta_index or None,
    }


def _bodies(publication: Publication) -> list[dict[str, object]]:
    """Write each coding; the identity bytes are not kept twice where gzip holds them already."""
    zipped = any(r.coding is Coding.GZIP for r in publication.representations)
    return [
        {
            "name": publication.name,
            "coding": r.coding,
            "etag": r.etag,
            "body": None if zipped and r.coding is Coding.IDENTITY else r.body,
        }
        for r in publication.representations
    ]
