"""Accepts connections up to a number, and ends those whose clients take too long."""

import asyncio
import resource
from collections import Counter
from typing import Any, cast

from aiohttp import web
from aiohttp.http import RawRequestMessage
from aiohttp.web_protocol import RequestHandler
from yarl import URL

from feeds.log import Logger
from feeds.model import Limits
from feeds.server.fastpath.connection import Connection, ConnectionContext, peer_of
from feeds.server.fastpath.direct_connection import KEEP_ALIVE_S, DirectConnection
from feeds.server.fastpath.fast_connection import FastConnection
from feeds.server.http.addresses import canonical_target
from feeds.server.http.raw_response import RawResponse
from feeds.server.http.responses import BUSY, TOO_MANY_CONNECTIONS

_RESERVED_FILES = 128
"""Files that stay for the store and the log when connections take all the rest."""

_log = Logger(__name__)


class Listener(web.Server):
    """Makes a ``Connection`` for each client that connects, and watches all of them."""

    def __init__(
        self, server: web.Server, context: ConnectionContext, *, is_fast: bool, **settings: Any
    ) -> None:
        """Serve what ``server``, an application's own, would; ``settings`` are aiohttp's.

        Without ``is_fast`` every request is handled by the application.
        """
        super().__init__(self._handle, request_factory=self._make_request)
        self._handler = server.request_handler
        self._factory = server.request_factory
        self._context = context
        self._is_fast = is_fast
        self._settings = settings
        self._watched: dict[RequestHandler | DirectConnection, tuple[asyncio.Transport, str | None]] = {}
        self._taken_over: tuple[asyncio.Transport, str | None] | None = None
        self._per_client: Counter[str] = Counter()
        self._refused = 0
        self._sweeping = asyncio.get_running_loop().call_later(self._limits.sweep_s, self._sweep)

    @property
    def _limits(self) -> Limits:
        return self._context.responder.state.limits

    def __call__(self) -> RequestHandler:
        """A new connection."""
        loop = asyncio.get_running_loop()
        if not self._is_fast:
            return self._make_handler(loop)
        keep_alive_s = self._settings.get("keepalive_timeout", KEEP_ALIVE_S)
        direct = DirectConnection(self, self._context, self._limits, loop, keep_alive_s=keep_alive_s)
        return cast("RequestHandler", direct)  # aiohttp hands it to the event loop as a protocol, no more

    def _make_handler(self, loop: asyncio.AbstractEventLoop) -> Connection:
        limits = self._limits
        settings = {"max_headers": limits.fields, "max_field_size": limits.field_bytes, **self._settings}
        if self._is_fast:
            return FastConnection(
                self, context=self._context, head_bytes=limits.head_bytes, loop=loop, **settings
            )
        return Connection(self, context=self._context, loop=loop, **settings)

    @property
    def connections(self) -> list[RequestHandler]:
        """All open connections, those that aiohttp does not know too."""
        return [cast("RequestHandler", connection) for connection in self._watched]

    def connection_made(self, handler: RequestHandler, transport: asyncio.Transport) -> None:
        """Watch a connection of aiohttp's, or refuse it."""
        super().connection_made(handler, transport)
        if self._taken_over is not None:
            self._watched[handler], self._taken_over = self._taken_over, None
            return
        peer = handler.peer if isinstance(handler, Connection) else peer_of(transport)
        self._admit(handler, transport, peer)

    def opened(self, connection: DirectConnection, transport: asyncio.Transport) -> None:
        """Watch a connection, or refuse it."""
        self._admit(connection, transport, connection.peer)

    def closed(self, connection: DirectConnection) -> None:
        """Stop watching a closed connection."""
        self._forget(connection)

    def take_over(self, connection: DirectConnection, transport: asyncio.Transport, data: bytes) -> None:
        """Go on with a connection of aiohttp's, which begins with ``data``."""
        self._taken_over = self._watched.pop(connection)
        handler = self._make_handler(asyncio.get_running_loop())
        handler.timeouts = connection.timeouts
        transport.set_protocol(handler)
        handler.connection_made(transport)
        if connection.is_paused:
            handler.pause_writing()
        handler.data_received(data)

    def _admit(
        self, handler: RequestHandler | DirectConnection, transport: asyncio.Transport, peer: str
    ) -> None:
        """Watch a connection, or refuse it: 503 when all are taken, 429 beyond one client's share."""
        client = self._context.responder.state.clients.resolve(peer, None)
        self._watched[handler] = transport, client
        self._context.counters.connections = len(self._watched)
        if client is not None:
            self._per_client[client] += 1
        refusal = None
        if len(self._watched) + self._context.counters.streams > _possible(self._limits.connections):
            refusal = BUSY
        elif client is not None and self._per_client[client] > self._limits.client_connections:
            refusal = TOO_MANY_CONNECTIONS
        if refusal is not None and isinstance(handler, Connection | DirectConnection):
            self._log_refusal(refusal, client)
            handler.refuse(refusal, transport)

    def connection_lost(self, handler: RequestHandler, exc: BaseException | None = None) -> None:
        """Stop watching a closed connection."""
        super().connection_lost(handler, exc)
        self._forget(handler)

    def _forget(self, handler: RequestHandler | DirectConnection) -> None:
        _, client = self._watched.pop(handler, (None, None))
        self._context.counters.connections = len(self._watched)
        if client is not None:
            self._per_client[client] -= 1
            if not self._per_client[client]:
                del self._per_client[client]

    def pre_shutdown(self) -> None:
        """Accept nothing new; from here on the grace period counts."""
        self._sweeping.cancel()
        for connection in tuple(self._watched):
            if isinstance(connection, DirectConnection):
                connection.close()
        super().pre_shutdown()

    async def _handle(self, request: web.BaseRequest) -> web.StreamResponse:
        """Have the application handle a request; the connection knows while it does."""
        connection = request.protocol
        if not isinstance(connection, Connection):
            return await self._handler(request)
        connection.request_started(request)
        try:
            return await self._handler(request)
        finally:
            connection.request_ended()

    def _make_request(self, message: RawRequestMessage, *rest: Any) -> web.BaseRequest:
        """A request whose target has its canonical spelling, before it is routed."""
        if "%" in message.path and not message.path.startswith("//"):
            target = canonical_target(message.path)
            if target != message.path:
                message = message._replace(path=target, url=URL(target, encoded=True))
        return self._factory(message, *rest)

    def _log_refusal(self, refusal: RawResponse, client: str | None) -> None:
        """Log one line for the connections refused between two sweeps."""
        if not self._refused:
            connections = len(self._watched)
            _log.warning("connection refused", status=refusal.status, client=client, connections=connections)
        self._refused += 1

    def _sweep(self) -> None:
        """Close the connections of clients that take too long, and look again later."""
        loop, limits = asyncio.get_running_loop(), self._limits
        now_s = loop.time()
        for handler, (transport, _) in tuple(self._watched.items()):
            if not isinstance(handler, Connection | DirectConnection):
                continue
            if handler.expired(transport, now_s, limits):
                transport.abort()
        if self._refused > 1:
            _log.warning("connections refused", number=self._refused)
        self._refused = 0
        self._sweeping = loop.call_later(limits.sweep_s, self._sweep)


def _possible(connections: int) -> int:
    """As many connections, or fewer where this process may not open so many files."""
    files, _ = resource.getrlimit(resource.RLIMIT_NOFILE)
    return connections if files == resource.RLIM_INFINITY else min(connections, files - _RESERVED_FILES)
