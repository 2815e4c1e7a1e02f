"""Many rows at once, on both databases."""

from sqlalchemy import select

from feeds.store import Store, Transaction, schema
from feeds.store.bulk import TOGETHER, insert_rows
from tests.transactions import query

COLUMNS = ("key", "hour", "views")


async def test_rows_are_inserted_together_and_the_rest_one_by_one(store: Store) -> None:
    """Those whose key is known stay as they are, wherever they are among the others."""
    count = 2 * TOGETHER + 3

    async def work(tx: Transaction) -> None:
        known = [(key, 1, 0) for key in range(0, count, TOGETHER)]
        await insert_rows(tx, schema.view_counts, COLUMNS, known)
        rows = [(key, 1, key + 1) for key in range(count)]
        await insert_rows(tx, schema.view_counts, COLUMNS, rows, known="stay")
        await insert_rows(tx, schema.view_counts, COLUMNS, [])

    await store.write_at_once(work)
    assert await query(store, _stored) == [0 if key % TOGETHER == 0 else key + 1 for key in range(count)]


async def _stored(tx: Transaction) -> list[int]:
    counts = schema.view_counts.c
    return [row.views for row in await tx.execute(select(counts.views).order_by(counts.key))]
