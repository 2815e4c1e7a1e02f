"""Requests to hubs of others: which are due, what came of them, and what the hubs confirmed."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from urllib.parse import urlsplit

from sqlalchemy import ColumnElement, and_, func, select, update

from feeds.model import Upstream, UpstreamState
from feeds.store.bulk import among
from feeds.store.schema.upstreams import upstreams
from feeds.store.session import Transaction
from feeds.store.upstreams.subscriptions import change, from_row

_known = upstreams.c

CLAIM_MS = 60_000
"""How long a process may take for a request before another one takes it over."""


async def claim(
    tx: Transaction, limit: int, now_ms: int, busy_hosts: Sequence[str], *, confirm_s: int
) -> tuple[Upstream, ...]:
    """Take the subscriptions whose hub is due to be contacted; its verification is answered from now on.

    It is answered for ``confirm_s`` seconds: a hub may verify before it answers, or later.
    """
    wanted = select(upstreams).where(_known.due_ms <= now_ms).order_by(_known.due_ms).limit(limit)
    if tx.dialect.name != "sqlite":
        wanted = wanted.with_for_update(skip_locked=True)
    busy = frozenset(busy_hosts)
    found = [from_row(row) for row in await tx.execute(wanted)]
    taken = [one for one in found if urlsplit(one.hub).netloc not in busy]
    until_ms, until_s = now_ms + CLAIM_MS, now_ms // 1000 + confirm_s
    for some in among(tx, _known.key, [one.key for one in taken]):
        values = {"due_ms": until_ms, "requested_until_s": until_s}
        await tx.execute(update(upstreams).where(some).values(**values))
    until = datetime.fromtimestamp(until_s, UTC)
    return tuple(replace(one, claimed_until_ms=until_ms, requested_until=until) for one in taken)


@dataclass(frozen=True, slots=True, kw_only=True)
class RequestOutcome:
    """What came of a request: when and at which hub the next one is due, and what was wrong."""

    due_ms: int
    hub: str
    error: str | None = None


async def settle(tx: Transaction, upstream: Upstream, outcome: RequestOutcome, now_ms: int) -> None:
    """Store what came of a request, unless the hub confirmed it by now or another process took it over."""
    values = {"due_ms": outcome.due_ms, "hub": outcome.hub, "error": outcome.error}
    await change(tx, _claimed(upstream), now_ms, attempts=upstream.attempts + 1, **values)


async def release(tx: Transaction, upstream: Upstream, due_ms: int) -> None:
    """Give a request back."""
    await tx.execute(update(upstreams).where(_claimed(upstream)).values(due_ms=due_ms))


def _claimed(upstream: Upstream) -> ColumnElement[bool]:
    return and_(_known.key == upstream.key, _known.due_ms == upstream.claimed_until_ms)


async def keep_secret(tx: Transaction, upstream: Upstream, secret: bytes, now_ms: int) -> None:
    """Replace the encrypted secret of a subscription, whose hub is about to get it."""
    await change(tx, _known.key == upstream.key, now_ms, secret=secret)


async def confirm(tx: Transaction, upstream: Upstream, now_ms: int, *, lease_s: int, due_ms: int) -> None:
    """Store that a hub confirmed a subscription for a lease; it is renewed when it is due."""
    await change(
        tx,
        and_(_known.key == upstream.key, _known.state != UpstreamState.LEAVING.value),
        now_ms,
        state=UpstreamState.ACTIVE.value,
        lease_until_s=now_ms // 1000 + lease_s,
        attempts=0,
        due_ms=due_ms,
        error=None,
    )


async def deny(tx: Transaction, upstream: Upstream, now_ms: int, *, reason: str, due_ms: int) -> None:
    """Store that a hub denied a subscription; it is requested again when it is due."""
    await change(
        tx,
        and_(_known.key == upstream.key, _known.state != UpstreamState.LEAVING.value),
        now_ms,
        state=UpstreamState.DENIED.value,
        lease_until_s=None,
        attempts=0,
        due_ms=due_ms,
        error=reason,
    )


async def next_due_ms(tx: Transaction) -> int | None:
    """Return when a hub is due to be contacted next."""
    due: int | None = (await tx.execute(select(func.min(_known.due_ms)))).scalar()
    return due
