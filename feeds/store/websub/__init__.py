"""The WebSub hub in the database: requests, subscriptions and pending deliveries."""

from feeds.store.websub import deliveries, pings, requests, subscriptions

__all__ = ["deliveries", "pings", "requests", "subscriptions"]
