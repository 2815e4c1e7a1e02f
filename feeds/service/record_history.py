"""Everything that the store knows about one record."""

from dataclasses import dataclass

from feeds.store import LedgerLine, StoredRecord, Transaction, identity, ledger, records


@dataclass(frozen=True, slots=True, kw_only=True)
class RecordHistory:
    """A record, its earlier revisions and its lines in the ledger."""

    current: StoredRecord
    earlier: tuple[StoredRecord, ...]
    lines: tuple[LedgerLine, ...]


async def record_history(tx: Transaction, name: str) -> RecordHistory | None:
    """Return a record by its id, a former id or its url, with its revisions and changes."""
    stored = await identity.by_name(tx, name)
    if stored is None:
        return None
    lines = await ledger.history(tx, stored.record.id)
    earlier = await records.earlier_revisions(tx, stored.key)
    return RecordHistory(current=stored, earlier=earlier, lines=lines)
