"""Hosts of callbacks for limits, and how deliveries ended."""

from urllib.parse import urlsplit

import sqlalchemy as sa
from alembic import op

revision = "0013"
down_revision = "0012"


def upgrade() -> None:
    """Add the hosts of known callbacks, and count outcomes from now on."""
    for table in ("subscriptions", "hub_requests", "deliveries"):
        op.add_column(table, sa.Column("host", sa.Text(), nullable=False, server_default=""))
    op.add_column("subscriptions", sa.Column("delivered", sa.Integer(), nullable=False, server_default="0"))
    op.add_column("deliveries", sa.Column("superseded", sa.Integer(), nullable=False, server_default="0"))
    op.create_index("subscriptions_host", "subscriptions", ["host"])
    op.create_index("hub_requests_host", "hub_requests", ["host"])
    op.create_table(
        "delivery_totals",
        sa.Column("outcome", sa.Text(), primary_key=True),
        sa.Column("count", sa.BigInteger(), nullable=False),
    )
    _fill("subscriptions")
    _fill("hub_requests")
    op.execute(
        "UPDATE deliveries SET host = "
        "(SELECT host FROM subscriptions WHERE subscriptions.key = deliveries.subscription)"
    )


def _fill(name: str) -> None:
    table = sa.table(name, sa.column("key"), sa.column("callback"), sa.column("host"))
    connection = op.get_bind()
    rows = connection.execute(sa.select(table.c.key, table.c.callback)).all()
    for row in rows:
        host = urlsplit(row.callback).netloc.lower()
        connection.execute(sa.update(table).where(table.c.key == row.key).values(host=host))
