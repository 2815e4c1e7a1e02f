"""Deliveries owed to subscribers: one row for each subscription, from publication to acceptance (R-HUB-19).

A row is claimed by moving its due time into the future; that time is then also the proof of the claim. It
carries the turn of the publication that it is about: a newer one overwrites it while an older one is on its
way, and is then delivered next.
"""

from collections.abc import Sequence
from datetime import UTC, datetime
from typing import Any

from sqlalchemy import Row, delete, func, literal, select, update
from sqlalchemy.dialects import postgresql, sqlite

from feeds.model import Delivery
from feeds.store.bulk import among, not_among
from feeds.store.schema.websub import deliveries, subscriptions
from feeds.store.session import Transaction
from feeds.store.websub.subscriptions import from_row

CLAIM_MS = 30_000
"""How long a process may take for a delivery before another one takes it over."""


async def enqueue(tx: Transaction, names: Sequence[str], turn: int, now_ms: int) -> None:
    """Owe every subscriber of these publications their new revision; called as they are published.

    A subscription whose lease is over is owed nothing (R-HUB-12). A delivery that waits after a failure
    keeps its due time.
    """
    known = subscriptions.c
    new = (literal(turn), literal(0), literal(0), literal(now_ms), literal(now_ms))
    owed = select(known.key, known.host, *new).where(
        known.topic.in_(names), known.lease_until_s > now_ms // 1000
    )
    dialect = sqlite if tx.dialect.name == "sqlite" else postgresql
    columns = ["subscription", "host", "turn", "superseded", "attempts", "queued_ms", "due_ms"]
    statement = dialect.insert(deliveries).from_select(columns, owed)
    replaced = {
        "turn": statement.excluded.turn,
        "queued_ms": statement.excluded.queued_ms,
        "superseded": deliveries.c.superseded + 1,
    }
    await tx.execute(statement.on_conflict_do_update(index_elements=["subscription"], set_=replaced))


async def claim(
    tx: Transaction, limit: int, now_ms: int, busy_hosts: Sequence[str] = ()
) -> tuple[Delivery, ...]:
    """Take due deliveries, the longest waiting first; no other process takes them until the claim ends.

    Those of ``busy_hosts`` stay.
    """
    due = deliveries.c
    wanted = select(deliveries).where(due.due_ms <= now_ms).order_by(due.due_ms).limit(limit)
    if busy_hosts:
        wanted = wanted.where(not_among(tx, due.host, busy_hosts))
    if tx.dialect.name != "sqlite":
        wanted = wanted.with_for_update(skip_locked=True)
    owed = {row.subscription: row for row in await tx.execute(wanted)}
    until_ms = now_ms + CLAIM_MS
    found: list[Row[Any]] = []
    for some in among(tx, due.subscription, list(owed)):
        await tx.execute(update(deliveries).where(some).values(due_ms=until_ms))
    for some in among(tx, subscriptions.c.key, list(owed)):
        found += (await tx.execute(select(subscriptions).where(some))).all()
    ended = owed.keys() - {row.key for row in found}
    for some in among(tx, due.subscription, sorted(ended)):
        await tx.execute(delete(deliveries).where(some))
    return tuple(
        Delivery(
            subscription=from_row(row),
            turn=owed[row.key].turn,
            attempts=owed[row.key].attempts,
            queued_at=datetime.fromtimestamp(owed[row.key].queued_ms / 1000, UTC),
            claimed_until_ms=until_ms,
            superseded=owed[row.key].superseded,
        )
        for row in found
    )


async def postpone(tx: Transaction, host: str, now_ms: int, until_ms: int) -> None:
    """Let the due deliveries of a host wait, without an attempt; those that are claimed stay as they are."""
    due = deliveries.c
    waiting = update(deliveries).where(due.due_ms <= now_ms, due.host == host)
    await tx.execute(waiting.values(due_ms=until_ms))


async def count(tx: Transaction) -> int:
    """Return how many deliveries are owed."""
    return int((await tx.execute(select(func.count()).select_from(deliveries))).scalar_one())


async def next_due_ms(tx: Transaction) -> int | None:
    """Return when the next delivery is due."""
    due: int | None = (await tx.execute(select(func.min(deliveries.c.due_ms)))).scalar()
    return due
