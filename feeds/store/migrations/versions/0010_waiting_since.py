"""Since which change each channel waits to be published."""

import sqlalchemy as sa
from alembic import op

revision = "0010"
down_revision = "0009"


def upgrade() -> None:
    """Let channels wait since their last change, and order them by that."""
    op.add_column("channels", sa.Column("waiting_since", sa.BigInteger(), nullable=False, server_default="0"))
    op.execute("UPDATE channels SET waiting_since = dirty")
    op.drop_index("channels_waiting", table_name="channels")
    waiting = sa.text("dirty > built")
    op.create_index(
        "channels_waiting",
        "channels",
        ["waiting_since"],
        unique=False,
        sqlite_where=waiting,
        postgresql_where=waiting,
    )
