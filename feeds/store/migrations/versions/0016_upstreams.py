"""Subscriptions at hubs of others and what they delivered; the protocol of our own subscriptions."""

import sqlalchemy as sa
from alembic import op

revision = "0016"
down_revision = "0015"


def upgrade() -> None:
    """Create the tables; subscriptions so far are WebSub."""
    for table in ("subscriptions", "hub_requests"):
        op.add_column(table, sa.Column("protocol", sa.Text(), nullable=False, server_default="websub"))
    op.create_table(
        "upstreams",
        sa.Column("key", sa.Integer(), primary_key=True),
        sa.Column("callback", sa.Text(), nullable=False),
        *(
            sa.Column(name, sa.Text(), nullable=False)
            for name in ("source", "url", "address", "topic", "hubs", "hub")
        ),
        sa.Column("secret", sa.LargeBinary(), nullable=False),
        sa.Column("state", sa.Text(), nullable=False),
        sa.Column("requested_until_s", sa.BigInteger(), nullable=False),
        sa.Column("lease_until_s", sa.BigInteger()),
        sa.Column("attempts", sa.Integer(), nullable=False),
        sa.Column("due_ms", sa.BigInteger(), nullable=False),
        sa.Column("changed_ms", sa.BigInteger(), nullable=False),
        sa.Column("pushes", sa.Integer(), nullable=False),
        sa.Column("refused", sa.Integer(), nullable=False),
        sa.Column("accepted", sa.LargeBinary(), nullable=False),
        sa.Column("pushed_s", sa.BigInteger()),
        sa.Column("missed_s", sa.BigInteger()),
        sa.Column("error", sa.Text()),
        sa.UniqueConstraint("callback", name="upstreams_callback"),
    )
    op.create_index("upstreams_source", "upstreams", ["source", "url"])
    op.create_index("upstreams_due", "upstreams", ["due_ms"])
    op.create_index("upstreams_changed", "upstreams", ["changed_ms"])
    op.create_table(
        "pushed_documents",
        sa.Column("key", sa.Integer(), primary_key=True),
        sa.Column("upstream", sa.Integer(), nullable=False),
        sa.Column("content_type", sa.Text(), nullable=False),
        sa.Column("body", sa.LargeBinary(), nullable=False),
        sa.Column("size_bytes", sa.Integer(), nullable=False),
        sa.Column("received_ms", sa.BigInteger(), nullable=False),
        sa.Column("due_ms", sa.BigInteger(), nullable=False),
    )
    op.create_index("pushed_documents_due", "pushed_documents", ["due_ms"])
    op.create_index("pushed_documents_upstream", "pushed_documents", ["upstream"])
