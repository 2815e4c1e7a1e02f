"""The archive of each channel."""

from sqlalchemy import BigInteger, Column, Index, Integer, Table, Text, UniqueConstraint

from feeds.store.schema.metadata import metadata, partial_index

# The documents of each archive. A part holds the members after the part before it, up to its own end.
# ``members_dirty`` is the last change of which entries belong to it: until ``built`` reaches that number, an
# entry may be in no document.
parts = Table(
    "parts",
    metadata,
    Column("channel", Integer, primary_key=True, autoincrement=False),
    Column("until_s", BigInteger, primary_key=True, autoincrement=False),
    Column("until_key", BigInteger, primary_key=True, autoincrement=False),
    Column("name", Text, nullable=False),
    Column("dirty", BigInteger, nullable=False),
    Column("built", BigInteger, nullable=False),
    Column("members_dirty", BigInteger, nullable=False),
    UniqueConstraint("channel", "name"),
)
_stale = parts.c.dirty > parts.c.built
partial_index("parts_waiting", parts.c.channel, parts.c.until_s, where=_stale)

# Archived entries that changed or arrived late. The live feed repeats the latest of them.
late_changes = Table(
    "late_changes",
    metadata,
    Column("channel", Integer, primary_key=True, autoincrement=False),
    Column("key", BigInteger, primary_key=True, autoincrement=False),
    Column("number", BigInteger, nullable=False),
    Index("late_changes_latest", "channel", "number"),
    sqlite_with_rowid=False,
)
