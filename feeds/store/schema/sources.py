"""What is kept of each source between reads."""

from sqlalchemy import BigInteger, Boolean, Column, Index, Integer, LargeBinary, Table, Text

from feeds.store.schema.metadata import Exact, metadata

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

# What the servers of files say about them, by a digest of the address and by record. ``expected_s`` is when a
# reading last brought the file, ``due_s`` when to ask for it, null for one that was asked for.
file_facts = Table(
    "file_facts",
    metadata,
    Column("file", Text, primary_key=True),
    Column("record", Exact, primary_key=True),
    Column("url", Text, nullable=False),
    Column("source", Text, nullable=False),
    Column("expected_s", BigInteger, nullable=False),
    Column("due_s", BigInteger),
    Column("failures", Integer, nullable=False),
    Column("asked_s", BigInteger),
    Column("size_bytes", BigInteger),
    Column("mime_type", Text),
    Index("file_facts_due", "due_s"),
)
