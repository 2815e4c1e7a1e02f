"""A feed publisher: article records in, valid RSS, Atom and JSON feeds out."""

__version__ = "0.1.0"
