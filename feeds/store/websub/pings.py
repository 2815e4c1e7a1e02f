"""Pending notifications of external hubs, one for each hub and topic (R-WSP-04 to R-WSP-06)."""

from collections.abc import Sequence
from datetime import UTC, datetime

from sqlalchemy import BigInteger, bindparam, delete, func, select, tuple_, update

from feeds.model import Ping
from feeds.store.prepared import prepare
from feeds.store.schema.websub import pings
from feeds.store.session import Transaction
from feeds.store.upsert import upsert
from feeds.store.websub.deliveries import ANY_TURN

_visible = bindparam("visible", type_=BigInteger)
_NEXT_DUE = prepare(select(pings.c.due_ms).where(pings.c.turn <= _visible).order_by(pings.c.due_ms).limit(1))

CLAIM_MS = 30_000
"""How long a process may take for a notification before another one takes it over."""


async def enqueue(tx: Transaction, hubs: Sequence[str], names: Sequence[str], turn: int, now_ms: int) -> None:
    """Owe every hub a notification of these publications; one that waits already is kept (R-WSP-05)."""
    rows = [
        {"hub": hub, "topic": name, "turn": turn, "attempts": 0, "queued_ms": now_ms, "due_ms": now_ms}
        for hub in hubs
        for name in names
    ]
    if rows:
        statement = upsert(tx, pings)
        newer = {"turn": statement.excluded.turn}
        await tx.execute(statement.on_conflict_do_update(index_elements=["hub", "topic"], set_=newer), rows)


async def claim(
    tx: Transaction, limit: int, now_ms: int, busy_hubs: Sequence[str] = (), *, visible_turn: int = ANY_TURN
) -> tuple[Ping, ...]:
    """Take due notifications; no other process takes them until the claim ends.

    Those of ``busy_hubs`` stay, and those of what was published after ``visible_turn``.
    """
    due = pings.c
    wanted = select(pings).where(due.due_ms <= now_ms, due.turn <= visible_turn)
    wanted = wanted.order_by(due.due_ms).limit(limit)
    if busy_hubs:
        wanted = wanted.where(due.hub.not_in(busy_hubs))
    if tx.dialect.name != "sqlite":
        wanted = wanted.with_for_update(skip_locked=True)
    rows = (await tx.execute(wanted)).all()
    if rows:
        keys = [(row.hub, row.topic) for row in rows]
        claimed = update(pings).where(tuple_(due.hub, due.topic).in_(keys))
        await tx.execute(claimed.values(due_ms=now_ms + CLAIM_MS))
    return tuple(
        Ping(
            hub=row.hub,
            topic=row.topic,
            turn=row.turn,
            attempts=row.attempts,
            queued_at=datetime.fromtimestamp(row.queued_ms / 1000, UTC),
            claimed_until_ms=now_ms + CLAIM_MS,
        )
        for row in rows
    )


async def settle(tx: Transaction, ping: Ping, *, retry_ms: int | None, now_ms: int) -> None:
    """Note how an attempt ended: done or given up without ``retry_ms``. Only while its claim holds."""
    due = pings.c
    of = (due.hub == ping.hub, due.topic == ping.topic, due.due_ms == ping.claimed_until_ms)
    if retry_ms is not None:
        await tx.execute(update(pings).where(*of).values(attempts=ping.attempts + 1, due_ms=retry_ms))
        return
    await tx.execute(delete(pings).where(*of, due.turn <= ping.turn))
    await tx.execute(update(pings).where(*of).values(attempts=0, due_ms=now_ms))


async def release(tx: Transaction, ping: Ping, now_ms: int) -> None:
    """Give a claimed notification back without an attempt."""
    due = pings.c
    of = (due.hub == ping.hub, due.topic == ping.topic, due.due_ms == ping.claimed_until_ms)
    await tx.execute(update(pings).where(*of).values(due_ms=now_ms))


async def postpone(tx: Transaction, hub: str, until_ms: int) -> None:
    """Let all notifications of a hub wait that are due before a time, without an attempt."""
    waiting = update(pings).where(pings.c.hub == hub, pings.c.due_ms < until_ms)
    await tx.execute(waiting.values(due_ms=until_ms))


async def count(tx: Transaction) -> int:
    """Return how many notifications are pending."""
    return int((await tx.execute(select(func.count()).select_from(pings))).scalar_one())


async def next_due_ms(tx: Transaction, visible_turn: int = ANY_TURN) -> int | None:
    """Return when the next notification is due, of what was published until ``visible_turn``."""
    due: int | None = (await tx.execute(_NEXT_DUE, {"visible": visible_turn})).scalar()
    return due
