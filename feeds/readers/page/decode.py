"""Decode the bytes of a page: byte order mark, declared charset, then the best fit."""

import codecs
import re

from feeds.readers.encodings import known_encoding

_BOMS = (
    (codecs.BOM_UTF8, "utf-8"),
    (codecs.BOM_UTF16_LE, "utf-16-le"),
    (codecs.BOM_UTF16_BE, "utf-16-be"),
)
_DECLARED = re.compile(rb"""(?:charset\s*=|encoding\s*=)\s*["']?\s*([A-Za-z0-9_.:-]+)""", re.IGNORECASE)
_HEAD_BYTES = 8192
_ASCII = frozenset({"ascii", "us-ascii"})


def page_text(body: bytes, *, charset: str | None = None) -> str:
    """Decode a page; ``charset`` comes from the Content-Type. Never fails: undecodable bytes are replaced.

    A byte order mark decides; after it the charset with the fewest unreadable characters among the
    declared ones, UTF-8 and GB18030, the earlier one on a tie. Source: WHATWG Encoding, R-XML.
    """
    for mark, name in _BOMS:
        if body.startswith(mark):
            return body[len(mark) :].decode(name, "replace")
    declared = _DECLARED.search(body[:_HEAD_BYTES])
    named = (charset, declared and declared.group(1).decode("ascii"))
    tries = [codec for name in named if name for codec in _codecs(name)]
    candidates = dict.fromkeys([*tries, "utf-8", "gb18030"])
    for codec in candidates:
        try:
            return body.decode(codec)
        except UnicodeDecodeError:
            continue
    return min((body.decode(codec, "replace") for codec in candidates), key=lambda text: text.count("\ufffd"))


def _codecs(name: str) -> tuple[str, ...]:
    """Return the codecs that a declared name may mean; ASCII is declared by pages that have more."""
    if name.lower() in _ASCII:
        return "utf-8", "cp1252"
    codec = known_encoding(name)
    return (codec,) if codec else ()
