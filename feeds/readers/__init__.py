"""The world to records: one file a kind of source, all behind one protocol."""
