"""Subscriptions of the WebSub hub, and their pending deliveries.

A row of ``deliveries`` or ``pings`` is written in the transaction of the publication that it is about (an
outbox), replaced by a newer publication of the same address, and deleted once it is accepted. Times with
``_ms`` are milliseconds since 1970.
"""

from sqlalchemy import BigInteger, Column, Index, Integer, LargeBinary, Table, Text, UniqueConstraint

from feeds.store.schema.metadata import metadata

# ``holder`` and ``token`` (encrypted) are those of a subscriber of private channels. ``protocol`` is one of
# ``Protocol``.
subscriptions = Table(
    "subscriptions",
    metadata,
    Column("key", Integer, primary_key=True),
    Column("topic", Text, nullable=False),
    Column("callback", Text, nullable=False),
    Column("host", Text, nullable=False),
    Column("protocol", Text, nullable=False, server_default="websub"),
    Column("secret", LargeBinary),
    Column("holder", Text),
    Column("token", LargeBinary),
    Column("lease_until_s", BigInteger, nullable=False),
    Column("acknowledged", BigInteger, nullable=False),
    Column("failures", Integer, nullable=False),
    Column("delivered_s", BigInteger),
    Column("delivered", Integer, nullable=False),
    UniqueConstraint("topic", "callback", name="subscriptions_topic_callback"),
    Index("subscriptions_lease", "lease_until_s"),
    Index("subscriptions_host", "host"),
)

# Requests to the hub until they are verified. A newer one of the same callback and topic replaces an older.
hub_requests = Table(
    "hub_requests",
    metadata,
    Column("key", Integer, primary_key=True),
    Column("mode", Text, nullable=False),
    Column("topic", Text, nullable=False),
    Column("callback", Text, nullable=False),
    Column("host", Text, nullable=False),
    Column("protocol", Text, nullable=False, server_default="websub"),
    Column("secret", LargeBinary),
    Column("holder", Text),
    Column("token", LargeBinary),
    Column("lease_s", Integer, nullable=False),
    Column("attempts", Integer, nullable=False),
    Column("due_ms", BigInteger, nullable=False),
    UniqueConstraint("topic", "callback", name="hub_requests_topic_callback"),
    Index("hub_requests_due", "due_ms"),
    Index("hub_requests_host", "host"),
)

# One row at most for each subscription. ``due_ms`` is also the end of a claim: a process that claims a
# delivery moves it into the future, so that another process takes it over if this one dies.
# ``superseded`` counts the revisions that were replaced by the current one before they were delivered.
deliveries = Table(
    "deliveries",
    metadata,
    Column("subscription", Integer, primary_key=True, autoincrement=False),
    Column("host", Text, nullable=False),
    Column("turn", BigInteger, nullable=False),
    Column("superseded", Integer, nullable=False),
    Column("attempts", Integer, nullable=False),
    Column("queued_ms", BigInteger, nullable=False),
    Column("due_ms", BigInteger, nullable=False),
    Index("deliveries_due", "due_ms"),
)

pings = Table(
    "pings",
    metadata,
    Column("hub", Text, primary_key=True),
    Column("topic", Text, primary_key=True),
    Column("turn", BigInteger, nullable=False),
    Column("attempts", Integer, nullable=False),
    Column("queued_ms", BigInteger, nullable=False),
    Column("due_ms", BigInteger, nullable=False),
    Index("pings_due", "due_ms"),
)

# How the deliveries that are no longer in ``deliveries`` ended, since the store exists.
delivery_totals = Table(
    "delivery_totals",
    metadata,
    Column("outcome", Text, primary_key=True),
    Column("count", BigInteger, nullable=False),
)
