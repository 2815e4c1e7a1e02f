"""The tables of what left: addresses that ended, and channels that moved or ended."""

from sqlalchemy import BigInteger, Column, Index, Integer, Table, Text

from feeds.store.tables import metadata

# Addresses that were published once and end for good: 410, and told to those who follow. One that is
# published again is struck out.
departed = Table(
    "departed",
    metadata,
    Column("name", Text, primary_key=True),
    Column("channel", Integer, nullable=False),
    Column("turn", BigInteger, nullable=False),
    Index("departed_turn", "turn"),
    Index("departed_channel", "channel"),
)

# Channels that left, kept for ever unless a channel takes the path again; without a new place they ended.
former = Table(
    "former", metadata, Column("path", Text, primary_key=True), Column("moved_to", Text, nullable=True)
)
