"""The settings and the store's memory of former channels, as the server is told of them."""

from collections.abc import Iterable

from feeds.config import Settings
from feeds.model import Former
from feeds.server.addresses import Move
from feeds.server.app import ServerSettings


def front_of(settings: Settings, former: Iterable[Former]) -> ServerSettings:
    """How a site is served: by its settings, and by all that moved or ended, whenever that was."""
    told = tuple(former)
    return ServerSettings(
        site_url=settings.site.url,
        language=settings.site.language or "zh-CN",
        moved=tuple(Move(path=one.path, to=one.moved_to) for one in told if one.moved_to is not None),
        gone=tuple(one.path for one in told if one.moved_to is None),
    )
