"""Starts a service: first its sockets and workers, then its libraries, then all the rest."""

from collections.abc import Callable

from feeds.config import Settings
from feeds.service.file_descriptors import reserve_descriptors
from feeds.service.workers import Workers, may_open_store, own_socket

HUB_CONNECTIONS = 1_000
"""How many connections to subscribers are open at most, with those that are kept for the next delivery."""


async def serve(settings: Settings, announce: Callable[[str], None], *, follower: bool = False) -> None:
    """Serve until a signal, as ``serving.serve`` does.

    Raises ``OSError`` when the address cannot be listened on, ``FeedsError`` where too few files may be open.
    """
    server = settings.server
    reserve_descriptors(server.limits.connections + (HUB_CONNECTIONS if settings.hub.enabled else 0))
    with own_socket(server.host, server.port, shared=server.workers > 1 or follower) as listening:
        workers = Workers(settings.file, server.host, listening.getsockname()[1])
        async with workers.starting(0 if follower else server.workers - 1):
            from feeds.service import serving  # loaded here: workers load theirs at the same time

            if not follower or await may_open_store():
                await serving.serve(settings, listening, workers, announce, follower=follower)
