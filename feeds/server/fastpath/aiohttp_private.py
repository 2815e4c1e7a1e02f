"""The one module that depends on private attributes of aiohttp.

``QueuedConnection`` parses requests into aiohttp's own queue without waking the application, so that the
first ones can be answered directly. Responses keep the order of their requests, because nothing is answered
here while the application works on an earlier one. ``supports_queueing`` tries at start whether the installed
version works this way; where it does not, plain connections are used.
"""

import asyncio
from abc import abstractmethod
from collections.abc import Awaitable, Callable
from typing import Any

from aiohttp import web
from aiohttp.http import RawRequestMessage
from aiohttp.streams import EMPTY_PAYLOAD
from aiohttp.web_protocol import RequestHandler

from feeds.log import Logger
from feeds.server.fastpath.connection import Connection, ConnectionContext
from feeds.server.http.responses import HEAD_TOO_LARGE

_PROBE = b"GET /first HTTP/1.1\r\nHost: probe\r\n\r\nGET /second HTTP/1.1\r\nHost: probe\r\n\r\n"
_ATTRIBUTES = (
    "_buffer_paused",
    "_keepalive_timeout",
    "_manager",
    "_messages",
    "_next_keepalive_close_time",
    "_parser",
    "_paused",
    "_resume_reading_for_buffer",
    "_waiter",
)
_TURNS = 3
"""Iterations of the event loop after which a connection's task has run."""

_log = Logger(__name__)


class QueuedConnection(Connection):
    """A connection whose requests can be answered before the application sees them."""

    __slots__ = ("_has_started", "_head_bytes", "_longest_head_bytes")

    def __init__(self, server: web.Server, *, head_bytes: int, **settings: Any) -> None:
        """Allow heads of ``head_bytes``; ``settings`` are those of ``Connection``."""
        super().__init__(server, **settings)
        self._longest_head_bytes = head_bytes
        self._head_bytes = 0
        self._has_started = False

    @abstractmethod
    def respond_now(self, message: RawRequestMessage) -> bool:
        """Write the response to a request without a body; false leaves it to the application."""

    async def start(self) -> None:
        """Handle requests until the connection ends; runs in a separate task."""
        self._has_started = True
        await super().start()

    def data_received(self, data: bytes) -> None:
        """Parse, answer what can be answered now, and leave the rest to the application, in order."""
        waiter = self._waiter
        if self._has_started and (waiter is None or waiter.done()):
            super().data_received(data)
            return
        self._waiter = None
        try:
            RequestHandler.data_received(self, data)
        finally:
            self._waiter = waiter
        self._head_bytes += len(data)
        if self._messages:
            is_short, self._head_bytes = self._head_bytes <= self._longest_head_bytes, 0
            if self.timeouts.head_s is not None:
                self.timeouts.header_done()
            self._answer_queued(is_short=is_short)
        elif self._head_bytes > self._longest_head_bytes and self.transport is not None:
            self.refuse(HEAD_TOO_LARGE, self.transport)
        else:
            self.timeouts.header_started(self._clock())

    def resume_writing(self) -> None:
        """Go on where a client that read slowly stopped the responses."""
        super().resume_writing()
        if self._messages and self._is_idle():
            self._answer_queued(is_short=True)

    def _answer_queued(self, *, is_short: bool) -> None:
        """Answer queued requests until one is for the application or the client does not keep up."""
        messages = self._messages
        while is_short and messages and not self._paused:
            message, payload = messages[0]
            if payload is not EMPTY_PAYLOAD or not isinstance(message, RawRequestMessage) or message.upgrade:
                break
            if not self.respond_now(message):
                break
            messages.popleft()
            if self._parser is not None:
                self._parser.message_consumed()
            if self._manager is not None:
                self._manager.requests_count += 1
            if message.should_close:
                self.force_close()
                return
            if not messages and self._buffer_paused:
                self._refill()
        self._next_keepalive_close_time = self._clock() + self._keepalive_timeout
        if messages and not self._paused and self._waiter is not None and not self._waiter.done():
            self._waiter.set_result(None)

    def _refill(self) -> None:
        """Parse what was held back of a long pipeline, and read on if that was all."""
        waiter, self._waiter = self._waiter, None
        try:
            RequestHandler.data_received(self, b"")
        finally:
            self._waiter = waiter
        if not self._messages:
            self._resume_reading_for_buffer()

    def _is_idle(self) -> bool:
        return not self._has_started or (self._waiter is not None and not self._waiter.done())


def release_transport(request: web.Request, protocol: asyncio.Protocol) -> asyncio.Transport | None:
    """Hand the connection of a request over to another protocol; ``None`` if the client has disconnected.

    aiohttp then takes the connection as lost and frees what it holds of it. What the handler returns is not
    sent.
    """
    transport, connection = request.transport, request.protocol
    if transport is None or transport.is_closing():
        return None
    connection.transport = None  # or aiohttp closes it
    connection.connection_lost(None)
    transport.set_protocol(protocol)
    return transport


class ReplacingRunner(web.AppRunner):
    """Runs an application with another server in the place of the one that aiohttp makes for it."""

    def __init__(
        self,
        app: web.Application,
        replace: Callable[[web.Server], Awaitable[web.Server]],
        *,
        shutdown_timeout: float,
    ) -> None:
        """Have ``replace`` make the server from aiohttp's own."""
        super().__init__(app, shutdown_timeout=shutdown_timeout)
        self._replace = replace

    async def _make_server(self) -> web.Server:
        """Start the application, then replace its server."""
        return await self._replace(await super()._make_server())


async def supports_queueing(context: ConnectionContext) -> bool:
    """Whether the installed aiohttp queues requests as ``QueuedConnection`` expects; logs why not."""
    try:
        reason = await _probe(context)
    except Exception as error:  # noqa: BLE001 - plain connections work without it
        reason = repr(error)
    if reason is not None:
        _log.warning("requests are answered without the fast path", reason=reason)
    return reason is None


class _ProbeConnection(QueuedConnection):
    """Answers only the first request."""

    __slots__ = ("seen",)

    def __init__(self, server: web.Server, **settings: Any) -> None:
        super().__init__(server, **settings)
        self.seen: list[str] = []

    def respond_now(self, message: RawRequestMessage) -> bool:
        self.seen.append(message.path)
        return len(self.seen) == 1


async def _probe(context: ConnectionContext) -> str | None:
    """What differs from what is expected, ``None`` if nothing does."""
    handled: list[str] = []

    async def handler(request: web.BaseRequest) -> web.StreamResponse:
        handled.append(request.raw_path if isinstance(request, web.Request) else str(request.rel_url))
        return web.Response()

    server = web.Server(handler)
    loop = asyncio.get_running_loop()
    for turns in (0, _TURNS):  # data may come before and after the connection's task has started
        handled.clear()
        connection = _ProbeConnection(server, context=context, head_bytes=len(_PROBE), loop=loop)
        missing = [name for name in _ATTRIBUTES if not hasattr(connection, name)]
        if missing:
            return f"no {', '.join(missing)}"
        connection.connection_made(_NullTransport())
        for _ in range(turns):
            await asyncio.sleep(0)
        connection.data_received(_PROBE)
        seen = list(connection.seen)
        for _ in range(2 * _TURNS):
            await asyncio.sleep(0)
        connection.connection_lost(None)
        if seen != ["/first", "/second"] or handled != ["/second"]:
            return f"after {turns} turns {seen} were offered and {handled} handled"
    await asyncio.sleep(0)
    return None


class _NullTransport(asyncio.Transport):
    """A transport to nowhere."""

    def write(self, data: bytes | bytearray | memoryview) -> None:
        """Drop the data."""

    def close(self) -> None:
        """Have nothing to close."""

    def is_closing(self) -> bool:
        return False

    def get_extra_info(self, name: str, default: Any = None) -> Any:
        """Know nothing about ``name``."""
        return None if name else default

    def pause_reading(self) -> None:
        """Have nothing to pause."""

    def resume_reading(self) -> None:
        """Have nothing to resume."""
