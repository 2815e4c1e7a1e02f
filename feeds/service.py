"""The composition root: builds the parts, owns lifetimes and clocks."""
