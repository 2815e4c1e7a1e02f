"""Private channels: who may read them, by a path that nobody guesses or by name and password."""
