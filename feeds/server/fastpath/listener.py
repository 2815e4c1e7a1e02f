"""Accepts connections up to a number, and ends those whose clients take too long."""

import asyncio
import resource
from collections import Counter
from typing import Any

import structlog
from aiohttp import web
from aiohttp.http import RawRequestMessage
from aiohttp.web_protocol import RequestHandler
from yarl import URL

from feeds.model import Limits
from feeds.server.fastpath.connection import Connection, ConnectionContext, peer_of
from feeds.server.fastpath.fast_connection import FastConnection
from feeds.server.http.addresses import canonical_target
from feeds.server.http.raw_response import RawResponse
from feeds.server.http.responses import BUSY, CROWD

_RESERVED_FILES = 128
"""Files that stay for the store and the log when connections take all the rest."""

_log = structlog.get_logger(__name__)


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
        self._watched: dict[RequestHandler, tuple[asyncio.Transport, str | None]] = {}
        self._per_client: Counter[str] = Counter()
        self._refused = 0
        self._sweeping = asyncio.get_running_loop().call_later(self._limits.sweep_s, self._sweep)

    @property
    def _limits(self) -> Limits:
        return self._context.responder.state.limits

    def __call__(self) -> RequestHandler:
        """A new connection."""
        limits, loop = self._limits, asyncio.get_running_loop()
        settings = {"max_headers": limits.fields, "max_field_size": limits.field_bytes, **self._settings}
        if self._is_fast:
            return FastConnection(
                self, context=self._context, head_bytes=limits.head_bytes, loop=loop, **settings
            )
        return Connection(self, context=self._context, loop=loop, **settings)

    def connection_made(self, handler: RequestHandler, transport: asyncio.Transport) -> None:
        """Watch a connection, or refuse it: 503 when all are taken, 429 beyond one client's share."""
        super().connection_made(handler, transport)
        peer = handler.peer if isinstance(handler, Connection) else peer_of(transport)
        client = self._context.responder.state.clients.resolve(peer, None)
        self._watched[handler] = transport, client
        self._context.counters.connections = len(self._watched)
        if client is not None:
            self._per_client[client] += 1
        refusal = None
        if len(self._watched) + self._context.counters.streams > _possible(self._limits.connections):
            refusal = BUSY
        elif client is not None and self._per_client[client] > self._limits.client_connections:
            refusal = CROWD
        if refusal is not None and isinstance(handler, Connection):
            self._log_refusal(refusal, client)
            handler.refuse(refusal, transport)

    def connection_lost(self, handler: RequestHandler, exc: BaseException | None = None) -> None:
        """Stop watching a closed connection."""
        super().connection_lost(handler, exc)
        _, client = self._watched.pop(handler, (None, None))
        self._context.counters.connections = len(self._watched)
        if client is not None:
            self._per_client[client] -= 1
            if not self._per_client[client]:
                del self._per_client[client]

    def pre_shutdown(self) -> None:
        """Accept nothing new; from here on the grace period counts."""
        self._sweeping.cancel()
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
            if isinstance(handler, Connection) and handler.expired(transport, now_s, limits):
                transport.abort()
        if self._refused > 1:
            _log.warning("connections refused", number=self._refused)
        self._refused = 0
        self._sweeping = loop.call_later(limits.sweep_s, self._sweep)


def _possible(connections: int) -> int:
    """As many connections, or fewer where this process may not open so many files."""
    files, _ = resource.getrlimit(resource.RLIMIT_NOFILE)
    return connections if files == resource.RLIM_INFINITY else min(connections, files - _RESERVED_FILES)
