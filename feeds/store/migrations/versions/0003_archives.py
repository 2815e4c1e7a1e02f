"""Archives by month, and the slices that deltas are cut by."""

import sqlalchemy as sa
from alembic import op

revision = "0003"
down_revision = "0002"


def upgrade() -> None:
    """Create the parts of archives; every publication may belong to one and be sliced."""
    op.create_table(
        "parts",
        sa.Column("channel", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("until_s", sa.BigInteger(), autoincrement=False, nullable=False),
        sa.Column("until_id", sa.Text().with_variant(sa.Text(collation="C"), "postgresql"), nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("dirty", sa.BigInteger(), nullable=False),
        sa.Column("built", sa.BigInteger(), nullable=False),
        sa.PrimaryKeyConstraint("channel", "until_s", "until_id"),
        sa.UniqueConstraint("channel", "name"),
    )
    op.create_index(
        "parts_waiting",
        "parts",
        ["channel", "until_s"],
        unique=False,
        sqlite_where=sa.text("dirty > built"),
        postgresql_where=sa.text("dirty > built"),
    )
    op.create_table(
        "returns",
        sa.Column("channel", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("key", sa.BigInteger(), autoincrement=False, nullable=False),
        sa.Column("number", sa.BigInteger(), nullable=False),
        sa.PrimaryKeyConstraint("channel", "key"),
        sqlite_with_rowid=False,
    )
    op.create_index("returns_latest", "returns", ["channel", "number"], unique=False)
    op.create_index("tombstones_latest", "tombstones", ["channel", "number"], unique=False)
    op.add_column("publications", sa.Column("part", sa.Text(), nullable=True))
    op.add_column("publications", sa.Column("slices", sa.LargeBinary(), nullable=True))
    op.drop_index("publications_channel", table_name="publications")
    op.create_index("publications_channel", "publications", ["channel", "part"], unique=False)
