"""View counts, and the rankings of most-read articles."""
