"""Private channels, what was published of them, and who may read it."""

import sqlalchemy as sa
from alembic import op

revision = "0007"
down_revision = "0006"


def upgrade() -> None:
    """Everything before was public."""
    for table in ("channels", "publications"):
        op.add_column(table, sa.Column("private", sa.Boolean(), server_default=sa.false(), nullable=False))
    op.add_column("channels", sa.Column("names", sa.Text(), server_default="[]", nullable=False))
    op.create_table(
        "subscribers",
        sa.Column("id", sa.Text(), nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("digest", sa.LargeBinary(), nullable=False),
        sa.Column("channels", sa.Text(), nullable=False),
        sa.Column("made_s", sa.BigInteger(), nullable=False),
        sa.Column("revoked_s", sa.BigInteger(), nullable=True),
        sa.PrimaryKeyConstraint("id"),
    )
    op.create_index("subscribers_name", "subscribers", ["name"])
