"""Character references of HTML."""

import html
import re

_LONG_NUMBER = re.compile(r"&#(?:\d{10,}|[xX][0-9a-fA-F]{10,});?")


def unescape(text: str) -> str:
    """Replace character references; numbers beyond Unicode become U+FFFD.

    ``html.unescape`` raises ``ValueError`` for numbers of more than 4,300 digits.
    """
    if "&" not in text:
        return text
    return html.unescape(_LONG_NUMBER.sub("\ufffd", text))
