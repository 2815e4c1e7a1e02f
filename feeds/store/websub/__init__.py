"""The WebSub hub in the database: requests, subscriptions and pending deliveries."""

from feeds.store.websub import clock_set_back, deliveries, outcomes, pings, requests, subscriptions, totals

__all__ = ["clock_set_back", "deliveries", "outcomes", "pings", "requests", "subscriptions", "totals"]
