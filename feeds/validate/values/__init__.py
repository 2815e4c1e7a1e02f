"""Parsers and predicates of values, independent of rules: dates, URIs, HTML, style, codes."""
