"""A connection that answers plain requests by itself, and becomes one of aiohttp's with the first other one.

A request for what is not in memory waits for the store here, too: after a start these are most requests.

aiohttp's connections have a parser, timers and a task each, which take four times as long to make and to end
as one answer from memory. Most clients send one plain request a connection, or nothing but plain ones.
"""

import asyncio
from typing import Protocol, cast

from feeds.model import Limits
from feeds.server.fastpath.client_timeouts import ClientTimeouts
from feeds.server.fastpath.connection import (
    BUFFER_BYTES,
    STATUS_LINES,
    ConnectionContext,
    peer_of,
    refusal,
)
from feeds.server.fastpath.plain_request import LONGEST_BYTES, PlainRequest, read_plain
from feeds.server.fastpath.reply_writer import CONNECTION_LINES, ReplyWriter
from feeds.server.http.raw_response import RawResponse
from feeds.server.responder import Reply

KEEP_ALIVE_S = 75.0
"""How long a connection may be idle."""


class Owner(Protocol):
    """The listener of a connection."""

    def opened(self, connection: "DirectConnection", transport: asyncio.Transport) -> None:
        """Take note of a connection, or refuse it."""

    def closed(self, connection: "DirectConnection") -> None:
        """Take note that a connection ended."""

    def take_over(self, connection: "DirectConnection", transport: asyncio.Transport, data: bytes) -> None:
        """Go on with a connection of aiohttp's."""


class DirectConnection(asyncio.Protocol):
    """One connection; between two calls of the event loop it holds nothing but its transport."""

    __slots__ = (
        "_clock",
        "_context",
        "_held",
        "_idle_since_s",
        "_keep_alive_s",
        "_most_bytes",
        "_most_fields",
        "_owner",
        "_reading",
        "_writer",
        "is_paused",
        "peer",
        "timeouts",
        "transport",
    )

    def __init__(
        self,
        owner: Owner,
        context: ConnectionContext,
        limits: Limits,
        loop: asyncio.AbstractEventLoop,
        *,
        keep_alive_s: float,
    ) -> None:
        """Wait for a client; an idle connection ends after ``keep_alive_s``."""
        self._owner = owner
        self._context = context
        self._most_bytes = min(LONGEST_BYTES, limits.head_bytes, limits.field_bytes)
        self._most_fields = limits.fields
        self._clock = loop.time
        self._keep_alive_s = keep_alive_s
        self._idle_since_s = loop.time()
        self.transport: asyncio.Transport | None = None
        self._writer: ReplyWriter | None = None
        self.timeouts = ClientTimeouts(self._idle_since_s)
        self._reading: asyncio.Task[None] | None = None
        self._held = b""
        """While a request waits for the store, that request and what came after it."""
        self.peer = ""
        self.is_paused = False
        """Whether the client reads more slowly than it is answered."""

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        """Begin to serve a client."""
        self.transport = opened = cast("asyncio.Transport", transport)
        self.peer = peer_of(transport)
        self._owner.opened(self, opened)

    def connection_lost(self, _exc: BaseException | None) -> None:
        """End."""
        self._leave()
        self._owner.closed(self)

    def data_received(self, data: bytes) -> None:
        """Answer requests that are plain and in memory; leave the connection to aiohttp with any other."""
        transport = self.transport
        if transport is None or transport.is_closing():
            return
        if self._reading is not None:
            self._held += data
            return
        again = None if self.is_paused else self._context.heads.get(data)
        if again is not None and self._respond_again(again, transport, data):
            if again.closes:
                transport.close()
            else:
                self._rest()
            return
        start = 0
        while start < len(data):
            request = (
                None
                if self.is_paused
                else read_plain(data, start, most_bytes=self._most_bytes, most_fields=self._most_fields)
            )
            head = data if start == 0 and request is not None and request.end == len(data) else None
            if request is None or not self._respond(request, transport, head):
                self._respond_later(request, transport, data[start:] if start else data)
                return
            if head is not None:
                self._context.heads.keep(head, request)
            if request.closes:
                transport.close()
                return
            start = request.end
        self._rest()

    def pause_writing(self) -> None:
        """Answer no more until the client has read."""
        self.is_paused = True

    def resume_writing(self) -> None:
        """Go on after a client received what filled the transport."""
        self.is_paused = False
        self.timeouts.response_taken(BUFFER_BYTES, self._clock())

    def expired(self, transport: asyncio.Transport, now_s: float, limits: Limits) -> bool:
        """Whether the client took too long; one that only was idle is disconnected in order."""
        left_bytes = transport.get_write_buffer_size()
        if self.timeouts.expired(left_bytes, now_s, limits):
            return True
        is_idle = self.timeouts.head_s is None and not left_bytes and self._reading is None
        if is_idle and now_s - self._idle_since_s > self._keep_alive_s:
            transport.close()
        return False

    def refuse(self, response: RawResponse, transport: asyncio.Transport) -> None:
        """Send a response without reading a request, and close the connection."""
        transport.write(refusal(self._context, response))
        transport.close()

    def close(self) -> None:
        """Close the connection once what was written is sent; aiohttp ends a request that still waits."""
        transport = self.transport
        if transport is None or transport.is_closing():
            return
        if self._reading is not None:
            self._hand_over(transport, self._held)
        else:
            transport.close()

    def _respond_later(self, request: PlainRequest | None, transport: asyncio.Transport, data: bytes) -> None:
        """Have the store read for a request, at the beginning of ``data``, or leave it to aiohttp."""
        if transport.is_closing():
            return
        if request is None or not self._context.responder.reads(request.target):
            self._hand_over(transport, data)
            return
        transport.pause_reading()  # or a client could have any number of requests wait
        self._held = data
        self._rest()
        self._reading = asyncio.get_running_loop().create_task(self._read(request))

    async def _read(self, request: PlainRequest) -> None:
        """Respond when the store was read, and go on with what came meanwhile."""
        try:
            found = await self._context.responder.read(
                request.method, request.target, request.headers, self.peer
            )
        except Exception:  # noqa: BLE001 - the application meets the same fault, answers and logs it
            found = None
        transport, data = self.transport, self._held
        if transport is None or transport.is_closing():
            return
        if not isinstance(found, tuple):
            self._hand_over(transport, data)
            return
        self._reading, self._held = None, b""
        transport.resume_reading()
        self._write(found, request, transport)
        if request.closes:
            transport.close()
            return
        self._rest()
        if len(data) > request.size_bytes:
            self.data_received(data[request.size_bytes :])

    def _hand_over(self, transport: asyncio.Transport, data: bytes) -> None:
        """Leave the connection to aiohttp, which begins with ``data``."""
        if self._reading is not None:
            transport.resume_reading()
        self._leave()
        self._owner.take_over(self, transport, data)

    def _rest(self) -> None:
        """The connection is idle from now on."""
        self._idle_since_s = self._clock()
        if self.timeouts.head_s is not None:
            self.timeouts.header_done()

    def _respond(self, request: PlainRequest, transport: asyncio.Transport, head: bytes | None) -> bool:
        """Write the reply to a request if it is in memory; ``head`` is that of a single request."""
        try:
            reply = self._context.responder.respond_cached(
                request.method, request.target, request.headers, self.peer, head
            )
        except Exception:  # noqa: BLE001 - the application meets the same fault, answers and logs it
            return False
        if reply is not None:
            self._write(reply, request, transport)
        return reply is not None

    def _respond_again(self, request: PlainRequest, transport: asyncio.Transport, head: bytes) -> bool:
        """Write the reply to a request that came before, if all it depended on is the same."""
        try:
            reply = self._context.responder.respond_again(head, self.peer)
        except Exception:  # noqa: BLE001 - the application meets the same fault, answers and logs it
            return False
        if reply is not None:
            self._write(reply, request, transport)
        return reply is not None

    def _write(self, reply: Reply, request: PlainRequest, transport: asyncio.Transport) -> None:
        response, lines = reply
        connection = CONNECTION_LINES[request.is_1_1, request.closes]
        head = b"".join((STATUS_LINES[response.status], lines, connection, response.block))
        if request.method == "HEAD" or not response.body:
            transport.write(head)
            return
        if self._writer is None:
            self._writer = ReplyWriter(transport, self._context.files)
        self._writer.write(head, response.body)

    def _leave(self) -> None:
        """Let the transport go."""
        if self._writer is not None:
            self._writer.detach()
        self.transport = self._writer = None
