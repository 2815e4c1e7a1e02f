"""Read the ``Link`` header field. Source: RFC 8288 §3."""

import re
from dataclasses import dataclass

MAX_CHARS = 16_384
"""How much of a header is read; what follows is ignored."""

_TARGET = re.compile(r"[\s,]*<([^<>]*)>")
_PARAMETER = re.compile(
    r"""\s*;\s*([^\s;,="<>]+)(?:\s*=\s*(?:"((?:[^"\\]|\\.)*+)"|([^\s;,"<>]*+)))?|\s*;""",
    re.DOTALL,
)
_ESCAPED = re.compile(r"\\(.)", re.DOTALL)


@dataclass(frozen=True, slots=True)
class HeaderLink:
    """One link: its target as written, and its relations in lower case."""

    target: str
    relations: tuple[str, ...]


def parse_link_header(value: str) -> tuple[HeaderLink, ...]:
    """Return the links of a header in their order, up to the first that cannot be read.

    Of several ``rel`` parameters the first counts; a link with an ``anchor`` is about another document and is
    left out.
    """
    text, position, found = value[:MAX_CHARS], 0, []
    while target := _TARGET.match(text, position):
        position = target.end()
        parameters: dict[str, str] = {}
        while one := _PARAMETER.match(text, position):
            position = one.end()
            if one[1]:
                quoted = _ESCAPED.sub(r"\1", one[2]) if one[2] is not None else one[3] or ""
                parameters.setdefault(one[1].lower(), quoted)
        if "anchor" not in parameters:
            relations = tuple(parameters.get("rel", "").lower().split())
            found.append(HeaderLink(target[1].strip(), relations))
    return tuple(found)


def with_relation(links: tuple[HeaderLink, ...], relation: str) -> tuple[str, ...]:
    """Return the targets of the links with a relation."""
    return tuple(link.target for link in links if relation in link.relations)
