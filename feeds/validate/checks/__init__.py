"""Who judges one value: small functions that the tables name."""
