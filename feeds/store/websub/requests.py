"""Requests to the hub until they are verified with their callbacks (R-HUB-02, R-HUB-31)."""

from collections.abc import Sequence

from sqlalchemy import ColumnElement, delete, func, select, update

from feeds.model import HubMode, HubRequest, Protocol
from feeds.store.bulk import among, not_among
from feeds.store.schema.websub import hub_requests
from feeds.store.session import Transaction
from feeds.store.upsert import upsert
from feeds.store.websub.subscriptions import capability_of

CLAIM_MS = 30_000
"""How long a process may take for a verification before another one takes it over."""


async def add(tx: Transaction, request: HubRequest, now_ms: int) -> None:
    """Keep a request; a newer one for the same topic and callback replaces an older (R-HUB-28)."""
    values = {
        "mode": request.mode.value,
        "topic": request.topic,
        "callback": request.callback,
        "host": request.host,
        "protocol": request.protocol.value,
        "secret": request.secret,
        "holder": request.capability.holder if request.capability else None,
        "token": request.capability.token if request.capability else None,
        "lease_s": request.lease_s,
        "attempts": 0,
        "due_ms": now_ms,
    }
    statement = upsert(tx, hub_requests).values(**values)
    replaced = {name: statement.excluded[name] for name in values if name not in {"topic", "callback"}}
    await tx.execute(statement.on_conflict_do_update(index_elements=["topic", "callback"], set_=replaced))


async def claim(
    tx: Transaction, limit: int, now_ms: int, busy_hosts: Sequence[str] = ()
) -> tuple[HubRequest, ...]:
    """Take due requests for verification; no other process takes them until the claim ends.

    Those of ``busy_hosts`` stay.
    """
    known = hub_requests.c
    wanted = select(hub_requests).where(known.due_ms <= now_ms).order_by(known.due_ms).limit(limit)
    if busy_hosts:
        wanted = wanted.where(not_among(tx, known.host, busy_hosts))
    if tx.dialect.name != "sqlite":
        wanted = wanted.with_for_update(skip_locked=True)
    rows = (await tx.execute(wanted)).all()
    keys = [row.key for row in rows]
    for some in among(tx, known.key, keys):
        await tx.execute(update(hub_requests).where(some).values(due_ms=now_ms + CLAIM_MS))
    return tuple(
        HubRequest(
            key=row.key,
            mode=HubMode(row.mode),
            topic=row.topic,
            callback=row.callback,
            secret=row.secret,
            lease_s=row.lease_s,
            host=row.host,
            protocol=Protocol(row.protocol),
            attempts=row.attempts,
            capability=capability_of(row),
            claimed_until_ms=now_ms + CLAIM_MS,
        )
        for row in rows
    )


async def retry(tx: Transaction, request: HubRequest, due_ms: int) -> None:
    """Have a request verified again later, after its callback could not be reached."""
    values = {"attempts": request.attempts + 1, "due_ms": due_ms}
    await tx.execute(update(hub_requests).where(*_claimed(request)).values(**values))


async def postpone(tx: Transaction, request: HubRequest, due_ms: int) -> None:
    """Have a request verified later, without an attempt."""
    await tx.execute(update(hub_requests).where(*_claimed(request)).values(due_ms=due_ms))


async def remove(tx: Transaction, request: HubRequest) -> bool:
    """Forget a request that is decided; ``False`` if a newer one replaced it, which stays."""
    return bool((await tx.execute(delete(hub_requests).where(*_claimed(request)))).rowcount)


def _claimed(request: HubRequest) -> tuple[ColumnElement[bool], ...]:
    known = hub_requests.c
    return known.key == request.key, known.due_ms == request.claimed_until_ms


async def count(tx: Transaction) -> int:
    """Return how many requests wait."""
    return int((await tx.execute(select(func.count()).select_from(hub_requests))).scalar_one())


async def count_of_host(tx: Transaction, host: str) -> int:
    """Return how many requests wait whose callback is at a host."""
    wanted = select(func.count()).select_from(hub_requests).where(hub_requests.c.host == host)
    return int((await tx.execute(wanted)).scalar_one())


async def next_due_ms(tx: Transaction) -> int | None:
    """Return when the next request is due."""
    due: int | None = (await tx.execute(select(func.min(hub_requests.c.due_ms)))).scalar()
    return due
