"""Publications, and the addresses and channels that were removed."""

from sqlalchemy import BigInteger, Boolean, Column, Index, Integer, LargeBinary, Table, Text, false

from feeds.store.schema.metadata import metadata

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
    Column("delta_index", LargeBinary),
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

# The documents of a part of an archive, which repeat each other, compressed together. Their representations
# have no body; all other codings are encoded when they are read.
part_bodies = Table(
    "part_bodies",
    metadata,
    Column("channel", Integer, primary_key=True, autoincrement=False),
    Column("part", Text, primary_key=True),
    Column("bodies", LargeBinary, nullable=False),
)

# Addresses that were published and are removed. Publishing one again deletes its row. ``until_s`` and
# ``until_key`` are the end of an archive part: requests for it are redirected. All others answer 410.
gone_resources = Table(
    "gone_resources",
    metadata,
    Column("name", Text, primary_key=True),
    Column("channel", Integer, nullable=False),
    Column("turn", BigInteger, nullable=False),
    Column("until_s", BigInteger),
    Column("until_key", BigInteger),
    Index("gone_resources_turn", "turn"),
    Index("gone_resources_channel", "channel"),
)

# Channels that moved or ended, kept until a channel takes the path again. ``moved_to`` is null for an end.
removed_channels = Table(
    "removed_channels",
    metadata,
    Column("path", Text, primary_key=True),
    Column("moved_to", Text, nullable=True),
)

# The processes that publish. Those whose lease was renewed lately share the channels among them.
publishers = Table(
    "publishers",
    metadata,
    Column("name", Text, primary_key=True),
    Column("renewed_s", BigInteger, nullable=False),
)
