# ruff: noqa: PLR2004 - the limits of a specification stand where they are judged
"""Small values: languages, media types, mail addresses, numbers, and text that should hold no markup."""

import re
from functools import lru_cache
from html.entities import name2codepoint

from feeds.validate.values.codes import LANGUAGES
from feeds.validate.values.tags import ELEMENTS

_LANGUAGE = re.compile(
    r"([A-Za-z]{2,3})(?:-[A-Za-z]{3}){0,3}(?:-[A-Za-z]{4})?(?:-(?:[A-Za-z]{2}|\d{3}))?"
    r"(?:-(?:[A-Za-z0-9]{5,8}|\d[A-Za-z0-9]{3}))*(?:-[A-WY-Za-wy-z0-9](?:-[A-Za-z0-9]{2,8})+)*"
    r"(?:-[xX](?:-[A-Za-z0-9]{1,8})+)?"
)
_PRIVATE = re.compile(
    r"[xXiI](?:-[A-Za-z0-9]{1,8})+|art-lojban|zh-min(?:-nan)?|en-GB-oed|sgn-[A-Za-z]{2}(?:-[A-Za-z]{2})?",
    re.IGNORECASE,
)
_MIME = re.compile(
    r"[^\s()<>,;:\\\"/\[\]?=]+/[^\s()<>,;:\\\"/\[\]?=]+"
    r"(?:\s*;\s*[^\s()<>,;:\\\"/\[\]?=]+=(?:\"(?:\\\"|[^\"])*\"|[^\s()<>,;:\\\"/\[\]?=]+))*"
)
_ADDRESS = re.compile(
    r"[\w!#$%&'*+/=?^`{|}~-]+(?:\.[\w!#$%&'*+/=?^`{|}~-]+)*@"
    r"(?:[^\W_](?:[\w-]*[^\W_])?(?:\.[^\W_](?:[\w-]*[^\W_])?)+|\[[0-9a-fA-F:.]+\])"
)
_END_TAG = re.compile(r"</([A-Za-z][A-Za-z0-9]*)\s*>")
_REFERENCE = re.compile(r"&(#?\w+)")
_INTEGER = re.compile(r"[+-]?\d+")


@lru_cache(maxsize=512)
def is_language(tag: str) -> bool:
    """Whether a tag is well-formed by RFC 5646 and its language is registered."""
    found = _LANGUAGE.fullmatch(tag)
    if found:
        return found[1].lower() in LANGUAGES
    return bool(_PRIVATE.fullmatch(tag))


@lru_cache(maxsize=512)
def is_mime(text: str) -> bool:
    """Whether a text is a media type, with or without parameters."""
    return bool(_MIME.fullmatch(text))


def is_address(text: str) -> bool:
    """Whether a text is one mail address without a name."""
    return bool(_ADDRESS.fullmatch(text))


def holds_address(text: str) -> bool:
    """Whether a mail address stands in angle brackets, or alone, in a text."""
    found = _ADDRESS.search(text) if "@" in text else None
    return bool(found) and (text[found.start() - 1 : found.start()] == "<" or found[0] == text.strip())  # type: ignore[index,union-attr]


def integer(text: str) -> int | None:
    """The number of a text of digits with a sign at most; ``None`` if it is none."""
    return int(text) if len(text) <= 40 and _INTEGER.fullmatch(text.strip()) and text.isascii() else None


def markup_in(text: str) -> str | None:
    """The first piece of a text that readers would take for HTML: an end tag or a character reference."""
    for name in _END_TAG.findall(text):
        if name.lower() in ELEMENTS:
            return f"</{name}>"
    return None


def references_in(text: str) -> str | None:
    """The first thing that a reader that unescapes twice would replace."""
    for name in _REFERENCE.findall(text):
        if (
            name == "apos"
            or name in name2codepoint
            or (not name.isalpha() and name[0] == "#")
            or not name.isalpha()
        ):
            return f"&{name};"
    return None
