"""Options of this server and redirects for other servers, from the settings and removed channels."""

from collections.abc import Iterable, Sequence
from urllib.parse import quote

from feeds.config import Settings
from feeds.exporters.redirects import (
    APACHE,
    LIST,
    MAP,
    NETLIFY,
    OldAddress,
    RemovedAddress,
    apache_redirects,
    moved_list,
    netlify_redirects,
    nginx_map,
)
from feeds.model import INDEX, GoneResource, RemovedChannel
from feeds.pipeline.channel_documents import MAX_AGE_S
from feeds.server.http.addresses import Addresses, ChannelMove, Redirect
from feeds.server.http.freshness import takedown_s
from feeds.server.http.well_known import ENDINGS, well_known_feeds
from feeds.server.state import ServerOptions
from feeds.service.workers import process_number


def server_options(settings: Settings, removed: Iterable[RemovedChannel]) -> ServerOptions:
    """The options of the server: from the settings and all channels that were ever moved or removed."""
    channels = tuple(removed)
    return ServerOptions(
        site_url=settings.site.url,
        language=settings.site.language or "zh-CN",
        moved=tuple(
            ChannelMove(path=one.path, to=one.moved_to) for one in channels if one.moved_to is not None
        ),
        gone=tuple(one.path for one in channels if not one.moved_to),
        redirects=tuple((one.old, one.to) for one in settings.redirects),
        trusted_proxies=settings.server.trusted_proxies,
        limits=settings.server.limits,
        metrics=settings.server.metrics,
        process=process_number(),
        takedown_within_s=int(within_s) if (within_s := settings.server.takedown_within_s) else None,
    )


def takedown_within_s(settings: Settings) -> int:
    """How long caches may show an article after its withdrawal (R-TOMB-08)."""
    within_s = settings.server.takedown_within_s
    longest_s = max(int(settings.site.fresh_at_most_s), MAX_AGE_S)
    return takedown_s(longest_s, None if within_s is None else int(within_s))


def redirect_files(
    settings: Settings,
    removed: Iterable[RemovedChannel],
    gone: Sequence[GoneResource],
    published: Iterable[str] = (),
) -> tuple[tuple[str, bytes], ...]:
    """The redirect files for other web servers, by name; ``published`` are the names that exist."""
    options = server_options(settings, removed)
    addresses = Addresses(options.site_url, options.moved, options.gone)
    listed = [_moved(addresses, move.path) for move in options.moved]
    listed += [RemovedAddress(path=path) for path in options.gone]
    listed.sort(key=lambda one: one.path)
    old = (*_old_addresses(settings, addresses, frozenset(published)), *_removed_parts(addresses, gone))
    gone_names = [one.name for one in gone if one.moved_to is None]
    return (
        (LIST, moved_list(listed, gone_names)),
        (MAP, nginx_map(listed, gone_names, addresses.prefix, old)),
        (NETLIFY, netlify_redirects(listed, old)),
        (APACHE, apache_redirects(listed, gone_names, addresses.prefix, old)),
    )


def _old_addresses(
    settings: Settings, addresses: Addresses, published: frozenset[str]
) -> tuple[OldAddress, ...]:
    """The configured redirects, then the well-known addresses of every public channel that exists."""
    site = settings.site.url
    targets: dict[str, str] = {}
    for one in settings.redirects:
        if "?" not in one.old:  # rules of these servers compare paths
            targets[f"{addresses.prefix}{one.old}"] = f"{site}{one.to}" if one.to.startswith("/") else one.to
    for channel in settings.channels:
        below = "" if channel.path == INDEX else f"/{quote(channel.path)}"
        for last in ENDINGS:
            name = f"{channel.path}/{last}" if below else last
            feed = next((feed for feed in well_known_feeds(name) if feed in published), None)
            for path in (f"{below}/{last}", *((f"{below}/{last}/",) if "." not in last else ())):
                if feed is not None and name not in published:
                    targets.setdefault(f"{addresses.prefix}{path}", addresses.url(feed))
    return tuple(OldAddress(path=path, url=url) for path, url in targets.items())


def _removed_parts(addresses: Addresses, gone: Sequence[GoneResource]) -> tuple[OldAddress, ...]:
    """The parts of archives that were removed, and where their readers go on (R-PAGE-08)."""
    return tuple(
        OldAddress(path=addresses.path(one.name), url=addresses.url(one.moved_to))
        for one in gone
        if one.moved_to is not None
    )


def _moved(addresses: Addresses, path: str) -> RemovedAddress:
    """A channel that moved, with the final targets of its page and of its feeds."""
    page, base = _final_target(addresses, path), _final_target(addresses, f"{path}.atom")
    return RemovedAddress(path=path, page=page, base=base)


def _final_target(addresses: Addresses, name: str) -> str | None:
    """The final target of an address, without the suffix of a format."""
    found = addresses.read(f"/{quote(name)}")
    return found.location.removesuffix(".atom") if isinstance(found, Redirect) else None
