"""Subscriptions to private feeds: the subscriber, and the encrypted token of the address."""

import sqlalchemy as sa
from alembic import op

revision = "0014"
down_revision = "0013"


def upgrade() -> None:
    """Add the subscriber; subscriptions so far are to public feeds."""
    for table in ("subscriptions", "hub_requests"):
        op.add_column(table, sa.Column("holder", sa.Text()))
        op.add_column(table, sa.Column("token", sa.LargeBinary()))
