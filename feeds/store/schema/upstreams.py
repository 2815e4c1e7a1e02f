"""Subscriptions of this service at hubs of others, and what these delivered and was not read yet."""

from sqlalchemy import BigInteger, Column, Index, Integer, LargeBinary, Table, Text, UniqueConstraint

from feeds.store.schema.metadata import metadata

# ``callback`` is the unguessable part of the address, ``hubs`` a JSON array, ``secret`` is encrypted.
# ``due_ms`` is when the hub is contacted next, and the end of a claim. ``accepted`` are digests of the
# documents that were accepted, the newest last. ``changed_ms`` finds what other processes changed.
upstreams = Table(
    "upstreams",
    metadata,
    Column("key", Integer, primary_key=True),
    Column("callback", Text, nullable=False),
    Column("source", Text, nullable=False),
    Column("url", Text, nullable=False),
    Column("address", Text, nullable=False),
    Column("topic", Text, nullable=False),
    Column("hubs", Text, nullable=False),
    Column("hub", Text, nullable=False),
    Column("secret", LargeBinary, nullable=False),
    Column("state", Text, nullable=False),
    Column("requested_until_s", BigInteger, nullable=False),
    Column("lease_until_s", BigInteger),
    Column("attempts", Integer, nullable=False),
    Column("due_ms", BigInteger, nullable=False),
    Column("changed_ms", BigInteger, nullable=False),
    Column("pushes", Integer, nullable=False),
    Column("refused", Integer, nullable=False),
    Column("accepted", LargeBinary, nullable=False),
    Column("pushed_s", BigInteger),
    Column("missed_s", BigInteger),
    Column("error", Text),
    UniqueConstraint("callback", name="upstreams_callback"),
    Index("upstreams_source", "source", "url"),
    Index("upstreams_due", "due_ms"),
    Index("upstreams_changed", "changed_ms"),
)

pushed_documents = Table(
    "pushed_documents",
    metadata,
    Column("key", Integer, primary_key=True),
    Column("upstream", Integer, nullable=False),
    Column("content_type", Text, nullable=False),
    Column("body", LargeBinary, nullable=False),
    Column("size_bytes", Integer, nullable=False),
    Column("received_ms", BigInteger, nullable=False),
    Column("due_ms", BigInteger, nullable=False),
    Index("pushed_documents_due", "due_ms"),
    Index("pushed_documents_upstream", "upstream"),
)
