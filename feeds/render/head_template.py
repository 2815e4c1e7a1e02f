"""Heads of feeds, rendered once: from one to the next mostly a time, some addresses and a title change."""

import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from functools import lru_cache

import msgspec

from feeds.model import Head
from feeds.render.strict import is_uri

CACHED = 1024
"""How many templates are cached, some 2 KB each: one of each format for all channels that look the same."""

_SAMPLE_TIME = datetime(2001, 1, 1, 1, 1, 1, tzinfo=UTC)
_NO_TIME = datetime(1970, 1, 1, tzinfo=UTC)
_SAMPLE = "https://feeds.invalid/sample-"
_is_address = re.compile(r"(?:https?://|urn:uuid:)[A-Za-z0-9:/._~%-]+").fullmatch
"""An address that no format escapes."""

_is_text = re.compile(
    r"(?=\S)[^\x00-\x1f\x7f-\x9f\"&'<>\\\ud800-\udfff\ufffe\uffff]+(?<=\S)"  # no format escapes or strips it
).fullmatch

RenderHead = Callable[[Head, frozenset[str]], bytes]
FormatTime = Callable[[datetime], str]


@dataclass(frozen=True, slots=True, kw_only=True)
class HeadTemplate:
    """The bytes of a head; every second piece is the number of a value, or -1 for the time."""

    pieces: tuple[bytes | int, ...]

    def fill(self, time: str, values: Sequence[str]) -> bytes:
        """Return the head with a time and with the values of a head."""
        inserted = [value.encode() for value in (*values, time)]  # the time is at -1
        return b"".join([inserted[one] if isinstance(one, int) else one for one in self.pieces])


def render_head(
    render: RenderHead, time: FormatTime, head: Head, prefixes: frozenset[str]
) -> tuple[bytes, bytes]:
    """Render a head as ``render`` does, which writes the time of the head as ``time`` does.

    The second result is the same head with a sample time: equal for heads that differ only in their time.
    """
    sample, values = _sample_of(head)
    template = _template(render, time, sample, prefixes)
    if template is None:
        rendered = render(head, prefixes)
        return rendered, rendered
    return template.fill(time(head.updated_at), values), template.fill(time(_SAMPLE_TIME), values)


def _sample_of(head: Head) -> tuple[Head, tuple[str, ...]]:
    """Return a head with samples in place of its time and of what differs between channels, and these values.

    Equal values have the same sample. What a format might escape stays.
    """
    samples: dict[str, str] = {}

    def address(value: str) -> str:
        return samples.setdefault(value, f"{_SAMPLE}{len(samples):03}") if _is_address(value) else value

    def text(value: str) -> str:
        return samples.setdefault(value, f"{_SAMPLE}{len(samples):03}") if _is_text(value) else value

    sample = replace(
        head,
        id=address(head.id) if is_uri(head.id) else head.id,  # Atom has another id in place of others
        title=text(head.title),
        description=text(head.description),
        page_url=address(head.page_url),
        self_urls=tuple([(form, address(url)) for form, url in head.self_urls]),
        links=tuple([replace(link, href=address(link.href)) for link in head.links]),
        updated_at=_SAMPLE_TIME,
    )
    return sample, tuple(samples)


@lru_cache(CACHED)
def _template(
    render: RenderHead, time: FormatTime, head: Head, prefixes: frozenset[str]
) -> HeadTemplate | None:
    """Return the template of a head, ``None`` where one of its own texts contains a sample."""
    sample_time, texts = time(_SAMPLE_TIME), msgspec.json.encode(replace(head, updated_at=_NO_TIME)).decode()
    if sample_time in texts or texts.count(_SAMPLE) != _count_samples(head):
        return None
    rendered = render(head, prefixes)
    places = re.compile(f"{re.escape(_SAMPLE)}([0-9]{{3}})|({re.escape(sample_time)})".encode())
    pieces: list[bytes | int] = []
    end = 0
    for place in places.finditer(rendered):
        pieces += (rendered[end : place.start()], -1 if place[1] is None else int(place[1]))
        end = place.end()
    return HeadTemplate(pieces=(*pieces, rendered[end:]))


def _count_samples(head: Head) -> int:
    addresses = (*[url for _, url in head.self_urls], *[link.href for link in head.links])
    values = (head.id, head.title, head.description, head.page_url, *addresses)
    return sum(value.startswith(_SAMPLE) for value in values)
