"""Subscriptions of the WebSub hub, requests to it, pending deliveries and notifications."""

import sqlalchemy as sa
from alembic import op

revision = "0011"
down_revision = "0010"


def upgrade() -> None:
    """Create the tables of the hub."""
    op.create_table(
        "subscriptions",
        sa.Column("key", sa.Integer(), primary_key=True),
        sa.Column("topic", sa.Text(), nullable=False),
        sa.Column("callback", sa.Text(), nullable=False),
        sa.Column("secret", sa.LargeBinary()),
        sa.Column("lease_until_s", sa.BigInteger(), nullable=False),
        sa.Column("acknowledged", sa.BigInteger(), nullable=False),
        sa.Column("failures", sa.Integer(), nullable=False),
        sa.Column("delivered_s", sa.BigInteger()),
        sa.UniqueConstraint("topic", "callback", name="subscriptions_topic_callback"),
    )
    op.create_index("subscriptions_lease", "subscriptions", ["lease_until_s"])
    op.create_table(
        "hub_requests",
        sa.Column("key", sa.Integer(), primary_key=True),
        sa.Column("mode", sa.Text(), nullable=False),
        sa.Column("topic", sa.Text(), nullable=False),
        sa.Column("callback", sa.Text(), nullable=False),
        sa.Column("secret", sa.LargeBinary()),
        sa.Column("lease_s", sa.Integer(), nullable=False),
        sa.Column("attempts", sa.Integer(), nullable=False),
        sa.Column("due_ms", sa.BigInteger(), nullable=False),
        sa.UniqueConstraint("topic", "callback", name="hub_requests_topic_callback"),
    )
    op.create_index("hub_requests_due", "hub_requests", ["due_ms"])
    op.create_table(
        "deliveries",
        sa.Column("subscription", sa.Integer(), primary_key=True, autoincrement=False),
        sa.Column("turn", sa.BigInteger(), nullable=False),
        sa.Column("attempts", sa.Integer(), nullable=False),
        sa.Column("queued_ms", sa.BigInteger(), nullable=False),
        sa.Column("due_ms", sa.BigInteger(), nullable=False),
    )
    op.create_index("deliveries_due", "deliveries", ["due_ms"])
    op.create_table(
        "pings",
        sa.Column("hub", sa.Text(), primary_key=True),
        sa.Column("topic", sa.Text(), primary_key=True),
        sa.Column("turn", sa.BigInteger(), nullable=False),
        sa.Column("attempts", sa.Integer(), nullable=False),
        sa.Column("queued_ms", sa.BigInteger(), nullable=False),
        sa.Column("due_ms", sa.BigInteger(), nullable=False),
    )
    op.create_index("pings_due", "pings", ["due_ms"])
