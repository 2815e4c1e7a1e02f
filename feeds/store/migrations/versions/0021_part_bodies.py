"""The documents of an archive part in one row; those published before stay as they are until they change."""

import sqlalchemy as sa
from alembic import op

revision = "0021"
down_revision = "0020"


def upgrade() -> None:
    """Create the table."""
    op.create_table(
        "part_bodies",
        sa.Column("channel", sa.Integer(), primary_key=True, autoincrement=False),
        sa.Column("part", sa.Text(), primary_key=True),
        sa.Column("bodies", sa.LargeBinary(), nullable=False),
    )
