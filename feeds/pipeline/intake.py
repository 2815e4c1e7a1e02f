"""Taking in what readers yield: placed and saved, or held with the reason."""

from collections.abc import Sequence
from dataclasses import dataclass

from feeds.model import Finding, Reading, Severity
from feeds.pipeline.claims import claimed_id
from feeds.pipeline.site_context import SiteContext
from feeds.store import HeldAt, PlacedRecord, Store, ToHold


@dataclass(frozen=True, slots=True, kw_only=True)
class IntakeCounts:
    """What became of readings: the last four counts make up ``read``; ``unknown`` paths have no channel."""

    read: int = 0
    new: int = 0
    changed: int = 0
    unchanged: int = 0
    quarantined: int = 0
    unknown: frozenset[str] = frozenset()

    def __add__(self, other: "IntakeCounts") -> "IntakeCounts":
        """Add up."""
        return IntakeCounts(
            read=self.read + other.read,
            new=self.new + other.new,
            changed=self.changed + other.changed,
            unchanged=self.unchanged + other.unchanged,
            quarantined=self.quarantined + other.quarantined,
            unknown=self.unknown | other.unknown,
        )


class Intake:
    """The way from readings into the store."""

    def __init__(self, store: Store, house: SiteContext, keys: dict[str, int], private_since: str) -> None:
        """Use ``keys`` to name channels as the store does; ``private_since`` as it tells."""
        self._private_since = private_since
        self._store = store
        self._house = house
        self._keys = keys

    async def take(self, origin: str, readings: Sequence[Reading], now_s: int) -> IntakeCounts:
        """Save a batch in one transaction, and hold what cannot be used in another."""
        placements, unknown = self._place(readings)
        rejected = []
        if len(placements) < len(readings):
            rejected = [_to_hold(origin, reading) for reading in readings if not reading.accepted]
        saved = await self._store.save(placements, now_s, self._house.order)
        if rejected:
            await self._store.hold(rejected, now_s)
        twins = len(placements) - saved.new - saved.changed - saved.unchanged
        return IntakeCounts(
            read=len(readings),
            new=saved.new,
            changed=saved.changed,
            unchanged=saved.unchanged + twins,
            quarantined=len(rejected),
            unknown=unknown,
        )

    def _place(self, readings: Sequence[Reading]) -> tuple[list[PlacedRecord], frozenset[str]]:
        placements: list[PlacedRecord] = []
        unknown: set[str] = set()
        for reading in readings:
            if reading.record is None or not reading.accepted:
                continue
            placed = self._house.tree.place(reading.record)
            unknown.update(placed.unknown)
            keys = tuple(self._keys[path] for path in placed.paths)
            placements.append(
                PlacedRecord(record=reading.record, channels=keys, private_since=self._private_since)
            )
        return placements, frozenset(unknown)


def _to_hold(origin: str, reading: Reading) -> ToHold:
    return ToHold(
        stage=HeldAt.READING,
        origin=origin,
        subject=claimed_id(reading) or str(reading.place),
        place=str(reading.place),
        findings=reading.findings or (NO_RECORD,),
        raw=reading.raw,
    )


NO_RECORD = Finding(
    code="REC000", name="no-record", severity=Severity.ERROR, message="nothing that could be read as a record"
)
