"""How often feeds were requested, by channel and hour."""

from feeds.store.access.hours import add, between, forget, total
from feeds.store.access.totals import next_hour, same_hour

__all__ = ["add", "between", "forget", "next_hour", "same_hour", "total"]
