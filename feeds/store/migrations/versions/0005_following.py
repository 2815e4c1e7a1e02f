"""Turns that others follow, what left, and how far archives must be published before the live feed."""

import sqlalchemy as sa
from alembic import op

revision = "0005"
down_revision = "0004"


def upgrade() -> None:
    """Give publications turns, remember what leaves, tell parts that hold what no document has."""
    op.execute("INSERT INTO counter (name, value) VALUES ('publications', 0)")
    op.add_column("publications", sa.Column("turn", sa.BigInteger(), nullable=False, server_default="0"))
    op.drop_index("publications_number", table_name="publications")
    op.create_index("publications_turn", "publications", ["turn"], unique=False)
    op.create_table(
        "departed",
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("channel", sa.Integer(), nullable=False),
        sa.Column("turn", sa.BigInteger(), nullable=False),
        sa.PrimaryKeyConstraint("name"),
    )
    op.create_index("departed_turn", "departed", ["turn"], unique=False)
    op.create_index("departed_channel", "departed", ["channel"], unique=False)
    op.create_table(
        "former",
        sa.Column("path", sa.Text(), nullable=False),
        sa.Column("moved_to", sa.Text(), nullable=True),
        sa.PrimaryKeyConstraint("path"),
    )
    op.add_column("parts", sa.Column("owed", sa.BigInteger(), nullable=False, server_default="0"))
    op.execute("UPDATE parts SET owed = dirty WHERE dirty > built")
    op.add_column("channels", sa.Column("whole", sa.BigInteger(), nullable=True))
    op.execute(
        "UPDATE channels SET whole = built WHERE built > 0"
        " AND key NOT IN (SELECT channel FROM parts WHERE built = 0)"
    )
