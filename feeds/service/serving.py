"""Serves until a signal: the server, the background tasks and the workers."""

import asyncio
import gc
import signal
import socket
from collections.abc import Callable

from aiohttp import web

from feeds.config import Settings
from feeds.log import Logger
from feeds.server.api.routes import api_routes, install_api
from feeds.server.app import make_app
from feeds.server.events.opening import STREAMS
from feeds.server.fastpath.sockets import serving
from feeds.server.hub import cloud_routes, hub_routes
from feeds.server.hub_callback import callback_routes
from feeds.server.publications import COUNTERS
from feeds.service.access_flusher import AccessFlusher
from feeds.service.background_tasks import BackgroundTasks
from feeds.service.credentials import StoreSubscribers
from feeds.service.hub_tasks import HubTasks
from feeds.service.publication_cache import PublicationCache
from feeds.service.record_service import StoreRecordService
from feeds.service.server_settings import server_options
from feeds.service.service import running
from feeds.service.upstreams import Upstreams
from feeds.service.workers import Workers, watch_parent
from feeds.store import channels
from feeds.websub import UpstreamCallback

Announce = Callable[[str], None]

_log = Logger("feeds.service")


async def serve(
    settings: Settings, listening: socket.socket, workers: Workers, announce: Announce, *, follower: bool
) -> None:
    """Read, publish and answer until SIGTERM or SIGINT; SIGHUP reads the settings again.

    ``announce`` is called with the address once it answers. A ``follower`` only answers; another publishes.
    """
    server = settings.server
    async with running(settings, publishes=not follower) as service, HubTasks.of(service) as hub:
        service.orchestrator.prepare_to_serve(server.cache_share_bytes)
        known = Upstreams(settings, service.store, service.outgoing, service.clock)
        service.upstreams = None if follower else known
        callback = UpstreamCallback(
            service.store, lambda: known.secrets, service.clock, changed=known.changed.set
        )
        cache = PublicationCache(service.store, server.cache_share_bytes, monitor=service.monitor)
        async with service.store.read() as tx:
            options = server_options(settings, await channels.removed_channels(tx))
        routes = (*api_routes(), *_own_hub(hub, settings), *callback_routes(callback))
        app = make_app(cache, options, routes=routes, subscribers=StoreSubscribers(service.store))
        counted = app[COUNTERS], service.store, service.clock
        flusher = AccessFlusher(*counted, kept_s=server.stats_kept_s)
        tasks = BackgroundTasks(
            service, cache, workers, flusher, follower=follower, hub=hub, streams=app[STREAMS]
        )
        cache.tasks_from(tasks.supervisor.statuses)
        if hub is not None:
            cache.delivery_durations = hub.durations
        install_api(app, StoreRecordService(service))
        stop = _signals(tasks)
        if follower:
            watch_parent(stop)
        async with (
            tasks.open(),
            serving(app, [listening], grace_s=server.stop_grace_s) as runner,
            workers.running(0 if follower else server.workers - 1, tasks.supervisor),
        ):
            await tasks.attach_server(runner)
            gc.freeze()  # what was imported lives as long as the process: full collections leave it out
            announce(f"http://{server.host}:{listening.getsockname()[1]}/")
            await stop.wait()
            _log.info("stopping")


def _own_hub(hub: HubTasks | None, settings: Settings) -> tuple[web.AbstractRouteDef, ...]:
    """Return the routes of the hub of this service, if it has one."""
    if hub is None or not settings.hub.enabled:
        return ()
    return (*hub_routes(hub.hub), *(cloud_routes(hub.hub) if settings.site.rsscloud else ()))


def _signals(tasks: BackgroundTasks) -> asyncio.Event:
    """Set the returned event at SIGTERM and SIGINT; reload at SIGHUP."""
    stop = asyncio.Event()
    loop = asyncio.get_running_loop()
    for number in (signal.SIGTERM, signal.SIGINT):
        loop.add_signal_handler(number, stop.set)
    loop.add_signal_handler(signal.SIGHUP, tasks.request_reload)
    return stop
