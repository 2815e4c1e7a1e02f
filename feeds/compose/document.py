"""Entries to a document: its head, and the addresses that belong to it."""

from collections.abc import Iterable, Mapping
from datetime import UTC, datetime
from urllib.parse import quote, urlsplit

from feeds.compose.entry import feed_author
from feeds.model import INDEX, Channel, Cloud, FeedLink, Format, Head, Site

CLOUD_PATH = "hub/cloud"
"""Where readers register for rssCloud notifications, below the root of the site."""

ICON = "icon.png"
"""The address of the site's icon, below its root."""


def page_url(site: Site, path: str) -> str:
    """Return the address of a channel's page, as a URI (R-URL-04)."""
    return f"{site.url}/" if path == INDEX else f"{site.url}/{quote(path)}"


def feed_url(site: Site, path: str, form: Format) -> str:
    """Return the canonical address of a feed."""
    return f"{site.url}/{quote(path)}.{form.value}"


def compose_head(
    site: Site, channel: Channel, *, id_: str, updated_at: datetime, ttl_min: int | None = None
) -> Head:
    """Build the metadata of a channel's feed; without ``ttl_min`` it is not meant to be polled."""
    return Head(
        id=id_,
        title=channel.title,
        description=channel.description or channel.title,
        page_url=page_url(site, channel.path),
        self_urls=tuple((form, feed_url(site, channel.path, form)) for form in channel.formats),
        updated_at=updated_at,
        author=feed_author(channel, site),
        language=channel.language or site.language,
        image=channel.image or site.image,
        icon_url=f"{site.url}/{ICON}",
        contact=channel.contact or site.contact,
        rights=channel.rights or site.rights,
        ttl_min=ttl_min,
        media_status=channel.media_status,
        links=() if channel.private else tuple(FeedLink(rel="hub", href=url) for url in site.hub_urls),
        cloud=_cloud(site) if site.rsscloud and not channel.private else None,
    )


def _cloud(site: Site) -> Cloud:
    """Return where readers register (R-CLOUD-01): a path of the site."""
    parts = urlsplit(site.url)
    port = parts.port or (443 if parts.scheme == "https" else 80)
    return Cloud(domain=parts.hostname or "", port=port, path=f"{parts.path}/{CLOUD_PATH}")


def feed_updated_at(
    changes: Iterable[datetime], *, settings_at: datetime | None, created_at: datetime
) -> datetime:
    """Return when a feed last changed: its entries, tombstones and head, never the clock (R-ATOM-19).

    ``created_at`` is the time of a feed that never had an entry.
    """
    known = [*changes, *([settings_at] if settings_at else [])]
    return max(known, default=created_at).astimezone(UTC)


def page_links(head: Head, media_types: Mapping[Format, str]) -> str:
    """Return the ``Link`` header of a channel's page: one XML format and JSON Feed (R-DISC-02, R-DISC-06)."""
    xml = [pair for pair in head.self_urls if pair[0] is not Format.JSON]
    json = [pair for pair in head.self_urls if pair[0] is Format.JSON]
    chosen = (*xml[:1], *json)
    return ", ".join(f'<{url}>; rel="alternate"; type="{media_types[form]}"' for form, url in chosen)


_LINKED = frozenset({"hub", "current", "prev-archive", "next-archive"})
"""Relations of a feed that its ``Link`` header repeats (R-PAGE-11)."""


def link_header(head: Head, form: Format, media_types: Mapping[Format, str]) -> str:
    """Return the ``Link`` header of a feed: self alone with its relation, then its siblings (R-HTTP-61)."""
    others = (
        f'<{url}>; rel="alternate"; type="{media_types[other]}"'
        for other, url in head.self_urls
        if other is not form
    )
    related = (f'<{link.href}>; rel="{link.rel}"' for link in head.links if link.rel in _LINKED)
    page = f'<{head.page_url}>; rel="alternate"; type="text/html"'
    return ", ".join([f'<{head.self_url(form)}>; rel="self"', *related, *others, page])
