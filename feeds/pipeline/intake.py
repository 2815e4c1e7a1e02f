"""Takes in what readers yield and what is pushed: each reading is placed and saved, or quarantined."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from hashlib import blake2b

import msgspec
from msgspec import structs

from feeds.model import INDEX, Finding, Place, PushResult, Reading, Record, RecordOutcome, Scope, Severity
from feeds.pipeline.site_context import SiteContext
from feeds.store import (
    Permit,
    PlacedRecord,
    Pushed,
    QuarantineStage,
    Rejection,
    Saved,
    Store,
    Transaction,
    identity,
    ledger,
    push,
    quarantine,
    revisions,
)

SUBJECT_BYTES = 12
_STORE = Place(path="store")

OUTSIDE = Finding(
    code="PUSH001",
    name="outside-scope",
    severity=Severity.ERROR,
    message="channel: the record is, or would be, outside what this token may touch. Ask for a wider token",
    element="channel",
)
"""It does not say whether another source has the record."""

NO_RECORD = Finding(
    code="REC000", name="no-record", severity=Severity.ERROR, message="nothing that could be read as a record"
)


@dataclass(frozen=True, slots=True, kw_only=True)
class IntakeCounts:
    """What happened to readings: ``new`` to ``quarantined`` add up to ``read``.

    ``warned`` counts the saved records with warnings, ``rejected`` those that did not pass the publication
    check; ``unknown`` are channels of records that do not exist.
    """

    read: int = 0
    new: int = 0
    changed: int = 0
    unchanged: int = 0
    quarantined: int = 0
    warned: int = 0
    rejected: int = 0
    unknown: frozenset[str] = frozenset()

    def __add__(self, other: "IntakeCounts") -> "IntakeCounts":
        """Add up."""
        return IntakeCounts(
            read=self.read + other.read,
            new=self.new + other.new,
            changed=self.changed + other.changed,
            unchanged=self.unchanged + other.unchanged,
            quarantined=self.quarantined + other.quarantined,
            warned=self.warned + other.warned,
            rejected=self.rejected + other.rejected,
            unknown=self.unknown | other.unknown,
        )


@dataclass(frozen=True, slots=True, kw_only=True)
class PushReceipt:
    """The results of a batch in its order, and whether anything has to be published."""

    results: tuple[PushResult, ...]
    dirty: bool


@dataclass(slots=True)
class MetRecords:
    """What one read of a source met: the keys of stored records, and how many readings could not be named."""

    keys: set[int] = field(default_factory=set)
    unnamed: int = 0


class Intake:
    """Saves readings in the store."""

    def __init__(
        self, store: Store, context: SiteContext, keys: Mapping[str, int], private_since: str
    ) -> None:
        """``keys`` are the keys of channels by path; ``private_since`` comes from the store too."""
        self._store = store
        self._context = context
        self._keys = keys
        self._private_since = private_since
        self._permits: dict[Scope, Permit] = {}

    async def take(
        self, origin: str, readings: Sequence[Reading], now_s: int, met: MetRecords | None = None
    ) -> IntakeCounts:
        """Save a batch of a source, and quarantine what cannot be used, in one transaction.

        The records of the batch are noted in ``met``.
        """
        unknown: set[str] = set()
        placements: list[PlacedRecord] = []
        rejected: list[Rejection] = []
        for reading in readings:
            if reading.record is not None and reading.accepted:
                placements.append(self._place(reading, reading.record, unknown))
            else:
                rejected.append(_rejection(origin, reading))

        async def work(tx: Transaction) -> Saved:
            saved = await revisions.save(tx, placements, now_s, self._context.order)
            await quarantine.add(tx, rejected, now_s)
            if met is not None:
                met.keys.update(saved.keys)
                await self._note_rejected(tx, readings, met)
            return saved

        saved = await self._store.write_at_once(work)
        repeated = len(placements) - saved.new - saved.changed - saved.unchanged
        return IntakeCounts(
            read=len(readings),
            new=saved.new,
            changed=saved.changed,
            unchanged=saved.unchanged + repeated,
            quarantined=len(rejected),
            warned=sum(bool(placed.warnings) for placed in placements),
            unknown=frozenset(unknown),
        )

    async def _note_rejected(self, tx: Transaction, readings: Sequence[Reading], met: MetRecords) -> None:
        """Note the stored records that quarantined readings are about."""
        rejected = [reading.record for reading in readings if not reading.accepted]
        named = [record for record in rejected if record is not None]
        met.unnamed += len(rejected) - len(named)
        rows = await identity.named_rows(tx, named, self._context.order)
        met.keys.update(row.key for row in rows.values())

    async def revise(self, ids: Sequence[str], change: Callable[[Record], Record], now_s: int) -> int:
        """Store what ``change`` makes of stored records, in one transaction; return how many changed."""

        async def work(tx: Transaction) -> Saved:
            await ledger.lock(tx)
            placements = []
            for id_ in ids:
                stored = await identity.by_name(tx, id_)
                record = change(stored.record) if stored else None
                if stored is not None and record is not None and record != stored.record:
                    reading = Reading(place=_STORE, record=record, findings=stored.warnings)
                    placements.append(self._place(reading, record))
            return await revisions.save(tx, placements, now_s, self._context.order)

        return (await self._store.write_at_once(work)).changed

    async def push(self, source: str, readings: Sequence[Reading], scope: Scope, now_s: int) -> PushReceipt:
        """Save a batch within a scope, and quarantine what cannot be used, in one transaction."""
        permit = self.permit(scope)
        results: list[PushResult | None] = []
        placements: list[PlacedRecord] = []
        rejected: list[Rejection] = []
        for reading in readings:
            if reading.record is None or not reading.accepted:
                rejected.append(_push_rejection(source, reading))
                results.append(_result(reading, RecordOutcome.QUARANTINED))
            elif permit.own is not None and not permit.allows_naming(self._named(reading.record)):
                results.append(_result(reading, RecordOutcome.REFUSED))
            else:
                placements.append(self._place(reading, _of_source(reading.record, source)))
                results.append(None)

        async def work(tx: Transaction) -> Pushed:
            pushed = await push.save(tx, placements, permit, now_s, self._context.order)
            await quarantine.add(tx, rejected, now_s)
            return pushed

        pushed = await self._store.write_at_once(work)
        outcomes = iter(pushed.outcomes)
        pairs = zip(results, readings, strict=True)
        complete = tuple(known or _result(reading, next(outcomes)) for known, reading in pairs)
        return PushReceipt(results=complete, dirty=pushed.dirty)

    def permit(self, scope: Scope) -> Permit:
        """Return what a scope gives access to in this channel tree."""
        known = self._permits.get(scope)
        if known is None:
            known = self._permits[scope] = self._permit(scope)
        return known

    def _place(self, reading: Reading, record: Record, unknown: set[str] | None = None) -> PlacedRecord:
        placed = self._context.tree.place(record)
        if unknown is not None and placed.unknown:
            unknown.update(placed.unknown)
        return PlacedRecord(
            record=record,
            channels=tuple([self._keys[path] for path in placed.paths]),
            private_since=self._private_since,
            warnings=reading.findings,
        )

    def _named(self, record: Record) -> tuple[int, ...]:
        return tuple(self._keys[path] for path in self._context.tree.named(record.channels).paths)

    def _permit(self, scope: Scope) -> Permit:
        origins = frozenset(scope.sources)
        if not scope.channels or INDEX in scope.channels:
            return Permit(origins=origins)
        tree = self._context.tree
        own = [path for path in tree.channels if _below(path, scope.channels)]
        selecting = [channel.path for channel in tree.channels.values() if channel.where is not None]
        return Permit(
            origins=origins,
            own=frozenset(self._keys[path] for path in own),
            above=self._with_ancestors(own),
            selecting=self._with_ancestors(selecting),
        )

    def _with_ancestors(self, paths: Sequence[str]) -> frozenset[int]:
        return frozenset(self._keys[path] for path in self._context.tree.named(tuple(paths)).paths)


def _below(path: str, tops: tuple[str, ...]) -> bool:
    return any(path == top or path.startswith(f"{top}/") for top in tops)


def _of_source(record: Record, source: str) -> Record:
    """Return a pushed record with the source it was pushed to; its own origin is ignored."""
    if record.origin == source and not record.aliases:
        return record
    aliases = tuple(structs.replace(alias, origin=source) for alias in record.aliases)
    return structs.replace(record, origin=source, aliases=aliases)


def _result(reading: Reading, outcome: RecordOutcome) -> PushResult:
    return PushResult(
        line=reading.place.line or 0,
        outcome=outcome,
        id=claimed_id(reading),
        findings=(*reading.findings, OUTSIDE) if outcome is RecordOutcome.REFUSED else reading.findings,
    )


def _rejection(origin: str, reading: Reading) -> Rejection:
    return Rejection(
        stage=QuarantineStage.READING,
        origin=origin,
        subject=claimed_id(reading) or str(reading.place),
        place=str(reading.place),
        findings=reading.findings or (NO_RECORD,),
        raw=reading.raw,
    )


def _push_rejection(source: str, reading: Reading) -> Rejection:
    """Name a pushed reading by its id, or by its content: line numbers differ between requests."""
    content = blake2b(reading.raw.encode("utf-8", "replace"), digest_size=SUBJECT_BYTES).hexdigest()
    return replace(
        _rejection(source, reading),
        subject=claimed_id(reading) or f"content:{content}",
        findings=reading.findings,
    )


class _Claim(msgspec.Struct):
    id: str | int | None = None


_claims = msgspec.json.Decoder(_Claim)


def claimed_id(reading: Reading) -> str | None:
    """Return the id of a reading, or the one it has in JSON that is not a valid record."""
    if reading.record is not None:
        return reading.record.id
    try:
        claimed = _claims.decode(reading.raw).id
    except (msgspec.DecodeError, UnicodeEncodeError):
        return None
    return None if claimed in (None, "") else str(claimed)
