"""The channel tree as pages and outlines show it: titles, pages and feeds."""

from dataclasses import dataclass

from feeds.model.channel import Format


@dataclass(frozen=True, slots=True, kw_only=True)
class OutlineNode:
    """One channel and the channels below it.

    ``feeds`` are its addresses by format, the preferred one first; ``children`` are in the order of the
    settings. ``below`` is the number of all channels below, where ``children`` are left out.
    """

    path: str
    title: str
    page_url: str
    feeds: tuple[tuple[Format, str], ...]
    description: str | None = None
    language: str | None = None
    children: tuple["OutlineNode", ...] = ()
    below: int = 0
