"""Tokens of clients, responses kept for them, and how often they asked."""

from sqlalchemy import BigInteger, Column, Index, Integer, LargeBinary, Table, Text

from feeds.store.schema.metadata import metadata

# Bearer tokens for pushing. Only the digest of the secret is stored.
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

# Subscribers of private channels. Only the digest of the secret is stored.
subscribers = Table(
    "subscribers",
    metadata,
    Column("id", Text, primary_key=True),
    Column("name", Text, nullable=False),
    Column("digest", LargeBinary, nullable=False),
    Column("channels", Text, nullable=False),
    Column("made_s", BigInteger, nullable=False),
    Column("revoked_s", BigInteger),
    Index("subscribers_name", "name"),
)

# Responses to requests with an Idempotency-Key, in parts, so that a long one needs constant memory.
idempotent_responses = Table(
    "idempotent_responses",
    metadata,
    Column("token", Text, primary_key=True),
    Column("name", Text, primary_key=True),
    Column("part", Integer, primary_key=True, autoincrement=False),
    Column("digest", LargeBinary, nullable=False),
    Column("status", Integer, nullable=False),
    Column("media_type", Text, nullable=False),
    Column("made_s", BigInteger, nullable=False),
    Column("body", LargeBinary, nullable=False),
    Index("idempotent_responses_age", "made_s"),
)

# Requests by channel and hour. ``details`` are the formats, the readers and the declared subscribers.
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
