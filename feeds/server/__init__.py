"""HTTP: chooses among what was published, never renders."""
