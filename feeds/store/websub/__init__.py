"""The WebSub hub in the database: requests, subscriptions and pending deliveries."""

from feeds.store.websub import deliveries, outcomes, pings, requests, subscriptions, totals

__all__ = ["deliveries", "outcomes", "pings", "requests", "subscriptions", "totals"]
