"""A store from before records had addresses gets them when it is opened."""

import runpy

from sqlalchemy import text

from feeds.model import Precedence
from feeds.store import Transaction, open_store, revisions
from feeds.store.encoding import unpacked
from feeds.store.engine import open_database
from feeds.store.migrate import MIGRATIONS
from tests.store.samples import NOW_S, adopt, article, place
from tests.transactions import change

COUNT = 1_203
NAMES = runpy.run_path(str(MIGRATIONS / "versions" / "0009_names_and_warnings.py"))


LATER_TABLES = (
    *("subscriptions", "hub_requests", "deliveries", "pings", "delivery_totals"),
    *("file_facts", "upstreams", "pushed_documents", "publishers", "part_bodies"),
)
LATER = (
    "DROP TABLE parts",
    (
        "CREATE TABLE parts (channel INTEGER, until_s BIGINT, until_id TEXT, name TEXT, dirty BIGINT,"
        " built BIGINT, members_dirty BIGINT)"
    ),
    "CREATE INDEX parts_waiting ON parts (channel)",
    "ALTER TABLE gone_resources DROP COLUMN until_s",
    "ALTER TABLE gone_resources DROP COLUMN until_key",
    "ALTER TABLE records DROP COLUMN size_bytes",
    "DROP INDEX channels_swept",
    "DROP INDEX channels_waiting",
    "ALTER TABLE channels DROP COLUMN waiting_since",
    "CREATE INDEX channels_waiting ON channels (dirty)",
)


async def undo_later(connection: Transaction) -> None:
    """Take the tenth and later migrations back."""
    rows = await connection.execute(text("SELECT key, body FROM records"))
    stored = [{"of": row.key, "json": unpacked(row.body)} for row in rows]
    await connection.execute(text("UPDATE records SET body = :json WHERE key = :of"), stored)
    tables = [f"DROP TABLE {table}" for table in LATER_TABLES]
    for statement in (*LATER, *tables):
        await connection.execute(text(statement))


async def undo_names(connection: Transaction) -> None:
    """Take the ninth migration back."""
    undone = [f"DROP INDEX {new}" for _, new, _, _ in NAMES["INDEXES"]]
    undone += ["DROP INDEX records_warned", "ALTER TABLE records DROP COLUMN warnings"]
    undone += [f"ALTER TABLE {table} RENAME COLUMN {new} TO {old}" for table, old, new in NAMES["COLUMNS"]]
    undone += [f"ALTER TABLE {new} RENAME TO {old}" for old, new in NAMES["TABLES"].items()]
    old_names = {new: old for old, new in NAMES["TABLES"].items()}
    undone += [
        f"CREATE INDEX {old} ON {old_names[table]} ({', '.join(columns)})"
        for old, _, table, columns in NAMES["INDEXES"]
    ]
    for statement in undone:
        await connection.execute(text(statement))


async def test_the_records_of_an_older_store_are_recognised(store_url: str) -> None:
    """However the batches fall; records without an address, and home pages, have none."""
    store = await open_store(store_url)
    plain = [article(n) for n in range(COUNT)]
    odd = [article(COUNT, url=None), article(COUNT + 1, url="https://post.example/")]
    await change(store, revisions.save, place(await adopt(store), *plain, *odd), NOW_S)
    await store.close()
    database = await open_database(store_url)
    async with database.write() as connection:
        before = (await connection.execute(text("SELECT key, address FROM records ORDER BY key"))).all()
        await undo_later(connection)
        part = text("INSERT INTO parts VALUES (7, 0, :id, '2024-10', 1, 1, 1)")
        await connection.execute(part, {"id": plain[0].id})
        await undo_names(connection)
        await connection.execute(text("DROP INDEX records_address"))
        await connection.execute(text("ALTER TABLE records DROP COLUMN address"))
        await connection.execute(text("DROP TABLE aliases"))
        await connection.execute(text("UPDATE alembic_version SET version_num = '0007'"))
    await database.close()
    database = await open_database(store_url)
    async with database.read() as connection:
        after = (await connection.execute(text("SELECT key, address FROM records ORDER BY key"))).all()
        parts = (await connection.execute(text("SELECT until_key, members_dirty > built FROM parts"))).all()
    await database.close()
    assert after == before
    assert parts == [(before[0].key, True)]
    assert sum(row.address is None for row in after) == len(odd)
    store = await open_store(store_url)
    order = Precedence(origins=("desk", "wire"))
    copies = [article(n, origin="wire", id=f"wire-{n}") for n in range(0, COUNT, 7)]
    assert (
        await change(store, revisions.save, place(await adopt(store), *copies), NOW_S, order)
    ).unchanged == len(copies)
    await store.close()
