"""Subscriptions at hubs of others, their requests, and the documents that were pushed."""

from feeds.store.upstreams import documents, requests, subscriptions

__all__ = ["documents", "requests", "subscriptions"]
