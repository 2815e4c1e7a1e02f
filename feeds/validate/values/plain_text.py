"""Markup and character references in text that should have none."""

import re
from html.entities import name2codepoint

from feeds.validate.values.tags import ELEMENTS

_END_TAG = re.compile(r"</([A-Za-z][A-Za-z0-9]*)\s*>")
_REFERENCE = re.compile(r"&(#?\w+)")


def markup_in(text: str) -> str | None:
    """Return the first end tag of an HTML element, which readers interpret as markup."""
    for found in _END_TAG.finditer(text):
        if found[1].lower() in ELEMENTS:
            return f"</{found[1]}>"
    return None


def reference_in(text: str) -> str | None:
    """Return the first character reference that a reader which unescapes twice would replace."""
    for found in _REFERENCE.finditer(text):
        name = found[1]
        if name == "apos" or name in name2codepoint or not name.isalpha():
            return f"&{name[:40]};"
    return None
