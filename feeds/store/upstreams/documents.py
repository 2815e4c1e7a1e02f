"""Documents that hubs delivered: stored before the delivery is answered, removed once they are read."""

from dataclasses import dataclass
from datetime import UTC, datetime
from enum import Enum, auto

from sqlalchemy import delete, func, insert, select, update

from feeds.model import PushedDocument, Upstream
from feeds.store.bulk import among
from feeds.store.replication import announce
from feeds.store.schema.upstreams import pushed_documents, upstreams
from feeds.store.session import Transaction
from feeds.store.upstreams.subscriptions import change, from_row

DIGEST_BYTES = 16
REMEMBERED = 256
"""How many accepted documents of a subscription are recognised if they arrive again."""

MAX_WAITING, MAX_WAITING_BYTES = 20, 20_000_000
"""How much may wait to be read for one subscription."""

CLAIM_MS = 10_000
"""How long a process may take to read a document before another one takes it over.

After kill -9 it is read this much later; to read one twice changes nothing.
"""

_known, _waiting = upstreams.c, pushed_documents.c


@dataclass(frozen=True, slots=True, kw_only=True)
class ArrivedDocument:
    """A document as it is kept, and the digest of the bytes that were signed."""

    content_type: str
    body: bytes
    digest: bytes


class Repetition(Enum):
    """Whether a document was accepted before: never, as the last one, or with others after it."""

    NONE = auto()
    OF_THE_LAST = auto()
    OF_AN_OLDER = auto()


async def is_full(tx: Transaction, upstream: Upstream) -> bool:
    """Whether as much waits for a subscription as may wait."""
    total = select(func.count(), func.coalesce(func.sum(_waiting.size_bytes), 0))
    count, size_bytes = (await tx.execute(total.where(_waiting.upstream == upstream.key))).one()
    return int(count) >= MAX_WAITING or int(size_bytes) >= MAX_WAITING_BYTES


async def add(tx: Transaction, upstream: Upstream, arrived: ArrivedDocument, now_ms: int) -> Repetition:
    """Keep a document, unless it was accepted before."""
    wanted = select(_known.accepted).where(_known.key == upstream.key)
    if tx.dialect.name != "sqlite":
        wanted = wanted.with_for_update()
    accepted = bytes((await tx.execute(wanted)).scalar() or b"")
    if accepted.endswith(arrived.digest):
        return Repetition.OF_THE_LAST
    if arrived.digest in {accepted[at : at + DIGEST_BYTES] for at in range(0, len(accepted), DIGEST_BYTES)}:
        return Repetition.OF_AN_OLDER
    document = {
        "upstream": upstream.key,
        "content_type": arrived.content_type,
        "body": arrived.body,
        "size_bytes": len(arrived.body),
        "received_ms": now_ms,
        "due_ms": now_ms,
    }
    await tx.execute(insert(pushed_documents).values(document))
    await change(
        tx,
        _known.key == upstream.key,
        now_ms,
        accepted=(accepted + arrived.digest)[-REMEMBERED * DIGEST_BYTES :],
        pushed_s=now_ms // 1000,
        pushes=_known.pushes + 1,
    )
    return Repetition.NONE


async def count_refused(tx: Transaction, upstream: Upstream) -> None:
    """Count a document whose signature was wrong."""
    counted = update(upstreams).where(_known.key == upstream.key)
    await tx.execute(counted.values(refused=_known.refused + 1))


async def claim(tx: Transaction, limit: int, now_ms: int) -> tuple[PushedDocument, ...]:
    """Take documents that wait, in the order of their arrival; no other process takes them meanwhile.

    The later documents of a subscription wait until the earlier ones are read.
    """
    earlier = pushed_documents.alias().c
    first = select(func.min(earlier.key)).where(earlier.upstream == _waiting.upstream).scalar_subquery()
    wanted = select(pushed_documents).where(_waiting.due_ms <= now_ms, _waiting.key == first)
    wanted = wanted.order_by(_waiting.key).limit(limit)
    if tx.dialect.name != "sqlite":
        wanted = wanted.with_for_update(skip_locked=True)
    rows = (await tx.execute(wanted)).all()
    for some in among(tx, _waiting.key, [row.key for row in rows]):
        await tx.execute(update(pushed_documents).where(some).values(due_ms=now_ms + CLAIM_MS))
    owners = {}
    for some in among(tx, _known.key, sorted({row.upstream for row in rows})):
        owners.update({row.key: from_row(row) for row in await tx.execute(select(upstreams).where(some))})
    return tuple(
        PushedDocument(
            key=row.key,
            upstream=owners[row.upstream],
            content_type=row.content_type,
            body=row.body,
            received_at=datetime.fromtimestamp(row.received_ms / 1000, UTC),
        )
        for row in rows
        if row.upstream in owners
    )


async def release(tx: Transaction, document: PushedDocument, due_ms: int) -> None:
    """Have a document read later."""
    await tx.execute(update(pushed_documents).where(_waiting.key == document.key).values(due_ms=due_ms))
    await announce(tx)


async def remove(tx: Transaction, key: int) -> None:
    """Forget a document that was read."""
    await tx.execute(delete(pushed_documents).where(_waiting.key == key))


async def next_due_ms(tx: Transaction) -> int | None:
    """Return when a document is due to be read."""
    due: int | None = (await tx.execute(select(func.min(_waiting.due_ms)))).scalar()
    return due
