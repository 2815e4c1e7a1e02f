"""Options of this server and redirects for other servers, from the settings and removed channels."""

from collections.abc import Iterable, Sequence
from urllib.parse import quote

from feeds.config import Settings
from feeds.exporters.redirects import LIST, MAP, RemovedAddress, moved_list, nginx_map
from feeds.model import RemovedChannel
from feeds.server.http.addresses import Addresses, ChannelMove, Redirect
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
        trusted_proxies=settings.server.trusted_proxies,
        limits=settings.server.limits,
        metrics=settings.server.metrics,
        process=process_number(),
    )


def redirect_files(
    settings: Settings, removed: Iterable[RemovedChannel], gone_names: Sequence[str]
) -> tuple[tuple[str, bytes], ...]:
    """The files, by name, from which another web server answers for removed channels and addresses."""
    options = server_options(settings, removed)
    addresses = Addresses(options.site_url, options.moved, options.gone)
    listed = [_moved(addresses, move.path) for move in options.moved]
    listed += [RemovedAddress(path=path) for path in options.gone]
    listed.sort(key=lambda one: one.path)
    map_ = nginx_map(listed, gone_names, addresses.prefix)
    return (LIST, moved_list(listed, gone_names)), (MAP, map_)


def _moved(addresses: Addresses, path: str) -> RemovedAddress:
    """A channel that moved, with the final targets of its page and of its feeds."""
    page, base = _final_target(addresses, path), _final_target(addresses, f"{path}.atom")
    return RemovedAddress(path=path, page=page, base=base)


def _final_target(addresses: Addresses, name: str) -> str | None:
    """The final target of an address, without the suffix of a format."""
    found = addresses.read(f"/{quote(name)}")
    return found.location.removesuffix(".atom") if isinstance(found, Redirect) else None
