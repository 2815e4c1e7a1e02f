"""The table of subscribers: who may read private channels."""

from sqlalchemy import BigInteger, Column, Index, LargeBinary, Table, Text

from feeds.store.tables import metadata

# Only the hash of a subscriber's secret is kept.
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
