"""View counts and the rankings made from them."""

from sqlalchemy import BigInteger, Column, Index, Integer, Table

from feeds.store.schema.metadata import metadata

# The value of a counter before it first changed in an hour (hours since 1970 UTC). The gain since any hour is
# the present value minus the first row from that hour on.
view_counts = Table(
    "view_counts",
    metadata,
    Column("key", BigInteger, primary_key=True, autoincrement=False),
    Column("hour", Integer, primary_key=True, autoincrement=False),
    Column("views", BigInteger, nullable=False),
    Index("view_counts_hour", "hour", "key"),
    sqlite_with_rowid=False,
)

# The last ranking of each channel. A record that dropped out keeps a row without a place for a while: if it
# is withdrawn then, the feed that showed it gets a tombstone.
rankings = Table(
    "rankings",
    metadata,
    Column("channel", Integer, primary_key=True, autoincrement=False),
    Column("key", BigInteger, primary_key=True, autoincrement=False),
    Column("place", Integer),
    Column("gain", BigInteger, nullable=False),
    Column("left_s", BigInteger),
    Index("rankings_key", "key"),
    sqlite_with_rowid=False,
)
