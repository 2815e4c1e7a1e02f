"""View counts, and rankings of what is read most."""
