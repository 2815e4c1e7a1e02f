"""HTTP semantics as pure functions: addresses, negotiation, conditions, deltas, header fields."""
