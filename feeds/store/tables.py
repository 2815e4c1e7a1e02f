"""The tables: one ledger of changes, and what hangs on it.

Times are whole seconds since 1970 UTC (``_s``); ``number`` is always a ledger number; channels and records
are named by integer keys so that a window costs little. A record's key is the number of its first revision.
"""

from sqlalchemy import (
    BigInteger,
    Boolean,
    Column,
    Index,
    Integer,
    LargeBinary,
    MetaData,
    Table,
    Text,
    UniqueConstraint,
    false,
)

metadata = MetaData()

# SQLite makes a key that is called INTEGER the row's own address.
Number = BigInteger().with_variant(Integer(), "sqlite")

# Compared character by character on every database (R-ID-07).
Exact = Text().with_variant(Text(collation="C"), "postgresql")

# The last numbers given out, of the ledger and of turns that others follow; a row's lock makes its numbers
# visible in order on every database.
counter = Table(
    "counter", metadata, Column("name", Text, primary_key=True), Column("value", BigInteger, nullable=False)
)

ledger = Table(
    "ledger",
    metadata,
    Column("number", Number, primary_key=True, autoincrement=False),
    Column("at_s", BigInteger, nullable=False),
    Column("kind", Text, nullable=False),
    Column("subject", Text, nullable=False),
    Column("note", Text),
)

records = Table(
    "records",
    metadata,
    Column("key", Number, primary_key=True, autoincrement=False),
    Column("id", Exact, nullable=False, unique=True),
    Column("origin", Text, nullable=False),
    Column("number", BigInteger, nullable=False),
    Column("revision", Integer, nullable=False),
    Column("digest", LargeBinary, nullable=False),
    Column("state", Text, nullable=False),
    Column("withdrawn", Boolean, nullable=False),
    Column("published_s", BigInteger, nullable=False),
    Column("updated_s", BigInteger, nullable=False),
    Column("received_s", BigInteger, nullable=False),
    Column("due_s", BigInteger),
    Column("views", BigInteger),
    Column("channels", Text, nullable=False),
    Column("body", LargeBinary, nullable=False),
    Column("address", BigInteger),
)
Index("records_address", records.c.address)
Index(
    "records_due",
    records.c.due_s,
    sqlite_where=records.c.due_s.is_not(None),
    postgresql_where=records.c.due_s.is_not(None),
)

# What a record was before its present revision.
revisions = Table(
    "revisions",
    metadata,
    Column("key", BigInteger, primary_key=True, autoincrement=False),
    Column("revision", Integer, primary_key=True, autoincrement=False),
    Column("number", BigInteger, nullable=False),
    Column("published_s", BigInteger, nullable=False),
    Column("updated_s", BigInteger, nullable=False),
    Column("received_s", BigInteger, nullable=False),
    Column("body", LargeBinary, nullable=False),
)

channels = Table(
    "channels",
    metadata,
    Column("key", Integer, primary_key=True, autoincrement=True),
    Column("path", Text, nullable=False, unique=True),
    Column("id", Text, nullable=False),
    Column("rule", Text, nullable=False),
    Column("look", Text, nullable=False),
    Column("surroundings", Text, nullable=False),
    Column("created_s", BigInteger, nullable=False),
    Column("changed_s", BigInteger),
    Column("dirty", BigInteger, nullable=False),
    Column("built", BigInteger, nullable=False),
    Column("swept", BigInteger),
    Column("names", Text, nullable=False, server_default="[]"),
    Column("private", Boolean, nullable=False, server_default=false()),
    Column("whole", BigInteger),
)

_waiting = channels.c.dirty > channels.c.built
Index("channels_waiting", channels.c.dirty, sqlite_where=_waiting, postgresql_where=_waiting)

# Who is visible where, newest first: a window reads just its own rows.
membership = Table(
    "membership",
    metadata,
    Column("channel", Integer, primary_key=True, autoincrement=False),
    Column("published_s", BigInteger, primary_key=True, autoincrement=False),
    Column("key", BigInteger, primary_key=True, autoincrement=False),
    sqlite_with_rowid=False,
)

tombstones = Table(
    "tombstones",
    metadata,
    Column("channel", Integer, primary_key=True, autoincrement=False),
    Column("key", BigInteger, primary_key=True, autoincrement=False),
    Column("id", Exact, nullable=False),
    Column("deleted_s", BigInteger, nullable=False),
    Column("number", BigInteger, nullable=False),
    Index("tombstones_recent", "channel", "deleted_s"),
    Index("tombstones_latest", "channel", "number"),
    sqlite_with_rowid=False,
)

# The documents of each channel's archive. A part holds the members after the part before it, up to its end.
# ``owed`` is the last change of which members these are: no document tells of it while it is above ``built``.
parts = Table(
    "parts",
    metadata,
    Column("channel", Integer, primary_key=True, autoincrement=False),
    Column("until_s", BigInteger, primary_key=True, autoincrement=False),
    Column("until_id", Exact, primary_key=True),
    Column("name", Text, nullable=False),
    Column("dirty", BigInteger, nullable=False),
    Column("built", BigInteger, nullable=False),
    Column("owed", BigInteger, nullable=False),
    UniqueConstraint("channel", "name"),
)
_stale = parts.c.dirty > parts.c.built
Index("parts_waiting", parts.c.channel, parts.c.until_s, sqlite_where=_stale, postgresql_where=_stale)

# Archived entries that changed or arrived late: the live feed shows the last of them again.
returns = Table(
    "returns",
    metadata,
    Column("channel", Integer, primary_key=True, autoincrement=False),
    Column("key", BigInteger, primary_key=True, autoincrement=False),
    Column("number", BigInteger, nullable=False),
    Index("returns_latest", "channel", "number"),
    sqlite_with_rowid=False,
)

quarantine = Table(
    "quarantine",
    metadata,
    Column("key", Number, primary_key=True, autoincrement=False),
    Column("stage", Text, nullable=False),
    Column("origin", Text, nullable=False),
    Column("subject", Text, nullable=False),
    Column("place", Text, nullable=False),
    Column("at_s", BigInteger, nullable=False),
    Column("seen_s", BigInteger, nullable=False),
    Column("findings", LargeBinary, nullable=False),
    Column("raw", LargeBinary, nullable=False),
    UniqueConstraint("stage", "origin", "subject"),
    Index("quarantine_subject", "subject"),
)

publications = Table(
    "publications",
    metadata,
    Column("name", Text, primary_key=True),
    Column("channel", Integer, nullable=False),
    Column("number", BigInteger, nullable=False),
    Column("media_type", Text, nullable=False),
    Column("digest", Text, nullable=False),
    Column("modified_s", BigInteger, nullable=False),
    Column("links", Text, nullable=False),
    Column("max_age_s", Integer, nullable=False),
    Column("language", Text),
    Column("part", Text),
    Column("slices", LargeBinary),
    Column("private", Boolean, nullable=False, server_default=false()),
    Index("publications_channel", "channel", "part"),
    Column("turn", BigInteger, nullable=False),
    Index("publications_turn", "turn"),
)

representations = Table(
    "representations",
    metadata,
    Column("name", Text, primary_key=True),
    Column("coding", Text, primary_key=True),
    Column("etag", Text, nullable=False),
    Column("body", LargeBinary),
)

# What a source remembers between reads: validators, cursors, its rhythm.
sources = Table(
    "sources",
    metadata,
    Column("name", Text, primary_key=True),
    Column("state", LargeBinary, nullable=False),
)

# Facts of the whole store: the renderer it was published with.
facts = Table(
    "facts", metadata, Column("name", Text, primary_key=True), Column("value", Text, nullable=False)
)

# Bearer tokens for pushing: only the hash of the secret.
tokens = Table(
    "tokens",
    metadata,
    Column("id", Text, primary_key=True),
    Column("name", Text, nullable=False),
    Column("digest", LargeBinary, nullable=False),
    Column("scope", LargeBinary, nullable=False),
    Column("made_s", BigInteger, nullable=False),
    Column("revoked_s", BigInteger),
)

# Answers to requests with an Idempotency-Key, in parts so that a long one passes in constant memory.
answers = Table(
    "answers",
    metadata,
    Column("token", Text, primary_key=True),
    Column("name", Text, primary_key=True),
    Column("part", Integer, primary_key=True, autoincrement=False),
    Column("digest", LargeBinary, nullable=False),
    Column("status", Integer, nullable=False),
    Column("media_type", Text, nullable=False),
    Column("made_s", BigInteger, nullable=False),
    Column("body", LargeBinary, nullable=False),
    Index("answers_age", "made_s"),
)
