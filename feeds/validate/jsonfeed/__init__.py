"""JSON Feed 1.1: parsed once, judged by a table of keys."""
