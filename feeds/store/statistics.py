"""How much the store holds."""

from dataclasses import dataclass
from datetime import UTC, datetime

from sqlalchemy import ColumnElement, Table, func, select

from feeds.model import HubCounts, UpstreamCounts
from feeds.store import schema, upstreams, websub
from feeds.store.ledger import last_number
from feeds.store.lifecycle import State
from feeds.store.quarantine import count_by_source
from feeds.store.records.queries import count_warnings
from feeds.store.session import Transaction

NO_HUB = HubCounts()
NO_UPSTREAMS = UpstreamCounts()


@dataclass(frozen=True, slots=True, kw_only=True)
class Counts:
    """How much there is; ``quarantined`` and ``warned`` are by source, ``number`` is the last of the ledger.

    ``waiting`` channels changed since they were published; ``published_at`` is when the newest publication
    changed, ``release_s`` when the next embargo ends. ``warned`` counts records that have warnings, ``hub``
    subscriptions and their pending deliveries, ``upstreams`` our own subscriptions at hubs of others.
    """

    records: int
    channels: int
    publications: int
    number: int
    quarantined: tuple[tuple[str, int], ...]
    waiting: int = 0
    published_at: datetime | None = None
    release_s: int | None = None
    warned: tuple[tuple[str, int], ...] = ()
    hub: HubCounts = NO_HUB
    upstreams: UpstreamCounts = NO_UPSTREAMS


async def counts(tx: Transaction) -> Counts:
    """Count everything: a pass over all ids, so not for every request."""
    return Counts(
        records=await _count(tx, schema.records),
        channels=await _count(tx, schema.channels),
        publications=await _count(tx, schema.publications),
        number=await last_number(tx),
        quarantined=tuple((await count_by_source(tx)).items()),
        waiting=await _count(tx, schema.channels, schema.channels.c.dirty > schema.channels.c.built),
        published_at=await _published_at(tx),
        release_s=await _release_s(tx),
        warned=tuple((await count_warnings(tx)).items()),
        hub=HubCounts(
            subscriptions=await _count(tx, schema.subscriptions),
            requests=await _count(tx, schema.hub_requests),
            deliveries=await _count(tx, schema.deliveries),
            pings=await _count(tx, schema.pings),
            endings=await websub.totals.fetch(tx),
        ),
        upstreams=await upstreams.subscriptions.counts(tx),
    )


async def _count(tx: Transaction, table: Table, *which: ColumnElement[bool]) -> int:
    counted = select(func.count()).select_from(table).where(*which)
    return int((await tx.execute(counted)).scalar_one())


async def _published_at(tx: Transaction) -> datetime | None:
    known = schema.publications.c
    newest = select(known.modified_s).order_by(known.turn.desc()).limit(1)
    modified_s = (await tx.execute(newest)).scalar()
    return None if modified_s is None else datetime.fromtimestamp(modified_s, UTC)


async def _release_s(tx: Transaction) -> int | None:
    record = schema.records.c
    waiting = select(record.due_s).where(record.due_s.is_not(None), record.state == State.WAITING)
    value = (await tx.execute(waiting.order_by(record.due_s).limit(1))).scalar()
    return None if value is None else int(value)
