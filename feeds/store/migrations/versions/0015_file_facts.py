"""What is known of the files of records, and which of them have to be asked for."""

import sqlalchemy as sa
from alembic import op

revision = "0015"
down_revision = "0014"


def upgrade() -> None:
    """Add the table; nothing is known so far."""
    exact = sa.Text().with_variant(sa.Text(collation="C"), "postgresql")
    op.create_table(
        "file_facts",
        sa.Column("file", sa.Text(), primary_key=True),
        sa.Column("record", exact, primary_key=True),
        sa.Column("url", sa.Text(), nullable=False),
        sa.Column("source", sa.Text(), nullable=False),
        sa.Column("expected_s", sa.BigInteger(), nullable=False),
        sa.Column("due_s", sa.BigInteger()),
        sa.Column("failures", sa.Integer(), nullable=False),
        sa.Column("asked_s", sa.BigInteger()),
        sa.Column("size_bytes", sa.BigInteger()),
        sa.Column("mime_type", sa.Text()),
    )
    op.create_index("file_facts_due", "file_facts", ["due_s"])
