"""Archives in the order of publication, then arrival; archive parts that were removed redirect."""

import sqlalchemy as sa
from alembic import op

revision = "0012"
down_revision = "0011"


def upgrade() -> None:
    """End parts by the key of a record instead of its id, and have everything published again."""
    op.add_column("gone_resources", sa.Column("until_s", sa.BigInteger(), nullable=True))
    op.add_column("gone_resources", sa.Column("until_key", sa.BigInteger(), nullable=True))
    parts = _read_parts()
    op.drop_index("parts_waiting", table_name="parts")
    op.drop_table("parts")
    table = op.create_table(
        "parts",
        sa.Column("channel", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("until_s", sa.BigInteger(), autoincrement=False, nullable=False),
        sa.Column("until_key", sa.BigInteger(), autoincrement=False, nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("dirty", sa.BigInteger(), nullable=False),
        sa.Column("built", sa.BigInteger(), nullable=False),
        sa.Column("members_dirty", sa.BigInteger(), nullable=False),
        sa.PrimaryKeyConstraint("channel", "until_s", "until_key"),
        sa.UniqueConstraint("channel", "name"),
    )
    waiting = sa.text("dirty > built")
    op.create_index(
        "parts_waiting",
        "parts",
        ["channel", "until_s"],
        unique=False,
        sqlite_where=waiting,
        postgresql_where=waiting,
    )
    op.bulk_insert(table, parts)
    number = _next_number()
    op.execute(sa.text("UPDATE channels SET dirty = :n").bindparams(n=number))
    op.execute(sa.text("UPDATE parts SET dirty = :n, members_dirty = :n").bindparams(n=number))
    op.execute("UPDATE publications SET max_age_s = 0 WHERE name LIKE '%/archive/%'")


def _read_parts() -> list[dict[str, object]]:
    """Return the parts with their new ends; a part whose last record is missing ends before its second."""
    rows = op.get_bind().execute(
        sa.text(
            "SELECT p.channel, p.until_s, r.key AS until_key, p.name, p.dirty, p.built, p.members_dirty "
            "FROM parts p LEFT JOIN records r ON r.id = p.until_id ORDER BY p.channel, p.until_s, p.until_id"
        )
    )
    return [
        dict(row) | {"until_key": -number if row["until_key"] is None else row["until_key"]}
        for number, row in enumerate(rows.mappings())
    ]


def _next_number() -> int:
    bind = op.get_bind()
    bind.execute(sa.text("UPDATE counter SET value = value + 1 WHERE name = 'ledger'"))
    return bind.execute(sa.text("SELECT value FROM counter WHERE name = 'ledger'")).scalar() or 0
