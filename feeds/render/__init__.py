"""Documents to bytes, one file a format (pure; feedgen behind one file)."""
