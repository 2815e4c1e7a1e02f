"""An index of the channels whose members are found again: every round of publishing looks for them."""

import sqlalchemy as sa
from alembic import op

revision = "0020"
down_revision = "0017"


def upgrade() -> None:
    """Create the index, which is empty most of the time."""
    sweeping = sa.text("swept IS NOT NULL")
    op.create_index(
        "channels_swept",
        "channels",
        ["swept"],
        unique=False,
        sqlite_where=sweeping,
        postgresql_where=sweeping,
    )
