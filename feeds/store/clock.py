"""What waits for a moment by the clock, and how far the clock was seen.

A moment that was set by a clock that was ahead lies too far in the future once it is set back.
"""

from sqlalchemy import Column, case, update

from feeds.store import facts
from feeds.store.schema import file_facts
from feeds.store.schema.upstreams import pushed_documents, upstreams
from feeds.store.schema.websub import deliveries, hub_requests, pings
from feeds.store.session import Transaction

SEEN = "clock_seen_ms"

_DUE_MS = tuple(table.c.due_ms for table in (deliveries, hub_requests, pings, pushed_documents, upstreams))
_NOTED_MS = (deliveries.c.queued_ms, pings.c.queued_ms, pushed_documents.c.received_ms)
_NOTED_S = (upstreams.c.pushed_s, upstreams.c.missed_s)


async def seen_ms(tx: Transaction) -> int:
    """Return the time that was noted last, 0 if none was."""
    return int(await facts.get(tx, SEEN) or 0)


async def note_seen(tx: Transaction, now_ms: int) -> None:
    """Note the time, so that the next start notices that the clock was set back before it."""
    await facts.put(tx, SEEN, str(now_ms))


async def set_back(tx: Transaction, now_ms: int, by_ms: int) -> None:
    """Have everything that waits wait less by as much as the clock was set back.

    What was set before the clock was ahead comes too early then: one attempt more. What happened later than
    now happened now.
    """
    for due in _DUE_MS:
        await _move(tx, due, now_ms, by_ms)
    await _move(tx, file_facts.c.due_s, now_ms // 1000, by_ms // 1000)
    for noted in _NOTED_MS:
        await tx.execute(update(noted.table).where(noted > now_ms).values({noted: now_ms}))
    for noted in _NOTED_S:
        now_s = now_ms // 1000
        await tx.execute(update(noted.table).where(noted > now_s).values({noted: now_s}))
    await note_seen(tx, now_ms)


async def _move(tx: Transaction, due: Column[int], now: int, by: int) -> None:
    earlier = case((due - by < now, now), else_=due - by)
    await tx.execute(update(due.table).where(due > now).values({due: earlier}))
