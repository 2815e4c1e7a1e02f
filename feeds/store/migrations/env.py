"""How Alembic runs here: on the connection it is handed, one transaction a migration."""

from alembic import context

from feeds.store import absent, subscriber_table  # noqa: F401  # their tables belong to the schema
from feeds.store.tables import metadata

context.configure(
    connection=context.config.attributes["connection"],
    target_metadata=metadata,
    transaction_per_migration=True,
)
with context.begin_transaction():
    context.run_migrations()
