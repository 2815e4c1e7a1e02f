"""Pending deliveries: one row for each subscription, from publication to acceptance (R-HUB-19).

A row is claimed by moving its due time into the future; that time is then also the proof of the claim. It
carries the turn of the publication that it is about: a newer one overwrites it while an older one is on its
way, and is then delivered next.
"""

import json
from collections.abc import Sequence
from datetime import UTC, datetime
from typing import Any

from sqlalchemy import (
    ARRAY,
    BigInteger,
    ColumnElement,
    Row,
    any_,
    bindparam,
    delete,
    func,
    literal,
    select,
    update,
)
from sqlalchemy.dialects import sqlite

from feeds.model import Delivery
from feeds.store.bulk import among, not_among
from feeds.store.prepared import prepare
from feeds.store.schema.websub import deliveries, subscriptions
from feeds.store.session import Transaction
from feeds.store.upsert import upsert
from feeds.store.websub.subscriptions import from_row

ANY_TURN = 2**62

CLAIM_MS = 30_000
"""How long a process may take for a delivery before another one takes it over."""

_COLUMNS = ["subscription", "host", "turn", "superseded", "attempts", "queued_ms", "due_ms"]


def _enqueue(into: Any) -> Any:
    """Return the statement of ``enqueue`` for a database: an upsert."""
    known = subscriptions.c
    if isinstance(into, sqlite.Insert):
        listed = func.json_each(bindparam("topics")).table_valued("value")
        is_wanted: ColumnElement[bool] = known.topic.in_(select(listed.c.value))
    else:
        is_wanted = known.topic == any_(bindparam("topics", type_=ARRAY(known.topic.type)))
    turn, at_ms, at_s = (bindparam(name, type_=BigInteger) for name in ("of_turn", "at_ms", "at_s"))
    pending = select(known.key, known.host, turn, literal(0), literal(0), at_ms, at_ms)
    pending = pending.where(is_wanted, known.lease_until_s > at_s).order_by(known.key)
    statement = into.from_select(_COLUMNS, pending)
    replaced = {
        "turn": statement.excluded.turn,
        "queued_ms": statement.excluded.queued_ms,
        "superseded": deliveries.c.superseded + 1,
    }
    return statement.on_conflict_do_update(index_elements=["subscription"], set_=replaced)


_ENQUEUE = prepare(_enqueue(sqlite.insert(deliveries)))


async def enqueue(tx: Transaction, names: Sequence[str], turn: int, now_ms: int) -> None:
    """Owe every subscriber of these publications their new revision; called as they are published.

    A subscription whose lease is over receives nothing (R-HUB-12). A delivery that waits after a failure
    keeps its due time.
    """
    values = {"of_turn": turn, "at_ms": now_ms, "at_s": now_ms // 1000}
    if tx.dialect.name == "sqlite":
        await tx.execute(_ENQUEUE, {"topics": json.dumps(names), **values})
    else:
        await tx.execute(_enqueue(upsert(tx, deliveries)), {"topics": list(names), **values})


async def enqueue_missed(tx: Transaction, topic: str, callback: str, number: int, now_ms: int) -> None:
    """Owe one subscription a revision that was published while it was verified (R-HUB-20)."""
    known = subscriptions.c
    new = (literal(0), literal(0), literal(0), literal(now_ms), literal(now_ms))
    missed = (known.topic == topic, known.callback == callback, known.acknowledged < number)
    pending = select(known.key, known.host, *new).where(*missed)
    statement = upsert(tx, deliveries).from_select(_COLUMNS, pending)
    await tx.execute(statement.on_conflict_do_nothing(index_elements=["subscription"]))


async def claim(
    tx: Transaction, limit: int, now_ms: int, busy_hosts: Sequence[str] = (), *, visible_turn: int = ANY_TURN
) -> tuple[Delivery, ...]:
    """Take due deliveries, the longest waiting first; no other process takes them until the claim ends.

    Those of ``busy_hosts`` stay, and those that were published after ``visible_turn`` (R-WSP-04).
    """
    due = deliveries.c
    wanted = select(deliveries).where(due.due_ms <= now_ms, due.turn <= visible_turn)
    wanted = wanted.order_by(due.due_ms).limit(limit)
    if busy_hosts:
        wanted = wanted.where(not_among(tx, due.host, busy_hosts))
    if tx.dialect.name != "sqlite":
        wanted = wanted.with_for_update(skip_locked=True)
    pending = {row.subscription: row for row in await tx.execute(wanted)}
    until_ms = now_ms + CLAIM_MS
    found: list[Row[Any]] = []
    for some in among(tx, due.subscription, list(pending)):
        await tx.execute(update(deliveries).where(some).values(due_ms=until_ms))
    for some in among(tx, subscriptions.c.key, list(pending)):
        found += (await tx.execute(select(subscriptions).where(some))).all()
    ended = pending.keys() - {row.key for row in found}
    for some in among(tx, due.subscription, sorted(ended)):
        await tx.execute(delete(deliveries).where(some))
    return tuple(
        Delivery(
            subscription=from_row(row),
            turn=pending[row.key].turn,
            attempts=pending[row.key].attempts,
            queued_at=datetime.fromtimestamp(pending[row.key].queued_ms / 1000, UTC),
            claimed_until_ms=until_ms,
            superseded=pending[row.key].superseded,
        )
        for row in found
    )


async def postpone(tx: Transaction, host: str, now_ms: int, until_ms: int) -> None:
    """Let the due deliveries of a host wait, without an attempt; those that are claimed stay as they are."""
    due = deliveries.c
    wanted = select(due.subscription).where(due.due_ms <= now_ms, due.host == host)
    if tx.dialect.name != "sqlite":
        wanted = wanted.with_for_update(skip_locked=True)
    keys = [int(row.subscription) for row in await tx.execute(wanted)]
    for some in among(tx, due.subscription, keys):
        await tx.execute(update(deliveries).where(some).values(due_ms=until_ms))


async def lock(tx: Transaction, keys: Sequence[int]) -> None:
    """Lock deliveries in the order of ``enqueue``, so that transactions of two nodes do not wait in a circle.

    SQLite has one writer at a time.
    """
    if tx.dialect.name != "sqlite":
        due = deliveries.c
        for some in among(tx, due.subscription, sorted(keys)):
            wanted = select(due.subscription).where(some).order_by(due.subscription).with_for_update()
            await tx.execute(wanted)


async def count(tx: Transaction) -> int:
    """Return how many deliveries are pending."""
    return int((await tx.execute(select(func.count()).select_from(deliveries))).scalar_one())


async def next_due_ms(tx: Transaction, visible_turn: int = ANY_TURN) -> int | None:
    """Return when the next delivery is due, of those that were published until ``visible_turn``."""
    known = deliveries.c
    wanted = select(known.due_ms).where(known.turn <= visible_turn).order_by(known.due_ms).limit(1)
    due: int | None = (await tx.execute(wanted)).scalar()
    return due
