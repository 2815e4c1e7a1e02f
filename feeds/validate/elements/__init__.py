"""The tables of elements, one module per vocabulary."""
