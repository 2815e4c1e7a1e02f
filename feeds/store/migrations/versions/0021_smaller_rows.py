"""Compressed records, and the documents of an archive part in one row. What is stored stays as it is.

Rows of earlier versions are read as they are, and stored in the new form when they change.
"""

import sqlalchemy as sa
from alembic import op

revision = "0021"
down_revision = "0020"


def upgrade() -> None:
    """Create the table and the column."""
    op.create_table(
        "part_bodies",
        sa.Column("channel", sa.Integer(), primary_key=True, autoincrement=False),
        sa.Column("part", sa.Text(), primary_key=True),
        sa.Column("bodies", sa.LargeBinary(), nullable=False),
    )
    op.add_column("records", sa.Column("size_bytes", sa.Integer()))
