"""Serving until told to stop: the server, the loops beside it, and the signals."""

import asyncio
import signal
from collections.abc import Callable

import structlog

from feeds.config import Settings
from feeds.server.app import make_app
from feeds.server.handlers.api import api_routes, open_api
from feeds.server.handlers.publications import TALLY
from feeds.server.listen import open_socket, serving
from feeds.service.bookkeeper import Bookkeeper
from feeds.service.floor import Floor
from feeds.service.front import front_of
from feeds.service.registry import ServiceRegistry
from feeds.service.service import running
from feeds.service.shelf import StoreShelf
from feeds.service.workers import Workers

Announce = Callable[[str], None]

_log = structlog.get_logger("feeds.service")


async def serve(settings: Settings, announce: Announce, *, follower: bool = False) -> None:
    """Read, publish and answer until SIGTERM or SIGINT; SIGHUP reads the settings again.

    ``announce`` is told the address once it answers. A ``follower`` only answers: another process publishes.
    Raises ``OSError`` when the address cannot be listened on.
    """
    server = settings.server
    listening = open_socket(server.host, server.port, shared=server.workers > 1 or follower)
    port = listening.getsockname()[1]
    async with running(settings, publishes=not follower) as service:
        shelf = StoreShelf(service.store, watch=service.watch)
        workers = Workers(settings.file, server.host, port)
        front = front_of(settings, await service.store.news.former())
        app = make_app(shelf, front, routes=api_routes(), subscribers=service.store.privacy)
        counted = app[TALLY], service.store.access, service.clock
        bookkeeper = Bookkeeper(*counted, kept_s=server.stats_kept_s)
        floor = Floor(service, shelf, workers, bookkeeper, follower=follower)
        open_api(app, ServiceRegistry(service))
        stop = _signals(floor)
        async with (
            floor.open(),
            serving(app, [listening], grace_s=server.stop_grace_s) as runner,
            workers.running(0 if follower else server.workers - 1),
        ):
            await floor.stand_behind(runner)
            announce(f"http://{server.host}:{port}/")
            await stop.wait()
            _log.info("stopping")


def _signals(floor: Floor) -> asyncio.Event:
    """Set the returned event at a signal to stop; reload at SIGHUP."""
    stop = asyncio.Event()
    loop = asyncio.get_running_loop()
    for number in (signal.SIGTERM, signal.SIGINT):
        loop.add_signal_handler(number, stop.set)
    reloads: set[asyncio.Task[None]] = set()

    def reload() -> None:
        task = asyncio.create_task(floor.reload())
        reloads.add(task)
        task.add_done_callback(reloads.discard)

    loop.add_signal_handler(signal.SIGHUP, reload)
    return stop
