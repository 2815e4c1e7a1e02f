"""The settings and the store's memory of what left, as this server is told of them, and any other."""

from collections.abc import Iterable, Sequence
from urllib.parse import quote

from feeds.config import Settings
from feeds.exporters.redirects import LIST, MAP, RemovedAddress, moved_list, nginx_map
from feeds.model import RemovedChannel
from feeds.server.http.addresses import Addresses, ChannelMove, Redirect
from feeds.server.state import ServerOptions
from feeds.service.workers import process_number


def server_options(settings: Settings, former: Iterable[RemovedChannel]) -> ServerOptions:
    """How a site is served: by its settings, and by all that moved or ended, whenever that was."""
    told = tuple(former)
    return ServerOptions(
        site_url=settings.site.url,
        language=settings.site.language or "zh-CN",
        moved=tuple(ChannelMove(path=one.path, to=one.moved_to) for one in told if one.moved_to is not None),
        gone=tuple(one.path for one in told if one.moved_to is None),
        trusted_proxies=settings.server.trusted_proxies,
        limits=settings.server.limits,
        metrics=settings.server.metrics,
        process=process_number(),
    )


def redirect_files(
    settings: Settings, former: Iterable[RemovedChannel], departed: Sequence[str]
) -> tuple[tuple[str, bytes], ...]:
    """The files, by name, that tell another web server what left."""
    front = server_options(settings, former)
    addresses = Addresses(front.site_url, front.moved, front.gone)
    left = [
        RemovedAddress(
            path=move.path, page=_led(addresses, move.path), base=_led(addresses, f"{move.path}.atom")
        )
        for move in front.moved
    ]
    left += [RemovedAddress(path=path) for path in front.gone]
    left.sort(key=lambda one: one.path)
    map_ = nginx_map(left, departed, addresses.prefix)
    return (LIST, moved_list(left, departed)), (MAP, map_)


def _led(addresses: Addresses, name: str) -> str | None:
    """Where an address leads at last, without an ending."""
    found = addresses.read(f"/{quote(name)}")
    return found.location.removesuffix(".atom") if isinstance(found, Redirect) else None
