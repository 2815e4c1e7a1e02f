"""Which channels have to be published."""

from dataclasses import dataclass, replace
from datetime import UTC, datetime

from sqlalchemy import BigInteger, Integer, Row, bindparam, case, func, select, update

from feeds.store import facts, schema
from feeds.store.archive.parts import mark_all_parts_dirty
from feeds.store.ledger import Change, LedgerLine, take_numbers, write_lines
from feeds.store.prepared import prepare
from feeds.store.publishers import ALL, Share, has_channel, has_part
from feeds.store.session import Transaction

RENDERER = "renderer"
"""The fact that holds the version which rendered the publications."""

_known = schema.channels.c
_limit = bindparam("limit", type_=Integer)
_number = bindparam("number", type_=BigInteger)
_MARK_ALL_DIRTY = prepare(
    update(schema.channels).values(
        dirty=_number, waiting_since=case((_known.dirty > _known.built, _known.waiting_since), else_=_number)
    )
)
_MARK_DIRTY = prepare(_MARK_ALL_DIRTY.where(_known.key == bindparam("of")))
_UNPUBLISHED = prepare(select(_known.path, _known.dirty, _known.built).where(_known.dirty > _known.built))
_CHANNEL = prepare(select(schema.channels).where(_known.key == bindparam("key")))
_DIRTY = prepare(
    select(schema.channels)
    .where(_known.dirty > _known.built, _known.swept.is_(None), has_channel(_known.key))
    .order_by(_known.waiting_since, _known.key)
    .limit(_limit)
)
_since_part = func.min(schema.parts.c.dirty).label("since")
_behind = (
    select(schema.parts.c.channel, _since_part)
    .where(schema.parts.c.dirty > schema.parts.c.built, has_part(schema.parts.c.until_key))
    .group_by(schema.parts.c.channel)
    .subquery()
)
_BEHIND = prepare(
    select(schema.channels, _behind.c.since)
    .join(_behind, _behind.c.channel == _known.key)
    .where(_known.built > 0, _known.swept.is_(None))
    .order_by(_behind.c.since, _known.key)
    .limit(_limit)
)
_COUNT_WAITING = prepare(
    select(
        select(func.count()).select_from(schema.channels).where(_known.dirty > _known.built).scalar_subquery()
        + select(func.count())
        .select_from(schema.parts)
        .where(schema.parts.c.dirty > schema.parts.c.built)
        .scalar_subquery()
    )
)


@dataclass(frozen=True, slots=True, kw_only=True)
class DirtyChannel:
    """A channel that changed since it was published.

    ``dirty`` is the number of its last change, ``built`` that of the last one that is published, ``since``
    that of the first one after it. ``changed_at`` is the time when its settings or its ranking last changed,
    and ``display_hash`` identifies the settings that its documents show. ``whole`` is set once its live feed
    and its archive were published with every entry.
    """

    key: int
    path: str
    id: str
    dirty: int
    created_at: datetime
    changed_at: datetime | None
    display_hash: str = ""
    built: int = 0
    since: int = 0
    whole: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class ChannelProgress:
    """A channel with unpublished changes: the number of the last one, and of the last one published.

    ``published`` is 0 before the first publication.
    """

    path: str
    changed: int
    published: int


async def unpublished(tx: Transaction) -> tuple[ChannelProgress, ...]:
    """Return the channels with changes that are not published."""
    return tuple(
        ChannelProgress(path=path, changed=changed, published=published)
        for path, changed, published in await tx.execute(_UNPUBLISHED)
    )


async def mark_dirty(tx: Transaction, keys: set[int], number: int) -> None:
    """Note that channels changed with ``number``."""
    if keys:
        await tx.execute(_MARK_DIRTY, [{"of": key, "number": number} for key in sorted(keys)])


async def mark_all_dirty(tx: Transaction, subject: str, now_s: int) -> None:
    """Have every channel published again, as after a change of the renderer."""
    number = await take_numbers(tx, 1)
    await write_lines(tx, [LedgerLine(number=number, at_s=now_s, kind=Change.RENDERER, subject=subject)])
    await mark_all_parts_dirty(tx, number)
    await tx.execute(_MARK_ALL_DIRTY, {"number": number})


async def adopt_renderer(tx: Transaction, version: str, now_s: int) -> bool:
    """Have everything published again if another version rendered it; return whether it did."""
    before = await facts.get(tx, RENDERER)
    if before == version:
        return False
    await facts.put(tx, RENDERER, version)
    if before is None:
        return False
    await mark_all_dirty(tx, version, now_s)
    return True


async def republish(tx: Transaction, key: int) -> None:
    """Have one channel published again although none of its records changed."""
    await mark_dirty(tx, {key}, await take_numbers(tx, 1))


async def dirty_channel(tx: Transaction, key: int) -> DirtyChannel | None:
    """Return a channel as it is now, ``None`` when it ended."""
    row = (await tx.execute(_CHANNEL, {"key": key})).first()
    return None if row is None else _channel(row)


async def dirty_channels(tx: Transaction, limit: int = 100, share: Share = ALL) -> tuple[DirtyChannel, ...]:
    """Return channels that have to be published and whose members are known, the longest waiting first."""
    return tuple(_channel(row) for row in await tx.execute(_DIRTY, _within(limit, share)))


async def with_waiting_archive(tx: Transaction, limit: int, share: Share = ALL) -> tuple[DirtyChannel, ...]:
    """Return published channels that have archive parts of a share to publish, the longest waiting first.

    ``since`` is the number of the first change of these parts.
    """
    rows = await tx.execute(_BEHIND, _within(limit, share))
    return tuple(replace(_channel(row), since=row.since) for row in rows)


def _within(limit: int, share: Share) -> dict[str, object]:
    return {"limit": limit, **share.parameters()}


async def count_waiting(tx: Transaction) -> int:
    """Return how many channels and parts of archives have to be published."""
    return int((await tx.execute(_COUNT_WAITING)).scalar_one())


def _channel(row: Row[tuple[object, ...]]) -> DirtyChannel:
    return DirtyChannel(
        key=row.key,
        path=row.path,
        id=row.id,
        dirty=row.dirty,
        created_at=datetime.fromtimestamp(row.created_s, UTC),
        changed_at=None if row.changed_s is None else datetime.fromtimestamp(row.changed_s, UTC),
        display_hash=row.head_hash + row.context_hash,
        built=row.built,
        since=row.waiting_since,
        whole=row.whole is not None,
    )
