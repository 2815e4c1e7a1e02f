"""Records to documents: the entries of a channel and their fields (pure)."""
