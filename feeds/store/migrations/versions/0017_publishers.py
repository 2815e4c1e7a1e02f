"""The processes that publish, which share the channels among them."""

import sqlalchemy as sa
from alembic import op

revision = "0017"
down_revision = "0016"


def upgrade() -> None:
    """Create the table."""
    op.create_table(
        "publishers",
        sa.Column("name", sa.Text(), primary_key=True),
        sa.Column("renewed_s", sa.BigInteger(), nullable=False),
    )
