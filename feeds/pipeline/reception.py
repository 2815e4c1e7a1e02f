"""Taking in what is pushed: judged by the pusher's scope, saved or held, with a result for each record."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from hashlib import blake2b

from feeds.compose.tree import ChannelTree
from feeds.model import INDEX, Finding, Outcome, Precedence, PushResult, Reading, Record, Scope, Severity
from feeds.pipeline.claims import claimed_id
from feeds.store import HeldAt, Permit, PlacedRecord, Store, ToHold

SUBJECT_BYTES = 12

OUTSIDE = Finding(
    code="PUSH001",
    name="outside-scope",
    severity=Severity.ERROR,
    message="channel: the record is, or would be, outside what this token may touch. Ask for a wider token",
    element="channel",
)
"""Says nothing about who else has the record."""


@dataclass(frozen=True, slots=True, kw_only=True)
class PushReceipt:
    """The outcomes of a batch in its order, and whether anything is to be published."""

    outcomes: tuple[PushResult, ...]
    dirty: bool


class PushIntake:
    """The way from pushed readings into the store."""

    def __init__(
        self,
        store: Store,
        tree: ChannelTree,
        keys: Mapping[str, int],
        order: Precedence,
        *,
        private_since: str,
    ) -> None:
        """Use ``keys`` to name channels as the store does; ``private_since`` as it tells."""
        self._private_since = private_since
        self._store = store
        self._order = order
        self._tree = tree
        self._keys = keys
        self._permits: dict[Scope, Permit] = {}

    def permit(self, scope: Scope) -> Permit:
        """Return what a scope means for this tree, worked out once."""
        known = self._permits.get(scope)
        if known is None:
            known = self._permits[scope] = self._permit(scope)
        return known

    async def push(self, source: str, readings: Sequence[Reading], scope: Scope, now_s: int) -> PushReceipt:
        """Save or hold a batch that names lines as its places; it is safe in the store when this returns."""
        permit = self.permit(scope)
        results: list[PushResult | None] = []
        placements: list[PlacedRecord] = []
        rejected: list[ToHold] = []
        for reading in readings:
            if reading.record is None or not reading.accepted:
                rejected.append(_to_hold(source, reading))
                results.append(_outcome(reading, Outcome.QUARANTINED))
            elif permit.own is not None and not permit.allows_naming(self._named(reading.record)):
                results.append(_outcome(reading, Outcome.REFUSED))
            else:
                placements.append(self._placement(source, reading.record))
                results.append(None)
        pushed = await self._store.reception.push(placements, rejected, permit, now_s, order=self._order)
        outcomes = iter(pushed.outcomes)
        pairs = zip(results, readings, strict=True)
        reported = tuple(known or _outcome(reading, next(outcomes)) for known, reading in pairs)
        return PushReceipt(outcomes=reported, dirty=pushed.dirty)

    def _named(self, record: Record) -> tuple[int, ...]:
        return tuple(self._keys[path] for path in self._tree.named(record.channels).paths)

    def _placement(self, source: str, record: Record) -> PlacedRecord:
        """Place a record of this source, whatever it says of its origin."""
        keys = tuple(self._keys[path] for path in self._tree.place(record).paths)
        if record.origin != source or record.aliases:
            names = tuple(replace(alias, origin=source) for alias in record.aliases)
            record = replace(record, origin=source, aliases=names)
        return PlacedRecord(record=record, channels=keys, private_since=self._private_since)

    def _permit(self, scope: Scope) -> Permit:
        origins = frozenset(scope.sources)
        if not scope.channels or INDEX in scope.channels:
            return Permit(origins=origins)
        own = [path for path in self._tree.channels if _below(path, scope.channels)]
        choosy = [channel.path for channel in self._tree.channels.values() if channel.where is not None]
        return Permit(
            origins=origins,
            own=frozenset(self._keys[path] for path in own),
            above=self._lines(own),
            choosy=self._lines(choosy),
        )

    def _lines(self, paths: Sequence[str]) -> frozenset[int]:
        return frozenset(self._keys[path] for path in self._tree.named(tuple(paths)).paths)


def _below(path: str, tops: tuple[str, ...]) -> bool:
    return any(path == top or path.startswith(f"{top}/") for top in tops)


def _outcome(reading: Reading, outcome: Outcome) -> PushResult:
    return PushResult(
        line=reading.place.line or 0,
        outcome=outcome,
        id=claimed_id(reading),
        findings=(*reading.findings, OUTSIDE) if outcome is Outcome.REFUSED else reading.findings,
    )


def _to_hold(source: str, reading: Reading) -> ToHold:
    """Hold a reading under its id; without one under its content, so that it is held once."""
    content = blake2b(reading.raw.encode("utf-8", "replace"), digest_size=SUBJECT_BYTES).hexdigest()
    claimed = claimed_id(reading)
    return ToHold(
        stage=HeldAt.READING,
        origin=source,
        subject=f"content:{content}" if claimed is None else claimed,
        place=str(reading.place),
        findings=reading.findings,
        raw=reading.raw,
    )
