"""The table of access: how each channel's feeds were asked for, a row a channel and hour that was."""

from sqlalchemy import BigInteger, Column, LargeBinary, Table, Text

from feeds.store.tables import metadata

# In the order of hours, which are written and forgotten together; details are formats, readers, subscribers.
access = Table(
    "access",
    metadata,
    Column("hour_s", BigInteger, primary_key=True, autoincrement=False),
    Column("channel", Text, primary_key=True),
    Column("unchanged", BigInteger, nullable=False),
    Column("deltas", BigInteger, nullable=False),
    Column("full", BigInteger, nullable=False),
    Column("sent_bytes", BigInteger, nullable=False),
    Column("details", LargeBinary, nullable=False),
    sqlite_with_rowid=False,
)
