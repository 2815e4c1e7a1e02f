"""Brings the stored channels in line with the settings."""

import json
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import Row, bindparam, delete, insert, select, update

from feeds.model import RemovedChannel
from feeds.store import facts, publications, schema
from feeds.store.archive.parts import mark_all_parts_dirty
from feeds.store.channels.former_private import private_since, update_private
from feeds.store.channels.removed import update_removed
from feeds.store.ledger import Change, LedgerLine, lock, take_numbers, write_lines
from feeds.store.prepared import prepare
from feeds.store.replication import announce
from feeds.store.session import Transaction

LAYOUT = "layout"
"""The fact that holds the ledger number of the last change to the set of channels."""

_ADD = prepare(insert(schema.channels))
_KEY = prepare(select(schema.channels.c.key).where(schema.channels.c.path == bindparam("path")))


@dataclass(frozen=True, slots=True, kw_only=True)
class ChannelSettings:
    """What the store compares to see whether the settings of a channel changed.

    ``membership_hash`` covers which records belong to it, ``head_hash`` what its feeds say of it,
    ``context_hash`` what its page says of other channels. ``id`` is the configured Atom id; without one a new
    channel gets ``minted_id`` and keeps it (R-ID-04). ``names`` are the folded path and aliases.
    """

    path: str
    id: str | None
    minted_id: str
    membership_hash: str
    head_hash: str
    context_hash: str
    names: tuple[str, ...] = ()
    private: bool = False

    @property
    def display_hash(self) -> str:
        """Identify the settings that the documents of the channel show."""
        return self.head_hash + self.context_hash


@dataclass(frozen=True, slots=True, kw_only=True)
class Adoption:
    """The keys of all channels by path, and the paths of those whose members have to be found again.

    ``private_since`` changes whenever the set of private names changes, ``layout`` whenever any settings do.
    """

    keys: dict[str, int]
    to_sweep: tuple[str, ...]
    private_since: str = ""
    layout: str = ""


async def adopt(
    tx: Transaction,
    settings: Sequence[ChannelSettings],
    now_s: int,
    removed: tuple[RemovedChannel, ...] = (),
) -> Adoption:
    """Add new channels, end those that are missing, and mark those that changed as dirty.

    ``removed`` are the channels that the settings say moved or ended.
    """
    await lock(tx)
    rows = (await tx.execute(select(schema.channels))).all()
    stored = {row.path: row for row in rows}
    paths = {one.path for one in settings}
    changed = [one for one in settings if one.path not in stored or not _same(one, stored[one.path])]
    ended = [row for row in rows if row.path not in paths]
    new_removed = await update_removed(tx, removed, paths)
    subjects = [*(one.path for one in changed), *(row.path for row in ended), *(r.path for r in new_removed)]
    if subjects:
        first = await take_numbers(tx, len(subjects))
        numbered = list(enumerate(changed, first))
        await _add(tx, [(one, number) for number, one in numbered if one.path not in stored], now_s)
        for number, one in numbered:
            if one.path in stored:
                await _update(tx, one, stored[one.path], number, now_s)
        for row in ended:
            await _end(tx, row.key)
        if (await tx.execute(select(schema.records.c.key).limit(1))).first() is None:
            await tx.execute(update(schema.channels).values(swept=None))  # there is nothing to find again
        await _update_private(tx, rows, settings, first)
        await facts.put(tx, LAYOUT, str(first))
        await write_lines(tx, _lines(subjects, new_removed, first, now_s))
        await announce(tx)
    return await _adoption(tx)


async def _adoption(tx: Transaction) -> Adoption:
    known = schema.channels.c
    rows = (await tx.execute(select(known.path, known.key, known.swept))).all()
    return Adoption(
        keys={row.path: row.key for row in rows},
        to_sweep=tuple(sorted(row.path for row in rows if row.swept is not None)),
        private_since=await private_since(tx),
        layout=await layout(tx),
    )


async def keys(tx: Transaction) -> dict[str, int]:
    """Return the keys of all channels by path."""
    rows = await tx.execute(select(schema.channels.c.path, schema.channels.c.key))
    return {row.path: row.key for row in rows}


async def key_of(tx: Transaction, path: str) -> int | None:
    """Return the key of a channel; ``None`` if there is none of this path."""
    key: int | None = (await tx.execute(_KEY, {"path": path})).scalar()
    return key


async def layout(tx: Transaction) -> str:
    """Return a value that changes whenever a channel begins, ends, moves or changes its settings."""
    return await facts.get(tx, LAYOUT) or ""


def _lines(
    subjects: Sequence[str], removed: Sequence[RemovedChannel], first: int, now_s: int
) -> list[LedgerLine]:
    notes = {one.path: f"moved to {one.moved_to}" if one.moved_to else "gone" for one in removed}
    return [
        LedgerLine(
            number=first + offset, at_s=now_s, kind=Change.CHANNEL, subject=subject, note=notes.get(subject)
        )
        for offset, subject in enumerate(subjects)
    ]


async def _update_private(
    tx: Transaction, rows: Sequence[Row[Any]], settings: Sequence[ChannelSettings], number: int
) -> None:
    names = {name for one in settings for name in one.names}
    private = {name for one in settings if one.private for name in one.names}
    await update_private(tx, rows, names, private, number)


def _same(settings: ChannelSettings, row: Row[Any]) -> bool:
    hashes = (row.membership_hash, row.head_hash, row.context_hash)
    wanted = (settings.membership_hash, settings.head_hash, settings.context_hash)
    same_id = settings.id is None or settings.id == row.id
    return hashes == wanted and same_id and bool(row.private) == settings.private


async def _add(tx: Transaction, new: Sequence[tuple[ChannelSettings, int]], now_s: int) -> None:
    """Add channels, each with the number of its beginning.

    ``changed_s`` stays empty: they were never published with other settings.
    """
    if not new:
        return
    rows = [
        {
            **_values(one, number),
            "path": one.path,
            "id": one.id or one.minted_id,
            "created_s": now_s,
            "built": 0,
            "swept": 0,
        }
        for one, number in new
    ]
    await tx.execute(_ADD, rows)


def _values(settings: ChannelSettings, number: int) -> dict[str, object]:
    return {
        "membership_hash": settings.membership_hash,
        "head_hash": settings.head_hash,
        "context_hash": settings.context_hash,
        "dirty": number,
        "waiting_since": number,
        "names": json.dumps(settings.names, ensure_ascii=False),
        "private": settings.private,
    }


async def _update(tx: Transaction, settings: ChannelSettings, row: Row[Any], number: int, now_s: int) -> None:
    values = _values(settings, number)
    if settings.id:
        values["id"] = settings.id
    if row.membership_hash != settings.membership_hash:
        values["swept"] = 0
    if row.head_hash != settings.head_hash:
        values["changed_s"] = now_s
        await mark_all_parts_dirty(tx, number, row.key)
    if settings.private and not row.private:
        await publications.make_private(tx, row.key)
    await tx.execute(update(schema.channels).where(schema.channels.c.key == row.key).values(**values))


async def _end(tx: Transaction, key: int) -> None:
    names = select(schema.publications.c.name).where(schema.publications.c.channel == key)
    await tx.execute(delete(schema.representations).where(schema.representations.c.name.in_(names)))
    for table in (
        schema.membership,
        schema.tombstones,
        schema.parts,
        schema.part_bodies,
        schema.late_changes,
        schema.publications,
        schema.gone_resources,
        schema.rankings,
    ):
        await tx.execute(delete(table).where(table.c.channel == key))
    await tx.execute(delete(schema.channels).where(schema.channels.c.key == key))
