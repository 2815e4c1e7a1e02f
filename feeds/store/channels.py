"""The state of each channel: the settings it was made by, and whether it waits to be published."""

import json
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

from sqlalchemy import Row, delete, func, insert, select, update
from sqlalchemy.ext.asyncio import AsyncConnection

from feeds.model import RemovedChannel
from feeds.store import archive, former, publications, sealed, tables, tallies
from feeds.store.absent import departed
from feeds.store.follow import announce
from feeds.store.ledger import Change, LedgerLine, take_numbers, write_lines

LAYOUT = "layout"
"""The fact that tells one set of channels from another."""


@dataclass(frozen=True, slots=True, kw_only=True)
class ChannelSettings:
    """What the store must notice of a channel: fingerprints of what it says.

    ``rule`` is who belongs, ``look`` what its feeds say of it, ``surroundings`` what its page says of others.

    ``id`` is the Atom id asked for; without one a new channel gets ``minted`` and keeps it (R-ID-04).
    ``names`` are the path and the aliases as records are matched with them.
    """

    path: str
    id: str | None
    minted: str
    rule: str
    look: str
    surroundings: str
    names: tuple[str, ...] = ()
    private: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class DirtyChannel:
    """A channel that changed since it was published.

    ``changed_at`` is when its settings last changed, or the order of what it ranks; ``whole`` once its live
    feed and its archive together were published with every entry.
    """

    key: int
    path: str
    id: str
    dirty: int
    created_at: datetime
    changed_at: datetime | None
    whole: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Adoption:
    """The keys of all channels by path, and those whose members must be found anew.

    ``private_since`` changes whenever other names are private.
    """

    keys: dict[str, int]
    to_sweep: tuple[str, ...]
    private_since: str = ""


async def adopt(
    connection: AsyncConnection,
    wanted: tuple[ChannelSettings, ...],
    now_s: int,
    left: tuple[RemovedChannel, ...] = (),
) -> Adoption:
    """Bring the table in line with the settings: new ones begin, missing ones end, changed ones are dirty.

    ``left`` are the channels that the settings say moved or ended for good.
    """
    rows = (await connection.execute(select(tables.channels))).all()
    stored = {row.path: row for row in rows}
    names = {settings.path for settings in wanted}
    changed = [s for s in wanted if s.path not in stored or not _same(s, stored[s.path])]
    ended = [row for row in rows if row.path not in names]
    news = await former.adopt(connection, left, names)
    subjects = [*(s.path for s in changed), *(row.path for row in ended), *(one.path for one in news)]
    notes = {one.path: f"moved to {one.moved_to}" if one.moved_to else "gone" for one in news}
    if subjects:
        first = await take_numbers(connection, len(subjects))
        for offset, settings in enumerate(changed):
            await _write(connection, settings, stored.get(settings.path), first + offset, now_s)
        for row in ended:
            await _end(connection, row.key)
        await _seal(connection, rows, wanted, first)
        await _note_layout(connection, first)
        await write_lines(
            connection,
            [
                LedgerLine(
                    number=first + offset,
                    at_s=now_s,
                    kind=Change.CHANNEL,
                    subject=subject,
                    note=notes.get(subject),
                )
                for offset, subject in enumerate(subjects)
            ],
        )
        await announce(connection)
    now_stored = (await connection.execute(select(tables.channels))).all()
    sweep = tuple(sorted(row.path for row in now_stored if row.swept is not None))
    since = await sealed.since(connection)
    return Adoption(keys={row.path: row.key for row in now_stored}, to_sweep=sweep, private_since=since)


async def _seal(
    connection: AsyncConnection,
    rows: Sequence[Row[Any]],
    wanted: tuple[ChannelSettings, ...],
    number: int,
) -> None:
    """Keep private what was so and left the settings."""
    known = {name for settings in wanted for name in settings.names}
    private = {name for settings in wanted if settings.private for name in settings.names}
    await sealed.seal(connection, rows, known, private, number)


def _same(settings: ChannelSettings, row: Row[tuple[object, ...]]) -> bool:
    known = (row.rule, row.look, row.surroundings, row.id if settings.id else None, bool(row.private))
    asked = (settings.rule, settings.look, settings.surroundings, settings.id, settings.private)
    return known == asked


async def _write(
    connection: AsyncConnection,
    settings: ChannelSettings,
    row: Row[tuple[object, ...]] | None,
    number: int,
    now_s: int,
) -> None:
    values = {
        "rule": settings.rule,
        "look": settings.look,
        "surroundings": settings.surroundings,
        "dirty": number,
        "names": json.dumps(settings.names, ensure_ascii=False),
        "private": settings.private,
    }
    if row is None:
        # Nobody has seen it yet: its settings are no news.
        await connection.execute(
            insert(tables.channels).values(
                path=settings.path,
                id=settings.id or settings.minted,
                created_s=now_s,
                built=0,
                swept=0,
                **values,
            )
        )
        return
    replaced = update(tables.channels).where(tables.channels.c.path == settings.path)
    if settings.id:
        replaced = replaced.values(id=settings.id)
    if row.rule != settings.rule:
        replaced = replaced.values(swept=0)
    if row.look != settings.look:
        replaced = replaced.values(changed_s=now_s)
        await archive.mark_all(connection, number, row.key)
    if settings.private and not row.private:
        await publications.make_private(connection, row.key)
    await connection.execute(replaced.values(**values))


async def _end(connection: AsyncConnection, key: int) -> None:
    names = select(tables.publications.c.name).where(tables.publications.c.channel == key)
    await connection.execute(delete(tables.representations).where(tables.representations.c.name.in_(names)))
    kept = (tables.membership, tables.tombstones, tables.parts, tables.returns, tables.publications, departed)
    for table in (*kept, tallies.rankings):
        await connection.execute(delete(table).where(table.c.channel == key))
    await connection.execute(delete(tables.channels).where(tables.channels.c.key == key))


async def _note_layout(connection: AsyncConnection, number: int) -> None:
    """Let other processes see that channels began, ended or changed, whatever they remember of them."""
    fact = tables.facts
    changed = update(fact).where(fact.c.name == LAYOUT).values(value=str(number))
    if not (await connection.execute(changed)).rowcount:
        await connection.execute(insert(fact).values(name=LAYOUT, value=str(number)))


async def layout(connection: AsyncConnection) -> str:
    """Return what changes whenever a channel begins, ends or changes its settings."""
    fact = tables.facts
    return str((await connection.execute(select(fact.c.value).where(fact.c.name == LAYOUT))).scalar() or "")


async def mark_dirty(connection: AsyncConnection, keys: set[int], number: int) -> None:
    """Note that channels changed with ``number``."""
    rows = sorted(keys)
    for start in range(0, len(rows), 500):
        part = rows[start : start + 500]
        await connection.execute(
            update(tables.channels).where(tables.channels.c.key.in_(part)).values(dirty=number)
        )


async def mark_all_dirty(connection: AsyncConnection, why: Change, subject: str, now_s: int) -> None:
    """Have every channel published anew, as after a new renderer."""
    number = await take_numbers(connection, 1)
    await write_lines(connection, [LedgerLine(number=number, at_s=now_s, kind=why, subject=subject)])
    await connection.execute(update(tables.channels).values(dirty=number))
    await archive.mark_all(connection, number)


async def touch(connection: AsyncConnection, key: int) -> None:
    """Have one channel published anew, although no record of it changed."""
    await mark_dirty(connection, {key}, await take_numbers(connection, 1))


async def dirty_channels(connection: AsyncConnection, limit: int) -> tuple[DirtyChannel, ...]:
    """Return channels that wait to be published and know their members, the longest waiting first."""
    waiting = (
        select(tables.channels)
        .where(tables.channels.c.dirty > tables.channels.c.built, tables.channels.c.swept.is_(None))
        .order_by(tables.channels.c.dirty, tables.channels.c.key)
        .limit(limit)
    )
    return tuple(_dirty(row) for row in await connection.execute(waiting))


async def behind_with_archive(connection: AsyncConnection, limit: int) -> tuple[DirtyChannel, ...]:
    """Return published channels while parts of their archive wait, whoever waits longest first."""
    part, known = tables.parts.c, tables.channels.c
    since = func.min(part.dirty).label("since")
    behind = select(part.channel, since).where(part.dirty > part.built).group_by(part.channel).subquery()
    wanted = (
        select(tables.channels)
        .join(behind, behind.c.channel == known.key)
        .where(known.built > 0, known.swept.is_(None))
        .order_by(behind.c.since, known.key)
    )
    rows = await connection.execute(wanted.limit(limit))
    return tuple(_dirty(row) for row in rows)


def _dirty(row: Row[tuple[object, ...]]) -> DirtyChannel:
    return DirtyChannel(
        key=row.key,
        path=row.path,
        id=row.id,
        dirty=row.dirty,
        created_at=datetime.fromtimestamp(row.created_s, UTC),
        changed_at=None if row.changed_s is None else datetime.fromtimestamp(row.changed_s, UTC),
        whole=row.whole is not None,
    )
