"""Records to documents: which entries a channel shows and what each carries (pure)."""
