"""The channel tree as readers see it: titles, pages and feeds."""

from dataclasses import dataclass

from feeds.model.channel import Format


@dataclass(frozen=True, slots=True, kw_only=True)
class OutlineNode:
    """One channel and those below it.

    ``feeds`` are its addresses by format, the preferred one first; ``children`` are in the order of the
    settings.
    """

    path: str
    title: str
    page_url: str
    feeds: tuple[tuple[Format, str], ...]
    description: str | None = None
    language: str | None = None
    children: tuple["OutlineNode", ...] = ()
