"""The processes that publish, and which of them publishes which channel.

Each renews its lease; those that did so lately share the channels by their keys. Times are those of the
database, because the clocks of machines differ.
"""

from dataclasses import dataclass
from typing import Any

from sqlalchemy import BigInteger, ColumnElement, bindparam, delete, insert, or_, select, update
from sqlalchemy.ext.compiler import compiles
from sqlalchemy.sql.functions import FunctionElement

from feeds.store.prepared import prepare
from feeds.store.replication import announce
from feeds.store.schema import publishers
from feeds.store.session import Transaction

LEASE_S = 30
"""How long after its last renewal a process counts as publishing."""


class _DatabaseNow(FunctionElement[int]):
    """The time of the database in whole seconds since 1970; on PostgreSQL not that of the transaction."""

    type = BigInteger()
    inherit_cache = True


@compiles(_DatabaseNow, "sqlite")
def _sqlite_now(*_: Any, **__: Any) -> str:
    return "CAST(strftime('%s', 'now') AS INTEGER)"


@compiles(_DatabaseNow, "postgresql")
def _postgres_now(*_: Any, **__: Any) -> str:
    return "CAST(extract(epoch FROM clock_timestamp()) AS BIGINT)"


@dataclass(frozen=True, slots=True, kw_only=True)
class Share:
    """The channels of one of ``count`` processes: those whose keys leave ``place`` as the remainder.

    Parts of archives, of any channel, are shared by the keys of their last entries (``has_part``).
    """

    count: int = 1
    place: int = 0

    def has(self, channel: int) -> bool:
        """Whether a channel, given by key, belongs to it."""
        return channel % self.count == self.place

    def parameters(self) -> dict[str, object]:
        """Return the parameters of statements with ``has_channel`` or ``has_part``."""
        return {"count": self.count, "place": self.place}


ALL = Share()
"""Every channel."""

_count, _place = bindparam("count", type_=BigInteger), bindparam("place", type_=BigInteger)


def has_channel(key: ColumnElement[int]) -> ColumnElement[bool]:
    """Return the condition that a channel belongs to a share."""
    return key % _count == _place


def has_part(until_key: ColumnElement[int]) -> ColumnElement[bool]:
    """Return the condition that a part of an archive belongs to a share.

    Keys of last entries are often a fixed distance apart: multiplied by the golden ratio they spread evenly.
    """
    return (until_key * 40_503 // 65_536) % _count == _place


_known, _now = publishers.c, _DatabaseNow()
_RENEW = prepare(update(publishers).where(_known.name == bindparam("process")).values(renewed_s=_now))
_JOIN = prepare(insert(publishers).values(name=bindparam("process"), renewed_s=_now))
_LEAVE = prepare(delete(publishers).where(_known.name == bindparam("process")))
# After the clock was set back, leases of processes that ended are in the future.
_REMOVE_ENDED = prepare(
    delete(publishers).where(or_(_known.renewed_s <= _now - LEASE_S, _known.renewed_s > _now))
)
_NAMES = prepare(select(_known.name))
_ACTIVE = prepare(
    select(_known.name)
    .where(_known.renewed_s > _now - LEASE_S, _known.renewed_s <= _now)
    .order_by(_known.name)
)


async def renew(tx: Transaction, process: str) -> bool:
    """Have a process publish for the time of another lease; return false if it does not publish."""
    return bool((await tx.execute(_RENEW, {"process": process})).rowcount)


async def names(tx: Transaction) -> tuple[str, ...]:
    """Return the names of all processes, with those whose leases ended."""
    return tuple((await tx.execute(_NAMES)).scalars())


async def join(tx: Transaction, process: str) -> None:
    """Let a process publish, in place of those whose leases ended."""
    await tx.execute(_REMOVE_ENDED)
    await tx.execute(_JOIN, {"process": process})
    await announce(tx)


async def leave(tx: Transaction, *processes: str) -> None:
    """Give the channels of processes to the others at once."""
    await tx.execute(_LEAVE, [{"process": name} for name in processes])
    await announce(tx)


async def share(tx: Transaction, process: str) -> Share:
    """Return the share of a process, which counts as publishing itself."""
    active = sorted({process, *(name for (name,) in await tx.execute(_ACTIVE))})
    return Share(count=len(active), place=active.index(process))
