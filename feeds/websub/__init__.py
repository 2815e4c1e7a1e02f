"""Push: the hub and its subscriptions."""
