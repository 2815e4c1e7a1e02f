"""Count how deliveries ended, over all processes and since the store exists."""

from collections.abc import Mapping

from sqlalchemy import select

from feeds.model import Ending
from feeds.store.schema.websub import delivery_totals
from feeds.store.session import Transaction
from feeds.store.upsert import upsert


async def add(tx: Transaction, counts: Mapping[Ending, int]) -> None:
    """Add to the totals, always in the same order, so that processes do not wait for each other in turn."""
    rows = [{"outcome": one.value, "count": counts[one]} for one in Ending if counts.get(one)]
    if rows:
        statement = upsert(tx, delivery_totals)
        more = {"count": delivery_totals.c.count + statement.excluded.count}
        await tx.execute(statement.on_conflict_do_update(index_elements=["outcome"], set_=more), rows)


async def fetch(tx: Transaction) -> tuple[tuple[str, int], ...]:
    """Return the total of every ending, by its name; nothing before the first one."""
    found = {outcome: int(total) for outcome, total in await tx.execute(select(delivery_totals))}
    return () if not found else tuple((one.value, found.get(one.value, 0)) for one in Ending)
