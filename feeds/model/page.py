"""The content of a channel's HTML page."""

from dataclasses import dataclass
from datetime import datetime

from feeds.model.channel import Format, Period, Site
from feeds.model.document import Entry
from feeds.model.outline import OutlineNode


@dataclass(frozen=True, slots=True, kw_only=True)
class PageLink:
    """A link to a channel above, with its path."""

    path: str
    title: str


@dataclass(frozen=True, slots=True, kw_only=True)
class PageView:
    """One channel's page, or the directory where ``path`` is the index.

    ``crumbs`` link the channels from the index to the parent. ``children`` are the channels directly below,
    in a small tree with the level below them; ``more_children`` counts those left out. ``entries`` are
    the latest, newest first. ``zone`` is the IANA name of the site's time zone. ``updated_at`` is the feed's.
    ``poll_interval_min`` is the expected polling interval. With ``most_read`` the entries are in order of
    rank, and ``gains`` are their views in the period.
    """

    site: Site
    path: str
    title: str
    page_url: str
    feeds: tuple[tuple[Format, str], ...]
    updated_at: datetime
    poll_interval_min: int
    zone: str = "UTC"
    language: str | None = None
    description: str | None = None
    image: str | None = None
    contact: str | None = None
    rights: str | None = None
    opml_url: str | None = None
    hub_url: str | None = None
    crumbs: tuple[PageLink, ...] = ()
    children: tuple[OutlineNode, ...] = ()
    more_children: int = 0
    entries: tuple[Entry, ...] = ()
    most_read: Period | None = None
    gains: tuple[int, ...] = ()
