"""A connection of a client, by the public interface of aiohttp alone."""

import asyncio
from dataclasses import dataclass, field
from http import HTTPStatus
from typing import Any

from aiohttp import web
from aiohttp.web_protocol import RequestHandler

from feeds.log import Logger
from feeds.model import Limits
from feeds.server.auth.subscriber_tokens import without_token
from feeds.server.fastpath.body_files import BodyFiles
from feeds.server.fastpath.client_timeouts import ClientTimeouts
from feeds.server.fastpath.plain_request import PlainRequest
from feeds.server.fastpath.reply_writer import CLOSE
from feeds.server.http.date_header import DateHeader
from feeds.server.http.raw_response import RawResponse
from feeds.server.http.responses import BAD_REQUEST, FAILED, unavailable
from feeds.server.publications import COUNTED, web_response
from feeds.server.repeated_requests import RecentHeads
from feeds.server.responder import Responder
from feeds.server.response_counters import ResponseCounters

RETRY_AFTER_S = 30
STATUS_LINES: dict[int, bytes] = {
    status: f"HTTP/1.1 {status.value} {status.phrase}\r\n".encode("ascii") for status in HTTPStatus
}
BUFFER_BYTES = 48 * 1024
"""At least as much was sent when a transport that was full can be written to again."""

_log = Logger(__name__)


@dataclass(frozen=True, slots=True, kw_only=True)
class ConnectionContext:
    """What all connections of a listener share."""

    responder: Responder
    date: DateHeader
    counters: ResponseCounters
    files: BodyFiles = field(default_factory=BodyFiles)
    heads: RecentHeads[PlainRequest] = field(default_factory=RecentHeads)
    """Plain requests that were answered."""


def refusal(context: ConnectionContext, response: RawResponse) -> bytes:
    """Return the bytes of a response after which a connection is closed, and count it."""
    date = context.date
    context.counters.note(response.status, len(response.body))
    lines = date.lines(date.now_s())
    return b"".join((STATUS_LINES[response.status], lines, CLOSE, response.block, response.body))


class Connection(RequestHandler):
    """One connection; requests are handled by the application."""

    __slots__ = ("_clock", "_request", "context", "peer", "timeouts")

    def __init__(
        self,
        server: web.Server,
        *,
        context: ConnectionContext,
        loop: asyncio.AbstractEventLoop,
        **settings: Any,
    ) -> None:
        """Take part in ``server``; ``settings`` are those of aiohttp's ``RequestHandler``."""
        super().__init__(server, loop=loop, **settings)
        self.context = context
        self.peer = ""
        self.timeouts = ClientTimeouts(loop.time())
        self._clock = loop.time
        self._request: web.BaseRequest | None = None

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        """Begin to serve a client."""
        self.peer = peer_of(transport)
        super().connection_made(transport)

    def data_received(self, data: bytes) -> None:
        """Parse, and note that something came."""
        if self._request is None:
            self.timeouts.header_started(self._clock())
        else:
            self.timeouts.body_receiving(self._clock())
        super().data_received(data)

    def resume_writing(self) -> None:
        """Go on after a client received what filled the transport."""
        self.timeouts.response_taken(BUFFER_BYTES, self._clock())
        super().resume_writing()

    def request_started(self, request: web.BaseRequest) -> None:
        """The application begins with a request, whose head is complete."""
        self._request = request
        self.timeouts.header_done()

    def request_ended(self) -> None:
        """The application has a response."""
        self._request = None
        self.timeouts.body_done()

    def expired(self, transport: asyncio.Transport, now_s: float, limits: Limits) -> bool:
        """Whether the client took too long."""
        request = self._request
        if request is None or request.content.is_eof():
            self.timeouts.body_done()
        elif not transport.is_reading():
            self.timeouts.body_receiving(now_s)
        return self.timeouts.expired(transport.get_write_buffer_size(), now_s, limits)

    def refuse(self, response: RawResponse, transport: asyncio.Transport) -> None:
        """Send a response without reading a request, and close the connection."""
        transport.write(refusal(self.context, response))
        self.force_close()

    def handle_error(
        self,
        request: web.BaseRequest,
        status: int = HTTPStatus.INTERNAL_SERVER_ERROR,
        exc: BaseException | None = None,
        message: str | None = None,
    ) -> web.StreamResponse:
        """The response where no handler can give one; it closes the connection.

        Raises ``ConnectionError`` when a response has begun already.
        """
        if request.writer.output_size > 0:
            raise ConnectionError("a response has begun already")
        if status < HTTPStatus.INTERNAL_SERVER_ERROR:
            _log.debug("request not understood", reason=without_token(message or ""))
            response = BAD_REQUEST
        else:
            _log.error("request failed", status=status, exc_info=exc)
            timed_out = status == HTTPStatus.GATEWAY_TIMEOUT
            response = unavailable("This took too long.", RETRY_AFTER_S) if timed_out else FAILED
        date, counters = self.context.date, self.context.counters
        last = web_response(response, date.lines(date.now_s()))
        last.force_close()
        last[COUNTED] = True
        counters.note(response.status, len(response.body))
        return last


def peer_of(transport: asyncio.BaseTransport) -> str:
    """The address at the other end, empty for a socket in the file system."""
    peer = transport.get_extra_info("peername")
    return str(peer[0]) if isinstance(peer, tuple) else ""
