"""The article that a record belongs to, by its ids, other names and address."""

from feeds.store.identity.aliases import everything
from feeds.store.identity.recognition import named_rows
from feeds.store.identity.resolution import by_name, resolve

__all__ = ["by_name", "everything", "named_rows", "resolve"]
