"""Deliveries owed to subscribers: one row for each subscription, from publication to acceptance (R-HUB-19).

A row is claimed by moving its due time into the future. It carries the turn of the publication that it is
about: a newer one overwrites it while an older one is on its way, and is then delivered next.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime

from sqlalchemy import bindparam, delete, func, literal, select, update
from sqlalchemy.dialects import postgresql, sqlite

from feeds.model import Delivery
from feeds.store.schema.websub import deliveries, subscriptions
from feeds.store.session import Transaction
from feeds.store.websub.subscriptions import from_row

CLAIM_MS = 30_000
"""How long a process may take for a delivery before another one takes it over."""


@dataclass(frozen=True, slots=True, kw_only=True)
class DeliveryOutcome:
    """The end of one attempt: the revision that was ``accepted``, or when to try again.

    Neither: this delivery is dropped and the subscription stays (R-HUB-18).
    """

    delivery: Delivery
    accepted: int | None = None
    retry_ms: int | None = None


async def enqueue(tx: Transaction, names: Sequence[str], turn: int, now_ms: int) -> None:
    """Owe every subscriber of these publications their new revision; called as they are published."""
    known = subscriptions.c
    owed = select(known.key, literal(turn), literal(0), literal(now_ms), literal(now_ms)).where(
        known.topic.in_(names)
    )
    dialect = sqlite if tx.dialect.name == "sqlite" else postgresql
    columns = ["subscription", "turn", "attempts", "queued_ms", "due_ms"]
    statement = dialect.insert(deliveries).from_select(columns, owed)
    replaced = {"turn": statement.excluded.turn, "queued_ms": statement.excluded.queued_ms}
    await tx.execute(statement.on_conflict_do_update(index_elements=["subscription"], set_=replaced))


async def claim(tx: Transaction, limit: int, now_ms: int) -> tuple[Delivery, ...]:
    """Take due deliveries, the longest waiting first; no other process takes them until the claim ends."""
    due = deliveries.c
    wanted = (
        select(due.subscription, due.turn, due.attempts, due.queued_ms)
        .where(due.due_ms <= now_ms)
        .order_by(due.due_ms)
        .limit(limit)
    )
    if tx.dialect.name != "sqlite":
        wanted = wanted.with_for_update(skip_locked=True)
    owed = {row.subscription: row for row in await tx.execute(wanted)}
    if not owed:
        return ()
    keys = list(owed)
    await tx.execute(update(deliveries).where(due.subscription.in_(keys)).values(due_ms=now_ms + CLAIM_MS))
    rows = await tx.execute(select(subscriptions).where(subscriptions.c.key.in_(keys)))
    return tuple(
        Delivery(
            subscription=from_row(row),
            turn=owed[row.key].turn,
            attempts=owed[row.key].attempts,
            queued_at=datetime.fromtimestamp(owed[row.key].queued_ms / 1000, UTC),
        )
        for row in rows
    )


async def settle(tx: Transaction, outcomes: Sequence[DeliveryOutcome], now_ms: int) -> None:
    """Note how attempts ended. A delivery that a newer revision replaced meanwhile is due at once."""
    accepted = [one for one in outcomes if one.accepted is not None]
    retried = [one for one in outcomes if one.accepted is None and one.retry_ms is not None]
    dropped = [one for one in outcomes if one.accepted is None and one.retry_ms is None]
    await _note_accepted(tx, accepted, now_ms)
    await _end(tx, [*accepted, *dropped], now_ms)
    await _retry(tx, retried)


async def _note_accepted(tx: Transaction, accepted: Sequence[DeliveryOutcome], now_ms: int) -> None:
    if accepted:
        known = subscriptions.c
        statement = (
            update(subscriptions)
            .where(known.key == bindparam("of"))
            .values(acknowledged=bindparam("number"), failures=0, delivered_s=now_ms // 1000)
        )
        rows = [{"of": one.delivery.subscription.key, "number": one.accepted} for one in accepted]
        await tx.execute(statement, rows)


async def _end(tx: Transaction, ended: Sequence[DeliveryOutcome], now_ms: int) -> None:
    if not ended:
        return
    due = deliveries.c
    rows = [{"of": one.delivery.subscription.key, "sent": one.delivery.turn} for one in ended]
    of = due.subscription == bindparam("of")
    await tx.execute(delete(deliveries).where(of, due.turn <= bindparam("sent")), rows)
    newer = update(deliveries).where(of, due.turn > bindparam("sent"))
    await tx.execute(newer.values(attempts=0, due_ms=now_ms), rows)


async def _retry(tx: Transaction, retried: Sequence[DeliveryOutcome]) -> None:
    if not retried:
        return
    due, known = deliveries.c, subscriptions.c
    rows = [
        {"of": one.delivery.subscription.key, "again": one.retry_ms, "tries": one.delivery.attempts + 1}
        for one in retried
    ]
    later = update(deliveries).where(due.subscription == bindparam("of"))
    await tx.execute(later.values(attempts=bindparam("tries"), due_ms=bindparam("again")), rows)
    counted = update(subscriptions).where(known.key == bindparam("of"))
    only = [{"of": row["of"]} for row in rows]
    await tx.execute(counted.values(failures=known.failures + 1), only)


async def count(tx: Transaction) -> int:
    """Return how many deliveries are owed."""
    return int((await tx.execute(select(func.count()).select_from(deliveries))).scalar_one())


async def next_due_ms(tx: Transaction) -> int | None:
    """Return when the next delivery is due."""
    due: int | None = (await tx.execute(select(func.min(deliveries.c.due_ms)))).scalar()
    return due
