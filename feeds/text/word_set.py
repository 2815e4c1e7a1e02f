"""Lists of words written as text, which is easier to read than a Python set."""


def word_set(text: str) -> frozenset[str]:
    """Return the words of a text."""
    return frozenset(text.split())
