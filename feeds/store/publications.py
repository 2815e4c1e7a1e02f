"""Publications: what each address answers, switched for a whole channel in one transaction (R-PERF-07)."""

import gzip
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime

from sqlalchemy import ColumnElement, delete, insert, select, update
from sqlalchemy.ext.asyncio import AsyncConnection

from feeds.model import Coding, Publication, Representation
from feeds.store import tables


@dataclass(frozen=True, slots=True, kw_only=True)
class Stamp:
    """What must be known of the last publication to decide about the next."""

    name: str
    number: int
    digest: str
    modified_at: datetime
    links: str
    max_age_s: int
    slices: bytes = b""
    private: bool = False


async def put(
    connection: AsyncConnection, channel: int, publications: Sequence[Publication], part: str | None = None
) -> None:
    """Replace publications of a channel, or of one part of its archive.

    What the channel is by now counts: one that turned private while they were drawn stays so.
    """
    names = [publication.name for publication in publications]
    if not names:
        return
    for table in (tables.representations, tables.publications):
        await connection.execute(delete(table).where(table.c.name.in_(names)))
    known = tables.channels.c
    hidden = bool((await connection.execute(select(known.private).where(known.key == channel))).scalar())
    rows = [_row(channel, part, p) | {"private": p.private or hidden} for p in publications]
    await connection.execute(insert(tables.publications), rows)
    bodies = [row for p in publications for row in _bodies(p)]
    await connection.execute(insert(tables.representations), bodies)


async def drop_others(
    connection: AsyncConnection, channel: int, names: Sequence[str], part: str | None = None
) -> None:
    """Forget publications of a channel, or of a part of its archive, that nobody asks for any more."""
    others = *_of(channel, part), tables.publications.c.name.not_in(names)
    gone = [row.name for row in await connection.execute(select(tables.publications.c.name).where(*others))]
    for table in (tables.representations, tables.publications) if gone else ():
        await connection.execute(delete(table).where(table.c.name.in_(gone)))


async def mark_built(connection: AsyncConnection, channel: int, number: int) -> None:
    """Note that all changes of a channel up to ``number`` are published."""
    await connection.execute(
        update(tables.channels)
        .where(tables.channels.c.key == channel, tables.channels.c.built < number)
        .values(built=number)
    )


def _of(channel: int, part: str | None) -> tuple[ColumnElement[bool], ColumnElement[bool]]:
    known = tables.publications.c
    return known.channel == channel, known.part.is_(None) if part is None else known.part == part


async def stamps(connection: AsyncConnection, channel: int, part: str | None = None) -> dict[str, Stamp]:
    """Return the last publications of a channel, or of a part, by name and without their bytes."""
    wanted = select(tables.publications).where(*_of(channel, part))
    return {
        row.name: Stamp(
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


async def fetch(connection: AsyncConnection, name: str) -> Publication | None:
    """Return one publication with all its bytes."""
    row = (
        await connection.execute(select(tables.publications).where(tables.publications.c.name == name))
    ).first()
    if row is None:
        return None
    wanted = select(tables.representations).where(tables.representations.c.name == name)
    stored = {Coding(r.coding): r for r in await connection.execute(wanted)}
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
        slices=row.slices or b"",
        private=bool(row.private),
        representations=tuple(
            Representation(coding=coding, body=stored[coding].body or identity, etag=stored[coding].etag)
            for coding in Coding
            if coding in stored
        ),
    )


async def make_private(connection: AsyncConnection, channel: int) -> None:
    """Close all that stands of a channel, at once; what replaces it is drawn later."""
    table = tables.publications
    await connection.execute(update(table).where(table.c.channel == channel).values(private=True))


async def names(connection: AsyncConnection) -> tuple[str, ...]:
    """Return the names of all publications in order."""
    wanted = select(tables.publications.c.name).order_by(tables.publications.c.name)
    return tuple(row.name for row in await connection.execute(wanted))


async def since(connection: AsyncConnection, number: int) -> tuple[tuple[str, int], ...]:
    """Return the names and numbers of publications newer than ``number``, oldest first."""
    known = tables.publications
    wanted = select(known.c.name, known.c.number).where(known.c.number > number).order_by(known.c.number)
    return tuple((row.name, row.number) for row in await connection.execute(wanted))


def _row(channel: int, part: str | None, publication: Publication) -> dict[str, object]:
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
        "slices": publication.slices or None,
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
