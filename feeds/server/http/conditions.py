"""Whether the copy of a client is current. Source: RFC 9110 §13.1.2, §13.1.3, §13.2.2."""

import re
from collections.abc import Collection

from feeds.text.http_dates import parse_http_date

LONGEST_TAG_LIST = 4096
"""Characters of an ``If-None-Match`` that are read; the tags after them count as not sent."""

_LONGEST_DATE = 64
_MEMBER = re.compile(r'(?:[Ww]/)?(?:"(?P<quoted>[^"]*+)"|(?P<bare>[^",;\s]++))')
_ADDED = re.compile(r"(?:--?|;)(?:gzip|br|deflate|zstd)\Z")
"""What intermediaries append when they compress themselves: Apache ``-gzip``, Jetty ``--gzip``."""


def match_tags(header: str, current: Collection[str]) -> str | None:
    """The tag among ``current`` that an ``If-None-Match`` names, or ``None``; ``*`` names the first.

    ``current`` are the tags of one revision with their quotes, the preferred one first. Comparison is weak;
    unquoted tags and the suffixes of intermediaries are understood (R-HTTP-05), a tag of another revision
    never matches (R-HTTP-06).
    """
    header = header[:LONGEST_TAG_LIST]
    if header.strip() == "*":
        return next(iter(current))
    if not any(tag.strip('"') in header for tag in current):
        return None
    return next((tag for named in named_tags(header) for tag in current if tag in named), None)


def named_tags(header: str) -> tuple[frozenset[str], frozenset[str]]:
    """The tags of an ``If-None-Match`` as sent, and without the suffixes of intermediaries."""
    sent = [_opaque(member) for member in _MEMBER.finditer(header[:LONGEST_TAG_LIST])]
    return frozenset(f'"{tag}"' for tag in sent), frozenset(f'"{_ADDED.sub("", tag)}"' for tag in sent)


def _opaque(member: re.Match[str]) -> str:
    """A tag without its quotes."""
    return member["bare"] if member["quoted"] is None else member["quoted"]


def unmodified_since(header: str, modified_s: int, now_s: int) -> bool:
    """Whether nothing changed after an ``If-Modified-Since``; a value that is not an HTTP-date is ignored.

    ``modified_s`` is in seconds since 1970. Any date from then on counts, invented ones too (R-HTTP-08),
    except one in the future: no copy was made then. Source: RFC 9110 §13.1.3, RFC 2616 §14.25.
    """
    since_s = parse_http_date(header, modified_s) if len(header) <= _LONGEST_DATE else None
    return since_s is not None and modified_s <= since_s <= now_s
