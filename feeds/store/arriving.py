"""Records that arrive, each beside the article that it is: whose word counts, which names are learnt."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace

from sqlalchemy.ext.asyncio import AsyncConnection

from feeds.model import ADDRESS, Alias, Outcome, Precedence, Record
from feeds.store.encode import decode_record, digest, encode_record
from feeds.store.ledger import take_numbers
from feeds.store.lookup import StoredRow, rows_by_id
from feeds.store.recognise import May, Recognised, recognise
from feeds.store.revise import State


@dataclass(frozen=True, slots=True, kw_only=True)
class PlacedRecord:
    """A record and the keys of the channels it belongs to.

    ``private_since`` tells by which private channels it was placed; it is refused where others are by now.
    """

    record: Record
    channels: tuple[int, ...]
    private_since: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Incoming:
    """A record under its article's id beside what is stored of that; ``given`` is the id it came with.

    ``former`` is what the stored record says where that may differ. One that ``yields`` changes nothing.
    """

    placement: PlacedRecord
    given: str
    row: StoredRow | None
    body: bytes
    digest: bytes
    former: Record | None = None
    yields: bool = False

    @property
    def differs(self) -> bool:
        """Whether anything but counters is new."""
        row = self.row
        if row is None:
            return True
        return not self.yields and (row.digest != self.digest or row.channels != self.placement.channels)

    @property
    def views(self) -> int | None:
        """Its counter; the one that is known where the source says nothing of it, or has no say."""
        said = self.placement.record.views
        return self.row.views if self.row and (said is None or self.yields) else said

    @property
    def counter_moved(self) -> bool:
        """Whether it was read since."""
        return self.views != (self.row.views if self.row else None)

    @property
    def outcome(self) -> Outcome:
        """What becomes of it."""
        if self.row is None:
            return Outcome.NEW
        return Outcome.CHANGED if self.differs else Outcome.UNCHANGED

    @property
    def learnt(self) -> tuple[Alias, ...]:
        """The other names of the article that can be told from this record and the former one."""
        record, row, former = self.placement.record, self.row, self.former
        if row is None or (former is None and self.given == row.id):
            return record.aliases
        names = [*record.aliases, Alias(name=self.given, origin=record.origin)]
        if former is not None:
            left, stays = (record.url, former.url) if self.yields else (former.url, record.url)
            if left and left != stays:
                names.append(Alias(name=left, origin=ADDRESS))
            if record.origin != row.origin and not self.yields:
                names.append(Alias(name=row.id, origin=row.origin))
        owner = row.origin if self.yields else record.origin
        return tuple(alias for alias in names if alias.name != row.id or alias.origin != owner)


def runs(placements: Sequence[PlacedRecord]) -> Iterator[Sequence[PlacedRecord]]:
    """Cut before a record that says it is one that comes with it, so that it meets that one stored."""
    if not any(placement.record.aliases for placement in placements):
        if placements:
            yield placements
        return
    run: list[PlacedRecord] = []
    ids: set[str] = set()
    claimed: set[str] = set()
    for placement in placements:
        names = {alias.name for alias in placement.record.aliases}
        if placement.record.id in claimed or not ids.isdisjoint(names):
            yield run
            run, ids, claimed = [], set(), set()
        run.append(placement)
        ids.add(placement.record.id)
        claimed |= names
    yield run


async def meet(
    connection: AsyncConnection, run: Sequence[PlacedRecord], order: Precedence, may: May
) -> tuple[list[Incoming], tuple[str, ...]]:
    """Put records beside what is stored; return also ids that were aliases until now.

    The last of several with one id counts.
    """
    latest = {placement.record.id: placement for placement in run}
    stored = await rows_by_id(connection, list(latest))
    known = Recognised(rows={})
    if len(stored) < len(latest):
        stored |= await _settled(connection, [id_ for id_ in latest if id_ not in stored])
        fresh = [placement.record for id_, placement in latest.items() if id_ not in stored]
        batch = (placement.record for placement in latest.values())
        known = await recognise(connection, fresh, batch, order, may)
    found = stored | known.rows if known.rows else stored
    incoming = [_beside(placement, found.get(id_), order) for id_, placement in latest.items()]
    return _one_each(incoming, order) if known.rows else incoming, known.overruled


async def _settled(connection: AsyncConnection, ids: list[str]) -> dict[str, StoredRow]:
    """Have the turn before anything is taken for new: another process may be storing the same just now.

    On SQLite a transaction that writes has it from its beginning.
    """
    if connection.dialect.name == "sqlite":
        return {}
    await take_numbers(connection, 0)
    return await rows_by_id(connection, ids)


def _beside(placement: PlacedRecord, row: StoredRow | None, order: Precedence) -> Incoming:
    record = placement.record
    given = record.id
    if row is not None and given != row.id:
        placement = replace(placement, record=replace(record, id=row.id))
    if row is not None and _yields(record, row, order):
        said = decode_record(row.body)
        return Incoming(
            placement=placement, given=given, row=row, body=b"", digest=b"", former=said, yields=True
        )
    body = encode_record(placement.record)
    told = digest(body)
    former = decode_record(row.body) if row is not None and row.digest != told else None
    return Incoming(placement=placement, given=given, row=row, body=body, digest=told, former=former)


def _yields(record: Record, row: StoredRow, order: Precedence) -> bool:
    """Whether the stored record's source has the last word: the stronger, or the one that took it back."""
    if record.origin == row.origin:
        return False
    taken_back = row.state is State.WITHDRAWN and not row.withdrawn
    return taken_back or order.stronger(row.origin, record.origin)


def _one_each(incoming: Sequence[Incoming], order: Precedence) -> list[Incoming]:
    """Let one record speak for each article: that of the strongest source, and its last."""
    best: dict[int, Incoming] = {}
    for one in incoming:
        if one.row is not None and not one.yields:
            rival = best.get(one.row.key)
            if rival is None or not order.stronger(_origin(rival), _origin(one)):
                best[one.row.key] = one
    return [
        one
        if one.row is None or one.yields or best[one.row.key] is one
        else replace(one, yields=True, former=decode_record(one.row.body))
        for one in incoming
    ]


def _origin(one: Incoming) -> str:
    return one.placement.record.origin
