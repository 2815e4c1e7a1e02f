"""The other names of articles, the number of an article's address, tombstones in one order everywhere."""

import json

import sqlalchemy as sa
from alembic import op

from feeds.store.identity.likeness import address_of

revision = "0008"
down_revision = "0007"

BATCH = 500


def upgrade() -> None:
    """Create the aliases, and tell the address of every record there is."""
    op.create_table(
        "aliases",
        sa.Column("name", sa.Text().with_variant(sa.Text(collation="C"), "postgresql"), nullable=False),
        sa.Column("key", sa.BigInteger(), nullable=False),
        sa.Column("origin", sa.Text(), nullable=False),
        sa.PrimaryKeyConstraint("name"),
        sqlite_with_rowid=False,
    )
    op.create_index("aliases_key", "aliases", ["key"], unique=False)
    op.add_column("records", sa.Column("address", sa.BigInteger(), nullable=True))
    _fill(op.get_bind())
    op.create_index("records_address", "records", ["address"], unique=False)
    if op.get_bind().dialect.name == "postgresql":  # to be sorted as SQLite sorts it
        op.alter_column("tombstones", "id", type_=sa.Text(collation="C"))


def _fill(connection: sa.Connection) -> None:
    """Go through the records in the order of their keys, a batch in memory at a time."""
    some = sa.text("SELECT key, body FROM records WHERE key > :after ORDER BY key LIMIT :batch")
    told = sa.text("UPDATE records SET address = :address WHERE key = :key")
    after = -1
    while rows := connection.execute(some, {"after": after, "batch": BATCH}).all():
        found = [{"key": row.key, "address": address_of(json.loads(row.body).get("url"))} for row in rows]
        addressed = [values for values in found if values["address"] is not None]
        if addressed:
            connection.execute(told, addressed)
        after = rows[-1].key
