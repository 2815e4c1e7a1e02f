"""Heads of feeds, rendered once: from one publication to the next only their time changes."""

from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from functools import lru_cache

from feeds.model import Head

CACHED = 4096
"""How many heads are cached, some 2 KB each: one of each format of 1,000 channels and more."""

_SAMPLE = datetime(2001, 1, 1, 1, 1, 1, tzinfo=UTC)

RenderHead = Callable[[Head, frozenset[str]], bytes]
FormatTime = Callable[[datetime], str]


@dataclass(frozen=True, slots=True, kw_only=True)
class HeadTemplate:
    """The bytes of a head between the places of its time, and the head with a sample time."""

    around: tuple[bytes, ...]
    sample: bytes

    def at(self, time: str) -> bytes:
        """Return the head with a time."""
        return time.encode().join(self.around)


def render_head(
    render: RenderHead, time: FormatTime, head: Head, prefixes: frozenset[str]
) -> tuple[bytes, bytes]:
    """Render a head as ``render`` does, which writes the time of the head as ``time`` does.

    The second result is the same head with a sample time: equal for heads that differ only in their time. The
    head of an archive part is rendered as it is, because a part is seldom published again.
    """
    if head.archive:
        rendered = render(head, prefixes)
        return rendered, rendered
    template = _template(render, time, replace(head, updated_at=_SAMPLE), prefixes)
    if template is None:
        rendered = render(head, prefixes)
        return rendered, rendered
    return template.at(time(head.updated_at)), template.sample


@lru_cache(CACHED)
def _template(
    render: RenderHead, time: FormatTime, head: Head, prefixes: frozenset[str]
) -> HeadTemplate | None:
    """Return the template of a head, ``None`` where a text of the head contains the sample time."""
    sample = time(_SAMPLE)
    if sample in repr(head):
        return None
    rendered = render(head, prefixes)
    return HeadTemplate(around=tuple(rendered.split(sample.encode())), sample=rendered)
