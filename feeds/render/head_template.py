"""Heads of feeds, rendered once: from one document to the next only their time and some addresses change."""

import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from functools import lru_cache

import msgspec

from feeds.model import Head

CACHED = 4096
"""How many heads are cached, some 2 KB each: one of each format of 1,000 channels and more."""

_SAMPLE = datetime(2001, 1, 1, 1, 1, 1, tzinfo=UTC)
_NO_TIME = datetime(1970, 1, 1, tzinfo=UTC)
_SAMPLE_ADDRESS = "https://feeds.invalid/address-"
_is_plain = re.compile(r"[A-Za-z0-9:/._~%-]*").fullmatch
"""An address that no format escapes."""

RenderHead = Callable[[Head, frozenset[str]], bytes]
FormatTime = Callable[[datetime], str]


@dataclass(frozen=True, slots=True, kw_only=True)
class HeadTemplate:
    """The bytes of a head; every second piece is the number of an address, or -1 for the time.

    ``sample`` is the head with a sample time and the sample addresses.
    """

    pieces: tuple[bytes | int, ...]
    sample: bytes

    def fill(self, time: str, addresses: Sequence[str]) -> bytes:
        """Return the head with a time and with addresses."""
        values = [address.encode() for address in (*addresses, time)]  # the time is at -1
        return b"".join([values[one] if isinstance(one, int) else one for one in self.pieces])


def render_head(
    render: RenderHead, time: FormatTime, head: Head, prefixes: frozenset[str]
) -> tuple[bytes, bytes]:
    """Render a head as ``render`` does, which writes the time of the head as ``time`` does.

    The second result is the same head with a sample time: equal for heads that differ only in their time. The
    template of an archive part has places for its addresses too, because a part is seldom published again.
    """
    addresses = _addresses(head) if head.archive else ()
    template = None
    if all(map(_is_plain, addresses)):
        sample = _with_addresses(head, len(addresses)) if addresses else head
        template = _template(render, time, replace(sample, updated_at=_SAMPLE), prefixes)
    if template is None:
        rendered = render(head, prefixes)
        return rendered, rendered
    filled = template.fill(time(head.updated_at), addresses)
    return filled, filled if addresses else template.sample


def _addresses(head: Head) -> tuple[str, ...]:
    return (*(url for _, url in head.self_urls), *(link.href for link in head.links))


def _with_addresses(head: Head, count: int) -> Head:
    """Return a head with sample addresses in place of its own."""
    samples = iter([f"{_SAMPLE_ADDRESS}{number:03}" for number in range(count)])
    return replace(
        head,
        self_urls=tuple([(form, next(samples)) for form, _ in head.self_urls]),
        links=tuple([replace(link, href=next(samples)) for link in head.links]),
    )


@lru_cache(CACHED)
def _template(
    render: RenderHead, time: FormatTime, head: Head, prefixes: frozenset[str]
) -> HeadTemplate | None:
    """Return the template of a head, ``None`` where a text of the head contains a sample."""
    sample, texts = time(_SAMPLE), msgspec.json.encode(replace(head, updated_at=_NO_TIME)).decode()
    places_expected = sum(address.startswith(_SAMPLE_ADDRESS) for address in _addresses(head))
    if sample in texts or texts.count(_SAMPLE_ADDRESS) != (places_expected if head.archive else 0):
        return None
    rendered = render(head, prefixes)
    places = re.compile(f"{_SAMPLE_ADDRESS}([0-9]{{3}})|({re.escape(sample)})".encode())
    pieces: list[bytes | int] = []
    end = 0
    for place in places.finditer(rendered):
        pieces += (rendered[end : place.start()], -1 if place[1] is None else int(place[1]))
        end = place.end()
    return HeadTemplate(pieces=(*pieces, rendered[end:]), sample=rendered)
