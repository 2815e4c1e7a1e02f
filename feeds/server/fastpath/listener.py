"""Takes in connections up to a number, and ends those whose clients take too long."""

import asyncio
import resource
from collections import Counter
from typing import Any

from aiohttp import web
from aiohttp.web_protocol import RequestHandler

from feeds.model import Limits
from feeds.server.fastpath.connection import Connection, peer_of
from feeds.server.http.clients import Clients
from feeds.server.http.date_header import DateHeader
from feeds.server.http.forwarded import ForwardedProto
from feeds.server.http.responses import BUSY, CROWD
from feeds.server.responder import Responder
from feeds.server.response_counters import ResponseCounters

_RESERVED_FILES = 128
"""Files that stay for the store and the log when connections take all the rest."""


class Listener(web.Server):
    """Makes a ``Connection`` for each client that connects, and watches over all of them."""

    def __init__(
        self,
        server: web.Server,
        *,
        desk: Responder,
        stamp: DateHeader,
        clients: Clients,
        scheme: ForwardedProto,
        limits: Limits,
        tally: ResponseCounters,
        **settings: Any,
    ) -> None:
        """Serve what ``server``, an application's own, would; ``settings`` are aiohttp's."""
        super().__init__(server.request_handler, request_factory=server.request_factory)
        self._desk = desk
        self._stamp = stamp
        self._scheme = scheme
        self._settings = settings
        self._tally = tally
        self.reconfigure(clients, limits)
        self._watched: dict[RequestHandler, tuple[asyncio.Transport, str | None]] = {}
        self._per_client: Counter[str] = Counter()
        self._sweeping = asyncio.get_running_loop().call_later(limits.sweep_s, self._sweep)

    def reconfigure(self, clients: Clients, limits: Limits) -> None:
        """Go on by other settings."""
        self._clients = clients
        self._limits = limits
        self._most = _room_for(limits.connections)
        self._settings |= {"max_headers": limits.fields, "max_field_size": limits.field_bytes}

    def __call__(self) -> RequestHandler:
        """A new connection."""
        loop = asyncio.get_running_loop()
        return Connection(
            self,
            desk=self._desk,
            stamp=self._stamp,
            scheme=self._scheme,
            tally=self._tally,
            loop=loop,
            **self._settings,
        )

    def connection_made(self, handler: RequestHandler, transport: asyncio.Transport) -> None:
        """Watch over a connection, or refuse it: 503 when all are taken, 429 past one client's share."""
        super().connection_made(handler, transport)
        client = self._clients.of(peer_of(transport), None)
        self._watched[handler] = transport, client
        self._tally.connections = len(self._watched)
        if client is not None:
            self._per_client[client] += 1
        refusal = None
        if len(self._watched) > self._most:
            refusal = BUSY
        elif client is not None and self._per_client[client] > self._limits.client_connections:
            refusal = CROWD
        if refusal is not None and isinstance(handler, Connection):
            handler.refuse(refusal, transport)

    def connection_lost(self, handler: RequestHandler, exc: BaseException | None = None) -> None:
        """Make room."""
        super().connection_lost(handler, exc)
        _, client = self._watched.pop(handler, (None, None))
        self._tally.connections = len(self._watched)
        if client is not None:
            self._per_client[client] -= 1
            if not self._per_client[client]:
                del self._per_client[client]

    def pre_shutdown(self) -> None:
        """Take nothing new; from here on it is the time of grace that counts."""
        self._sweeping.cancel()
        super().pre_shutdown()

    def _sweep(self) -> None:
        """Cut off who takes too long, and look again later."""
        loop = asyncio.get_running_loop()
        now_s = loop.time()
        for handler, (transport, _) in tuple(self._watched.items()):
            left_bytes = transport.get_write_buffer_size()
            if not isinstance(handler, Connection):
                continue
            if handler.brings_body:
                handler.patience.brings()
            elif handler.patience.is_over(left_bytes, now_s, self._limits):
                transport.abort()
        self._sweeping = loop.call_later(self._limits.sweep_s, self._sweep)


def _room_for(connections: int) -> int:
    """As many connections, or fewer where the system does not let this process open so many files."""
    files, _ = resource.getrlimit(resource.RLIMIT_NOFILE)
    return connections if files == resource.RLIM_INFINITY else min(connections, files - _RESERVED_FILES)
