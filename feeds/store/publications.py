"""Publications: what each address answers, replaced for a whole channel in one transaction (R-PERF-07)."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

from sqlalchemy import (
    BigInteger,
    Select,
    Text,
    bindparam,
    delete,
    func,
    insert,
    select,
    union_all,
    update,
)

from feeds.model import Coding, GoneResource, Position, Publication
from feeds.store import schema
from feeds.store.bulk import prepare_among, rows_among
from feeds.store.gone_resources import gone_resource, gone_row
from feeds.store.ledger import TURNS, take_numbers
from feeds.store.part_bodies import PartReader, replace_bodies
from feeds.store.prepared import prepare
from feeds.store.publication_rows import body_rows, is_packed, publication_of, publication_row
from feeds.store.replication import announce
from feeds.store.session import Transaction


@dataclass(frozen=True, slots=True, kw_only=True)
class PublicationMeta:
    """The last publication of an address without its bytes: what the next one is compared with."""

    name: str
    number: int
    digest: str
    modified_at: datetime
    links: str
    max_age_s: int
    delta_index: bytes = b""
    private: bool = False


_gone = schema.gone_resources

_Publications = Select[tuple[Any, ...]]
_known, _channel = schema.publications.c, schema.channels.c
_of_channel = _known.channel == bindparam("channel")
_NAMES = (
    prepare(select(_known.name).where(_of_channel, _known.part.is_(None))),
    prepare(select(_known.name).where(_of_channel, _known.part == bindparam("part"))),
)
_PUBLICATIONS = (
    prepare(select(schema.publications).where(_of_channel, _known.part.is_(None))),
    prepare(select(schema.publications).where(_of_channel, _known.part == bindparam("part"))),
)
_DELETE = tuple(
    prepare(delete(table).where(table.c.name == bindparam("old")))
    for table in (schema.representations, schema.publications, _gone)
)
_INSERT = prepare(insert(schema.publications))
_INSERT_BODIES = prepare(insert(schema.representations))
# Locked, so that no process makes the channel private before this is committed.
_IS_PRIVATE = prepare(
    select(_channel.private).where(_channel.key == bindparam("channel")).with_for_update(read=True)
)
_wanted, _bodies_of = bindparam("wanted", type_=Text), schema.representations.c.name
_FETCH = prepare(select(schema.publications).where(_known.name == _wanted))
_FETCH_BODIES = prepare(select(schema.representations).where(_bodies_of == _wanted))
_KNOWN = prepare_among(select(schema.publications), _known.name)
_BODIES = prepare_among(select(schema.representations), _bodies_of)
_GONE = prepare_among(select(_gone.c.name), _gone.c.name)
_SINCE = prepare(
    union_all(
        *(
            select(known.c.name, known.c.turn).where(known.c.turn > bindparam("seen", type_=BigInteger))
            for known in (schema.publications, _gone)
        )
    ).order_by("turn", "name")
)
_number = bindparam("number", type_=BigInteger)
_ADVANCE = prepare(
    update(schema.channels)
    .where(_channel.key == bindparam("channel"), _channel.built == bindparam("seen", type_=BigInteger))
    .values(built=_number, waiting_since=_channel.dirty)
)
_ADVANCE_WHOLE = prepare(_ADVANCE.values(whole=func.coalesce(_channel.whole, _number)))


async def advance(tx: Transaction, channel: int, *, seen: int, number: int, whole: bool = True) -> bool:
    """Note that the state of a channel at ``number`` is published; ``whole``: its archive too.

    Returns false, and changes nothing, if the channel ended or another process has published a state of it
    since ``seen`` was its last one. Otherwise none does until this transaction ends.
    """
    advanced = _ADVANCE_WHOLE if whole else _ADVANCE
    found = await tx.execute(advanced, {"channel": channel, "seen": seen, "number": number})
    return bool(found.rowcount)


async def switch(
    tx: Transaction,
    channel: int,
    changed: Sequence[Publication],
    names: Sequence[str],
    part: str | None = None,
    *,
    until: Position | None = None,
) -> int | None:
    """Replace publications of a channel, or of a part of its archive; all but ``names`` are removed.

    All changes take one turn, by which other processes follow; removed addresses are kept, with the end
    ``until`` of a part that was removed. A channel that has become private meanwhile stays private.
    """
    gone = await _others(tx, channel, names, part)
    if not changed and not gone:
        return None
    old = [*gone, *(publication.name for publication in changed)]
    for statement in _DELETE:
        await tx.execute(statement, [{"old": name} for name in old])
    if changed:
        await tx.execute(
            _INSERT_BODIES, [row for publication in changed for row in body_rows(publication, part)]
        )
    if part is not None:
        packed = {one.name: one.body for one in changed if is_packed(one, part)}
        await replace_bodies(tx, channel, part, packed, frozenset(names))
    hidden = bool((await tx.execute(_IS_PRIVATE, {"channel": channel})).scalar())
    turn = await take_numbers(tx, 1, TURNS)  # last: other processes that publish wait from here to the commit
    if gone:
        await tx.execute(insert(_gone), [gone_row(name, channel, turn, until) for name in gone])
    if changed:
        await tx.execute(
            _INSERT, [publication_row(channel, part, turn, one, hidden=hidden) for one in changed]
        )
    await announce(tx)
    return turn


async def _others(tx: Transaction, channel: int, names: Sequence[str], part: str | None) -> list[str]:
    """Return the publications that the channel, or the part, no longer has."""
    published = {str(row.name) for row in await tx.execute(*_with_part(_NAMES, channel, part))}
    return sorted(published.difference(names))


def _with_part(
    statements: tuple[_Publications, _Publications], channel: int, part: str | None
) -> tuple[_Publications, dict[str, object]]:
    """Return the statement for a channel or for a part of its archive, with its parameters."""
    if part is None:
        return statements[0], {"channel": channel}
    return statements[1], {"channel": channel, "part": part}


async def last_publications(
    tx: Transaction, channel: int, part: str | None = None
) -> dict[str, PublicationMeta]:
    """Return the last publications of a channel, or of a part, by name."""
    rows = await tx.execute(*_with_part(_PUBLICATIONS, channel, part))
    return {
        row.name: PublicationMeta(
            name=row.name,
            number=row.number,
            digest=row.digest,
            modified_at=datetime.fromtimestamp(row.modified_s, UTC),
            links=row.links,
            max_age_s=row.max_age_s,
            delta_index=row.delta_index or b"",
            private=bool(row.private),
        )
        for row in rows
    }


async def current_number(tx: Transaction, name: str) -> int | None:
    """Return the ledger number of a publication; ``None`` if there is none."""
    known = schema.publications.c
    number: int | None = (await tx.execute(select(known.number).where(known.name == name))).scalar()
    return number


async def versions(tx: Transaction, names: Sequence[str]) -> dict[str, tuple[int, bool]]:
    """Return the number of each publication and whether it is private, by name: enough to see a change."""
    known = schema.publications.c
    wanted = select(known.name, known.number, known.private).where(known.name.in_(names))
    return {row.name: (row.number, bool(row.private)) for row in await tx.execute(wanted)}


async def make_private(tx: Transaction, channel: int) -> None:
    """Make all present publications of a channel private."""
    table = schema.publications
    await tx.execute(update(table).where(table.c.channel == channel).values(private=True))


async def fetch_many(tx: Transaction, names: Sequence[str]) -> dict[str, Publication | GoneResource]:
    """Return publications with their bytes, and those that were removed, by name; three queries at most.

    A document of an archive has its identity bytes alone.
    """
    rows = {row.name: row for row in await rows_among(tx, _KNOWN, names)}
    stored: dict[str, dict[Coding, Any]] = {name: {} for name in rows}
    for body in await rows_among(tx, _BODIES, list(rows)):
        stored[body.name][Coding(body.coding)] = body
    parts = PartReader(tx)
    found: dict[str, Publication | GoneResource] = {}
    for name in sorted(rows):
        found[name] = await publication_of(rows[name], stored[name], parts)
    for row in await rows_among(tx, _GONE, [name for name in names if name not in rows]):
        if (gone := await gone_resource(tx, row.name)) is not None:
            found[row.name] = gone
    return found


async def fetch(tx: Transaction, name: str, parts: PartReader | None = None) -> Publication | None:
    """Return one publication as ``fetch_many`` does; ``parts`` is useful where several are read."""
    row = (await tx.execute(_FETCH, {"wanted": name})).first()
    if row is None:
        return None
    stored = {Coding(r.coding): r for r in await tx.execute(_FETCH_BODIES, {"wanted": name})}
    return await publication_of(row, stored, parts or PartReader(tx))


async def names(tx: Transaction) -> tuple[str, ...]:
    """Return the names of all publications in order."""
    wanted = select(schema.publications.c.name).order_by(schema.publications.c.name)
    return tuple(row.name for row in await tx.execute(wanted))


async def since(tx: Transaction, turn: int) -> tuple[tuple[str, int], ...]:
    """Return the names that were published or removed after a turn, each with its turn, in order."""
    return tuple((row.name, row.turn) for row in await tx.execute(_SINCE, {"seen": turn}))
