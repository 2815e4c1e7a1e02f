"""Matches arriving records with stored articles: whose version counts, and which aliases are learnt."""

from collections.abc import Iterator, Mapping, Sequence

from msgspec import Struct, structs

from feeds.model import ADDRESS, Alias, Finding, Precedence, Record, RecordOutcome, is_global_id, local_id
from feeds.store.encoding import (
    decode_record,
    encode_findings,
    encode_record,
    has_same_content,
    unpacked,
)
from feeds.store.identity.aliases import targets
from feeds.store.identity.recognition import May, Recognised, recognise
from feeds.store.lifecycle import State
from feeds.store.records.rows import StoredRow, rows_by_id
from feeds.store.session import Transaction


class PlacedRecord(Struct, frozen=True, kw_only=True, gc=False):
    """A record and the keys of the channels that it belongs to.

    ``warnings`` are kept with it. ``private_since`` identifies the private channels when it was placed; the
    record is refused if they have changed.
    """

    record: Record
    channels: tuple[int, ...]
    private_since: str | None = None
    warnings: tuple[Finding, ...] = ()


class Incoming(Struct, frozen=True, kw_only=True, gc=False):
    """A record, under the id of its article, and the stored row of that article; ``given`` is its own id.

    ``former`` is the stored record where its content differs. A record that ``yields`` changes nothing.
    """

    placement: PlacedRecord
    given: str
    row: StoredRow | None
    body: bytes
    former: Record | None = None
    yields: bool = False

    @property
    def differs(self) -> bool:
        """Whether anything but counters and warnings is new."""
        row = self.row
        if row is None:
            return True
        return not self.yields and (self.former is not None or row.channels != self.placement.channels)

    @property
    def views(self) -> int | None:
        """The view counter: the known one if the record has none, or yields."""
        given = self.placement.record.views
        return self.row.views if self.row and (given is None or self.yields) else given

    @property
    def counter_moved(self) -> bool:
        """Whether the view counter changed."""
        return self.views != (self.row.views if self.row else None)

    @property
    def comments_moved(self) -> bool:
        """Whether the counter of comments changed and nothing else of the content."""
        row = self.row
        if row is None or self.placement.record.discussion is None or self.yields or self.differs:
            return False
        return self.body != unpacked(row.body)

    @property
    def warnings(self) -> bytes | None:
        """The warnings as they are stored, ``None`` without any; the known ones if the record yields."""
        if self.row is not None and self.yields:
            return self.row.warnings
        return encode_findings(self.placement.warnings) if self.placement.warnings else None

    @property
    def outcome(self) -> RecordOutcome:
        """What happens to the record."""
        if self.row is None:
            return RecordOutcome.NEW
        return RecordOutcome.CHANGED if self.differs else RecordOutcome.UNCHANGED

    @property
    def learnt(self) -> tuple[Alias, ...]:
        """The aliases of the article that follow from this record and the former one."""
        record, row, former = self.placement.record, self.row, self.former
        if row is None or (former is None and self.given == row.id):
            return record.aliases
        names = [*record.aliases, Alias(name=self.given, origin=record.origin)]
        if former is not None:
            old, stays = (record.url, former.url) if self.yields else (former.url, record.url)
            if old and old != stays:
                names.append(Alias(name=old, origin=ADDRESS))
            if record.origin != row.origin and not self.yields:
                names.append(Alias(name=row.id, origin=row.origin))
        owner = row.origin if self.yields else record.origin
        return tuple(alias for alias in names if alias.name != row.id or alias.origin != owner)


def runs(placements: Sequence[PlacedRecord]) -> Iterator[Sequence[PlacedRecord]]:
    """Cut a batch before a record that names one of the same batch, so that this one is stored first."""
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


async def match(
    tx: Transaction, run: Sequence[PlacedRecord], order: Precedence, may: May
) -> tuple[list[Incoming], tuple[str, ...]]:
    """Find the stored article of each record; return also ids that stop being aliases.

    Of several records with one id the last counts.
    """
    latest = {placement.record.id: placement for placement in run}
    stored = await rows_by_id(tx, list(latest))
    if others := await _others_ids(tx, latest, stored):
        latest = _with_own_ids(latest, others)
        stored = await rows_by_id(tx, list(latest))
    known = Recognised(rows={})
    if len(stored) < len(latest):
        fresh = [placement.record for id_, placement in latest.items() if id_ not in stored]
        batch = (placement.record for placement in latest.values())
        known = await recognise(tx, fresh, batch, order, may)
    found = stored | known.rows if known.rows else stored
    incoming = [_beside(placement, found.get(id_), order) for id_, placement in latest.items()]
    return _one_each(incoming, order) if known.rows else incoming, known.overruled


async def _others_ids(
    tx: Transaction, latest: Mapping[str, PlacedRecord], stored: Mapping[str, StoredRow]
) -> set[str]:
    """Return the local ids of records that mean an article of another source."""
    others = {
        id_
        for id_, row in stored.items()
        if row.origin != latest[id_].record.origin and not is_global_id(id_)
    }
    if not others:
        return others
    known = await targets(tx, others)
    return {id_ for id_ in others if id_ not in known or known[id_].origin != latest[id_].record.origin}


def _with_own_ids(latest: Mapping[str, PlacedRecord], others: set[str]) -> dict[str, PlacedRecord]:
    """Give records with a local id that another source has an id of their own source."""
    renamed = {}
    for id_, placement in latest.items():
        record = placement.record
        own = local_id(id_, record.origin) if id_ in others else id_
        renamed[own] = (
            structs.replace(placement, record=structs.replace(record, id=own)) if own != id_ else placement
        )
    return renamed


def _beside(placement: PlacedRecord, row: StoredRow | None, order: Precedence) -> Incoming:
    record = placement.record
    given = record.id
    if row is not None and given != row.id:
        placement = structs.replace(placement, record=structs.replace(record, id=row.id))
    if row is not None and _yields(record, row, order):
        former = decode_record(row.body)
        return Incoming(placement=placement, given=given, row=row, body=b"", former=former, yields=True)
    body = encode_record(placement.record)
    changed = _former(row, placement.record) if row is not None and unpacked(row.body) != body else None
    return Incoming(placement=placement, given=given, row=row, body=body, former=changed)


def _former(row: StoredRow, record: Record) -> Record | None:
    """Return the stored record if its content is not that of the record that arrives."""
    former = decode_record(row.body)
    return None if has_same_content(former, record) else former


def _yields(record: Record, row: StoredRow, order: Precedence) -> bool:
    """Whether the source of the stored record takes precedence: it is stronger, or it withdrew the record."""
    if record.origin == row.origin:
        return False
    withdrawn = row.state is State.WITHDRAWN and not row.withdrawn
    return withdrawn or order.stronger(row.origin, record.origin)


def _one_each(incoming: Sequence[Incoming], order: Precedence) -> list[Incoming]:
    """Let one record count for each article: the last one of the strongest source."""
    best: dict[int, Incoming] = {}
    for one in incoming:
        if one.row is not None and not one.yields:
            rival = best.get(one.row.key)
            if rival is None or not order.stronger(_origin(rival), _origin(one)):
                best[one.row.key] = one
    return [
        one
        if one.row is None or one.yields or best[one.row.key] is one
        else structs.replace(one, yields=True, former=decode_record(one.row.body))
        for one in incoming
    ]


def _origin(one: Incoming) -> str:
    return one.placement.record.origin
