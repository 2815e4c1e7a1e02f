"""JSON Feed 1.1: parsed once, checked by a table of keys."""
