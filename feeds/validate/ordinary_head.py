"""Recognises heads of feeds that are valid in every format, as ``ordinary_entry`` does entries.

Heads consist of settings, addresses and a time. The parts of an archive differ only in the last two, and most
are published once: validating their heads took a third of the time of publishing them.
"""

import re

from feeds.model import FeedLink, Head
from feeds.validate.ordinary_entry import are_addresses, are_times, is_address, is_id, is_language, is_person

_RELATIONS = frozenset({"hub", "license", "current", "prev-archive", "next-archive"})
_TYPES = frozenset({None, "application/rss+xml", "application/atom+xml", "application/feed+json"})
_LONGEST_TTL_MIN = 7 * 24 * 60
_contact = re.compile(r"[A-Za-z0-9][A-Za-z0-9 ]{0,80}").fullmatch
_text = re.compile(
    r"(?=\s*+\S)[^\x00-\x08\x0b\x0c\x0e-\x1f\ud800-\udfff\ufffe\uffff]++"  # not blank; characters of XML
).fullmatch


def is_ordinary_head(head: Head) -> bool:
    """Return whether the head of a feed is certainly without errors; tombstones are not considered."""
    return (
        bool(_text(head.title))
        and bool(_text(head.description))
        and is_id(head.id)
        and is_address(head.page_url)
        and all(is_address(url) for _, url in head.self_urls)
        and are_times(head.updated_at)
        and is_person(head.author)
        and bool(_text(head.author.name))
        and are_addresses(head.image, head.icon_url)
        and (head.language is None or is_language(head.language))
        and (head.contact is None or bool(_contact(head.contact)))
        and (head.ttl_min is None or 1 <= head.ttl_min <= _LONGEST_TTL_MIN)
        and head.cloud is None
        and all(map(_is_link, head.links))
        and len({link.href for link in head.links} & {url for _, url in head.self_urls}) == 0
    )


def _is_link(link: FeedLink) -> bool:
    return link.rel in _RELATIONS and link.type in _TYPES and is_address(link.href)
