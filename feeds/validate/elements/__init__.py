"""The tables of elements, one file a vocabulary."""
