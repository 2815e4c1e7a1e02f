"""Records with their revisions, the channels they belong to, and the ledger of all changes."""

from sqlalchemy import (
    BigInteger,
    Boolean,
    Column,
    Index,
    Integer,
    LargeBinary,
    Table,
    Text,
    UniqueConstraint,
    false,
)

from feeds.store.schema.metadata import Exact, Number, metadata, partial_index

# The last numbers of the ledger and of the publication turns. The row lock makes numbers visible in order.
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

# Values of the whole store, such as the version that rendered its publications.
facts = Table(
    "facts", metadata, Column("name", Text, primary_key=True), Column("value", Text, nullable=False)
)

# ``warnings`` are the findings of the last reading that did not keep the record from being published.
# ``digest`` is empty: records are compared by their bodies. ``size_bytes`` is the size of the body that is
# stored compressed, null for one that an earlier version stored as it is.
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
    Column("warnings", LargeBinary),
    Column("size_bytes", Integer),
)
Index("records_address", records.c.address)
_due = records.c.due_s.is_not(None)
partial_index("records_due", records.c.due_s, where=_due)
_warned = records.c.warnings.is_not(None)
partial_index("records_warned", records.c.origin, where=_warned)

# Former revisions of records.
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

# ``origin`` is the source that uses the name, empty for an address. The own id of a record is an alias too
# once another source has taken the record over; then ``origin`` says which source the id came from.
aliases = Table(
    "aliases",
    metadata,
    Column("name", Exact, primary_key=True),
    Column("key", BigInteger, nullable=False),
    Column("origin", Text, nullable=False),
    Index("aliases_key", "key"),
    sqlite_with_rowid=False,
)

# ``dirty`` is the number of the last change, ``waiting_since`` that of the first since the last publication.
channels = Table(
    "channels",
    metadata,
    Column("key", Integer, primary_key=True, autoincrement=True),
    Column("path", Text, nullable=False, unique=True),
    Column("id", Text, nullable=False),
    Column("membership_hash", Text, nullable=False),
    Column("head_hash", Text, nullable=False),
    Column("context_hash", Text, nullable=False),
    Column("created_s", BigInteger, nullable=False),
    Column("changed_s", BigInteger),
    Column("dirty", BigInteger, nullable=False),
    Column("built", BigInteger, nullable=False),
    Column("swept", BigInteger),
    Column("names", Text, nullable=False, server_default="[]"),
    Column("private", Boolean, nullable=False, server_default=false()),
    Column("whole", BigInteger),
    Column("waiting_since", BigInteger, nullable=False, server_default="0"),
)
_waiting = channels.c.dirty > channels.c.built
partial_index("channels_waiting", channels.c.waiting_since, where=_waiting)
_sweeping = channels.c.swept.is_not(None)
partial_index("channels_swept", channels.c.swept, where=_sweeping)

# The visible records of each channel in the order of publication: a window reads only its own rows.
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
