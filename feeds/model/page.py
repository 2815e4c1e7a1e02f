"""What a channel's HTML page shows."""

from dataclasses import dataclass
from datetime import datetime

from feeds.model.channel import Format, Period, Site
from feeds.model.document import Entry
from feeds.model.outline import OutlineNode


@dataclass(frozen=True, slots=True, kw_only=True)
class PageLink:
    """A step of the way down to a channel: ``path`` is that of the channel it leads to."""

    path: str
    title: str


@dataclass(frozen=True, slots=True, kw_only=True)
class PageView:
    """One channel's page, or the directory where ``path`` is the index.

    ``crumbs`` lead from the index to the channel above; ``children`` are the channels below with all that is
    below them; ``entries`` the latest, newest first. ``zone`` is the IANA name of the site's time zone.
    ``updated_at`` is the feed's. ``poll_interval_min`` is how often readers may ask. With ``most_read`` the
    entries stand in order of rank, and ``gains`` says of each how often it was read in that time.
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
    entries: tuple[Entry, ...] = ()
    most_read: Period | None = None
    gains: tuple[int, ...] = ()
