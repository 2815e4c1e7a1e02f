"""Which hubs a fetched feed advertises, and the topic to subscribe to. Source: WebSub §4."""

from collections.abc import Iterable
from urllib.parse import urlsplit

from feeds.outgoing import MAX_URL, Response
from feeds.readers.feed_readings import FeedReadings
from feeds.text.link_header import parse_link_header, with_relation
from feeds.text.urls import absolute_url

MAX_HUBS = 4
"""How many hubs of a feed are kept."""


def hub_links(response: Response, document: FeedReadings) -> tuple[tuple[str, ...], str]:
    """Return the hubs and the topic: of the ``Link`` header first, then of the document.

    Without a self link the topic is the address of the document.
    """
    links = parse_link_header(response.header("link") or "")
    hubs = _absolute(with_relation(links, "hub"), response.url) or _absolute(document.hubs, response.url)
    topics = _absolute((*with_relation(links, "self"), document.self_url or ""), response.url)
    return usable_hubs(hubs, response.url), next(iter(topics), response.url)


def usable_hubs(hubs: Iterable[str], feed_url: str) -> tuple[str, ...]:
    """Return the hubs that may be used: those with https, unless the feed itself has none.

    The secret of a subscription would otherwise be sent in the clear (R-HUB-04).
    """
    secure = urlsplit(feed_url).scheme == "https"
    found = (hub for hub in hubs if hub.startswith("https://") or not secure)
    return tuple(dict.fromkeys(found))[:MAX_HUBS]


def _absolute(addresses: Iterable[str], base: str) -> tuple[str, ...]:
    found = (absolute_url(address, base) for address in addresses if address)
    return tuple(url for url in found if url and len(url) <= MAX_URL and "#" not in url)
