"""Tables and columns with the field's terms, and the warnings of each record."""

import sqlalchemy as sa
from alembic import op

revision = "0009"
down_revision = "0008"

TABLES = {
    "departed": "gone_resources",
    "former": "removed_channels",
    "counts": "view_counts",
    "visits": "source_reads",
    "answers": "idempotent_responses",
    "returns": "late_changes",
}
COLUMNS = (
    ("channels", "rule", "membership_hash"),
    ("channels", "look", "head_hash"),
    ("channels", "surroundings", "context_hash"),
    ("parts", "owed", "members_dirty"),
    ("publications", "slices", "delta_index"),
)
INDEXES = (
    ("departed_turn", "gone_resources_turn", "gone_resources", ["turn"]),
    ("departed_channel", "gone_resources_channel", "gone_resources", ["channel"]),
    ("counts_hour", "view_counts_hour", "view_counts", ["hour", "key"]),
    ("answers_age", "idempotent_responses_age", "idempotent_responses", ["made_s"]),
    ("returns_latest", "late_changes_latest", "late_changes", ["channel", "number"]),
)


def upgrade() -> None:
    """Rename what has another name in the code, and give records a column for warnings."""
    for old, new in TABLES.items():
        op.rename_table(old, new)
    for table, old, new in COLUMNS:
        op.execute(f"ALTER TABLE {table} RENAME COLUMN {old} TO {new}")
    for old, new, table, columns in INDEXES:
        op.drop_index(old, table_name=table)
        op.create_index(new, table, columns, unique=False)
    op.add_column("records", sa.Column("warnings", sa.LargeBinary(), nullable=True))
    warned = sa.text("warnings IS NOT NULL")
    op.create_index(
        "records_warned", "records", ["origin"], unique=False, sqlite_where=warned, postgresql_where=warned
    )
