"""Texts of errors that others may read: what may be secret is left out."""

import re

HIDDEN = "…"

UNTOLD = "it could not be read"
"""What is published where an error's own words might reveal something."""

_AFTER_SCHEME = re.compile(r"(?<=[A-Za-z0-9+.-])://([^\s/?#'\"<>]*+)([^\s'\"<>]*+)")
_QUERY = re.compile(r"[?#;].*", re.DOTALL)
_OWN_WORDS = re.compile(r"[a-z0-9]+(?: [a-z0-9,]+)+")


def without_secrets(text: str) -> str:
    """Leave user names, passwords and queries out of the addresses in a text."""
    return _AFTER_SCHEME.sub(_plain, text)


def in_public(error: str) -> str:
    """Return the plain words that an error begins with, which are ours.

    What follows a colon comes from others, and addresses and names of files may name an article that nobody
    may know of yet.
    """
    begins = error.partition(":")[0].strip()
    return begins if _OWN_WORDS.fullmatch(begins) else UNTOLD


def _plain(found: re.Match[str]) -> str:
    host = found[1].rpartition("@")[2]
    path = _QUERY.sub("", found[2])
    return f"://{host}{path}" + (HIDDEN if path != found[2] else "")
