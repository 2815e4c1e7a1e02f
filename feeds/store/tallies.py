"""The tables of what is read how often: a short history of counters, and the rankings made of it."""

from sqlalchemy import BigInteger, Column, Index, Integer, Table

from feeds.store.tables import metadata

# What a counter said before it first changed in an hour (hours since 1970 UTC). Nothing is written for the
# rest of the hour, and what was gained since any hour is the present value less its first row from then on.
counts = Table(
    "counts",
    metadata,
    Column("key", BigInteger, primary_key=True, autoincrement=False),
    Column("hour", Integer, primary_key=True, autoincrement=False),
    Column("views", BigInteger, nullable=False),
    Index("counts_hour", "hour", "key"),
    sqlite_with_rowid=False,
)

# The last ranking of each channel. Who dropped out keeps a row without a place for a while: should it be
# withdrawn then, readers who were shown it are told.
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
