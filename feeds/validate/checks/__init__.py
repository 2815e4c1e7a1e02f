"""Functions that check one value; the tables of elements refer to them."""
