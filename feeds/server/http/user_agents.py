"""Who fetches a feed, as far as counts go: a kind of reader, and how many subscribers it declares.

A user agent is read once and then remembered among the last few thousand; counts hold nothing of its text.
"""

import re
from dataclasses import dataclass
from functools import lru_cache
from hashlib import blake2s

from feeds.server.http.user_agent_kinds import kind_of

REMEMBERED = 4096
LOOKED_AT = 400
"""How many characters of a user agent are read and remembered; the longest known one has half as many."""

_SUBSCRIBERS = re.compile(
    r"(?<![\d.,])(\d{1,3}(?:,\d{3}){1,2}|\d{1,9}) (?:subscriber|reader|follower)s?\b", re.IGNORECASE
)
_FEED_ID = re.compile(r"feed-?id\s*[=:]\s*([\w-]+)", re.IGNORECASE)
_PRODUCT = re.compile(r"[^/;()\d]*")


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Agent:
    """A fetcher, one object for each: it is a key of counts, and told apart by identity.

    ``subscribers`` is the number it declares, ``None`` where it declares none. ``fetcher`` then tells one
    product and one of its feeds from others, by a digest of both names.
    """

    kind: str
    fetcher: str = ""
    subscribers: int | None = None


@lru_cache(REMEMBERED)
def agent_of(user_agent: str | None) -> Agent:
    """The fetcher that a user agent names."""
    text = (user_agent or "")[:LOOKED_AT]
    kind = kind_of(text)
    subscribers = declared(text)
    if subscribers is None:
        return plain(kind)
    return _declaring(kind, _fetcher(kind, text), subscribers)


@lru_cache(REMEMBERED)
def plain(kind: str) -> Agent:
    """A fetcher of a kind that declares nothing."""
    return Agent(kind=kind)


@lru_cache(REMEMBERED)
def _declaring(kind: str, fetcher: str, subscribers: int) -> Agent:
    return Agent(kind=kind, fetcher=fetcher, subscribers=subscribers)


def declared(user_agent: str) -> int | None:
    """The number of subscribers that a fetcher says it comes for (``Feedly/1.0 (…; 42 subscribers; …)``)."""
    found = _SUBSCRIBERS.search(user_agent)
    return None if found is None else int(found[1].replace(",", ""))


def _fetcher(kind: str, text: str) -> str:
    """One feed at one product: aggregators keep several feeds at one address apart by ids of theirs."""
    feed_id = _FEED_ID.search(text)
    product = _PRODUCT.match(text)
    names = (kind, product[0].strip() if product else "", feed_id[1] if feed_id else "")
    return blake2s("\0".join(names).encode(errors="replace"), digest_size=4).hexdigest()
