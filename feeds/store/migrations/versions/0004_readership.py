"""Counters by the hour, rankings made of them, and when sources were read."""

import sqlalchemy as sa
from alembic import op

revision = "0004"
down_revision = "0003"


def upgrade() -> None:
    """Create the tables; records published shortly before they came count from then on."""
    op.create_table(
        "counts",
        sa.Column("key", sa.BigInteger(), autoincrement=False, nullable=False),
        sa.Column("hour", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("views", sa.BigInteger(), nullable=False),
        sa.PrimaryKeyConstraint("key", "hour"),
        sqlite_with_rowid=False,
    )
    op.create_index("counts_hour", "counts", ["hour", "key"], unique=False)
    op.create_table(
        "rankings",
        sa.Column("channel", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("key", sa.BigInteger(), autoincrement=False, nullable=False),
        sa.Column("place", sa.Integer(), nullable=True),
        sa.Column("gain", sa.BigInteger(), nullable=False),
        sa.Column("left_s", sa.BigInteger(), nullable=True),
        sa.PrimaryKeyConstraint("channel", "key"),
        sqlite_with_rowid=False,
    )
    op.create_index("rankings_key", "rankings", ["key"], unique=False)
    op.create_table(
        "visits",
        sa.Column("source", sa.Text(), nullable=False),
        sa.Column("read_s", sa.BigInteger(), nullable=True),
        sa.Column("new_s", sa.BigInteger(), nullable=True),
        sa.Column("arrivals", sa.LargeBinary(), nullable=False),
        sa.Column("failed_s", sa.BigInteger(), nullable=True),
        sa.Column("failing", sa.Boolean(), nullable=False),
        sa.Column("error", sa.Text(), nullable=True),
        sa.Column("error_where", sa.Text(), nullable=True),
        sa.PrimaryKeyConstraint("source"),
    )
    op.execute(
        "INSERT INTO counts (key, hour, views) SELECT key, received_s / 3600, views FROM records"
        " WHERE views IS NOT NULL AND received_s - published_s < 31 * 86400"
    )
