"""The metadata that all tables share, and the column types that differ between the databases."""

from sqlalchemy import BigInteger, Integer, MetaData, Text

metadata = MetaData()

# In SQLite only an INTEGER primary key is the rowid.
Number = BigInteger().with_variant(Integer(), "sqlite")

# Compared by code point on every database (R-ID-07).
Exact = Text().with_variant(Text(collation="C"), "postgresql")
