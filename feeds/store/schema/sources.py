"""What is kept of each source between reads."""

from sqlalchemy import BigInteger, Boolean, Column, LargeBinary, Table, Text

from feeds.store.schema.metadata import metadata

# Validators, cursors and back-off of a source, as its reader wrote them.
sources = Table(
    "sources",
    metadata,
    Column("name", Text, primary_key=True),
    Column("state", LargeBinary, nullable=False),
)

# When a source was read, brought something new, and failed.
source_reads = Table(
    "source_reads",
    metadata,
    Column("source", Text, primary_key=True),
    Column("read_s", BigInteger),
    Column("new_s", BigInteger),
    Column("arrivals", LargeBinary, nullable=False),
    Column("failed_s", BigInteger),
    Column("failing", Boolean, nullable=False),
    Column("error", Text),
    Column("error_where", Text),
)
