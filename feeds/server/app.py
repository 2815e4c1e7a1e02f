"""The web application: routes, middleware and what they share."""

import time
from collections.abc import Callable, Iterable

from aiohttp import web

from feeds.server.auth.subscriber_auth import Subscribers
from feeds.server.events.opening import STREAMS, publication_or_stream
from feeds.server.events.streams import EventStreams
from feeds.server.fastpath.runner import Runner
from feeds.server.health import health, ready
from feeds.server.http.date_header import DateHeader
from feeds.server.metrics_endpoint import reporting
from feeds.server.middlewares import add_server_header, error_middleware
from feeds.server.publication_source import PublicationSource
from feeds.server.publications import COUNTERS, DATE, RESPONDER, SOURCE
from feeds.server.responder import Responder
from feeds.server.response_counters import ResponseCounters
from feeds.server.state import ServerOptions, server_state


def make_app(
    source: PublicationSource,
    options: ServerOptions,
    *,
    routes: Iterable[web.AbstractRouteDef] = (),
    subscribers: Subscribers | None = None,
    clock: Callable[[], float] = time.time,
) -> web.Application:
    """An application over a publication source. Raises ``ConfigError``.

    ``routes`` are of operational addresses, such as those below ``/api``, and precede the server's own, whose
    last one takes every address. ``subscribers`` may read private channels.
    """
    app = web.Application(middlewares=[error_middleware])
    app[SOURCE] = source
    app[DATE] = DateHeader(clock)
    app[COUNTERS] = ResponseCounters()
    app[RESPONDER] = Responder(
        source,
        server_state(options),
        date=app[DATE],
        counters=app[COUNTERS],
        subscribers=subscribers,
    )
    app[STREAMS] = EventStreams(
        source,
        counters=app[COUNTERS],
        limits=lambda: app[RESPONDER].state.limits,
        clock=clock,
        subscribers=subscribers,
    )
    app.on_shutdown.append(_end_streams)
    app.on_response_prepare.append(add_server_header)
    app.add_routes([*routes, web.get("/health", health), web.get("/ready", ready)])
    if options.metrics != "off":
        app.router.add_get("/metrics", reporting(options.process, public=options.metrics == "public"))
    app.router.add_route("*", "/{address:.*}", publication_or_stream)
    return app


async def _end_streams(app: web.Application) -> None:
    app[STREAMS].stop()


def reconfigure(runner: Runner, options: ServerOptions) -> None:
    """Replace the state of a running application, without losing a request. Raises ``ConfigError``.

    Open connections keep the limits of a head that they began with.
    """
    runner.app[RESPONDER].reconfigure(server_state(options))
