"""Markup that all parsers cut into the same tags, recognised by an automaton at a tenth of a walk's cost.

What it accepts has at most 20 attributes in a tag, every quote closed, comments and raw text with a certain
end, and no element whose inside some parsers read by other rules.
"""

import re
from collections.abc import Iterator
from functools import cache
from typing import Any

from feeds.text.html_patterns import automaton, names_except
from feeds.text.html_tokens import FOREIGN, RAW_TEXT

_BLANK = r"[ \t\n\r\f]"
_PLAIN_ATTRIBUTES = (
    rf"(?:{_BLANK}+[a-zA-Z_:@][a-zA-Z0-9_:.-]*(?:=(?:\"[^\"<>]*\"|'[^'<>]*'|[^ \t\n\r\f\"'<>=`]+))?){{0,20}}"
    rf"{_BLANK}*/?"
)
_PLAIN_RAW = ("iframe", "script", "style", "textarea", "title")
_PLAIN_NAME = names_except(frozenset(_PLAIN_RAW))
_PLAIN = "".join((
    rf"(?:[^<]|<{_PLAIN_NAME}{_PLAIN_ATTRIBUTES}>|</{_PLAIN_NAME}{_BLANK}*>",
    *(
        rf"|<(?i:{name}){_PLAIN_ATTRIBUTES}>(?:[^<]|<[^/!<]|<![^-<]|</[^<{name[0]}{name[0].upper()}])*"
        rf"</(?i:{name}){_BLANK}*>"
        for name in _PLAIN_RAW
    ),
    r"|<!--(?:-->|(?:[^->]|-[^->])(?:[^-]|-[^-])*-->)|<!(?i:doctype)[^<>]*>)*",
))  # fmt: skip
"""Markup that all parsers cut into the same tags, none of which has many attributes."""

_NO_MARKUP = "|".join((
    "(?is)<!--.*?-->",
    *(rf"<{name}(?:[^a-z0-9<>][^<>]*)?>.*?</{name}" for name in _PLAIN_RAW),
))  # fmt: skip
"""Comments and raw text of plain markup."""

_NOT_PLAIN = RAW_TEXT.difference(_PLAIN_RAW) | FOREIGN | {"frameset", "noscript", "plaintext", "select"}
"""Elements whose rules the walk knows; in a ``select`` the text of others is not raw."""

_ROOT = re.compile(r"<(?:html|head|body)(?![a-z0-9])", re.IGNORECASE)
_MAX_ROOTS = 5
_TAG_NAME = re.compile(r"<(/?[a-z][a-z0-9]*+)", re.IGNORECASE | re.ASCII)


def is_plain(html: str) -> bool:
    """Whether HTML has only tags that all parsers see in the same way, without elements of other rules."""
    try:
        encoded = html.encode()
    except UnicodeEncodeError:
        return False
    plain, others, _ = _automata()
    if plain.fullmatch(encoded) is None or others.search(encoded) is not None:
        return False
    return len(_ROOT.findall(html)) <= _MAX_ROOTS


@cache
def _automata() -> tuple[Any, Any, Any]:
    """Compile the patterns of plain markup, of elements that are not plain, and of what is no markup."""
    others = rf"(?i)</?(?:{'|'.join(sorted(_NOT_PLAIN))})(?:[^a-z0-9]|\z)"
    return automaton(_PLAIN), automaton(others), automaton(_NO_MARKUP)


def plain_tags(html: str) -> Iterator[str]:
    """Yield the tags of plain markup in lower case, end tags with their slash."""
    _, _, no_markup = _automata()
    return map(str.lower, _TAG_NAME.findall(no_markup.sub(b"", html.encode()).decode()))
