"""An HTTP connection that answers cached publications without starting a task.

aiohttp parses requests, manages keep-alive and flow control, and runs the application for everything else.
While the connection waits for the next request and the response is in memory, the response is written
directly: the same ``RawResponse`` that the application would send. Responses keep the order of their
requests, because nothing is written here while the application still works on an earlier one.
"""

import asyncio
from http import HTTPStatus
from typing import Any, TypeGuard

import structlog
from aiohttp import web
from aiohttp.hdrs import HOST
from aiohttp.http import HttpVersion11, RawRequestMessage
from aiohttp.streams import EMPTY_PAYLOAD
from aiohttp.web_protocol import RequestHandler

from feeds.server.auth.subscriber_tokens import without_token
from feeds.server.fastpath.client_timeouts import ClientTimeouts
from feeds.server.handlers.publications import COUNTED
from feeds.server.handlers.response import response
from feeds.server.http.date_header import DateHeader
from feeds.server.http.forwarded import HSTS_LINE, ForwardedProto, forwarded_proto
from feeds.server.http.host import valid_hosts
from feeds.server.http.raw_response import RawResponse
from feeds.server.http.responses import BAD_REQUEST, FAILED, unavailable
from feeds.server.http.user_agents import agent_of
from feeds.server.responder import READING, USER_AGENT, Found, Responder
from feeds.server.response_counters import ResponseCounters

RETRY_AFTER_S = 30
_STATUS_LINES: dict[int, bytes] = {
    status: f"HTTP/1.1 {status.value} {status.phrase}\r\n".encode("ascii") for status in HTTPStatus
}
_log = structlog.get_logger(__name__)


class Connection(RequestHandler):
    """One connection of a client."""

    __slots__ = (
        "_agent",
        "_desk",
        "_is_told",
        "_peer",
        "_scheme",
        "_stamp",
        "_tally",
        "_user_agent",
        "patience",
    )

    def __init__(
        self,
        server: web.Server,
        *,
        desk: Responder,
        stamp: DateHeader,
        scheme: ForwardedProto,
        tally: ResponseCounters,
        **settings: Any,
    ) -> None:
        """Take part in ``server``; ``settings`` are those of aiohttp's ``RequestHandler``."""
        super().__init__(server, **settings)
        self._tally = tally
        self._user_agent: str | None = None
        self._agent = agent_of(None)
        self._desk = desk
        self._stamp = stamp
        self._scheme = scheme
        self._peer = ""
        self._is_told = False
        self.patience = ClientTimeouts(self._loop.time())

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        """Begin to serve a client."""
        self._peer = peer_of(transport)
        self._is_told = self._scheme.is_told_by(self._peer)
        super().connection_made(transport)

    def data_received(self, data: bytes) -> None:
        """Parse, answer what is at hand, and leave the rest to the application, in order."""
        waiter = self._waiter
        if waiter is None or waiter.done():
            super().data_received(data)
            return
        self._parse(data)
        if self._messages:
            self.patience.asked()
            self._answer_in_turn()
        else:
            self.patience.asks(self._loop.time())

    def resume_writing(self) -> None:
        """Go on where a client that read slowly stopped us."""
        super().resume_writing()
        if self._messages and self._waiter is not None and not self._waiter.done():
            self._answer_in_turn()

    @property
    def brings_body(self) -> bool:
        """Whether the application is at a request whose body has not come to its end."""
        request = self._current_request
        return request is not None and not request.content.is_eof()

    def _parse(self, data: bytes) -> None:
        """Queue the requests in ``data`` without waking the application."""
        waiter, self._waiter = self._waiter, None
        try:
            super().data_received(data)
        finally:
            self._waiter = waiter

    def _answer_in_turn(self) -> None:
        """Answer queued requests until one is not at hand or the client does not keep up."""
        while self._messages and not self._paused and self._answer_first():
            if not self._messages and self._buffer_paused:
                self._refill()
        if self._messages and not self._paused and self._waiter is not None and not self._waiter.done():
            self._waiter.set_result(None)

    def _refill(self) -> None:
        """Parse what was held back of a long pipeline, and read on if that was all."""
        self._parse(b"")
        if not self._messages:
            self._resume_reading_for_buffer()

    def _answer_first(self) -> bool:
        """Write the answer to the first request if it is at hand."""
        message, payload = self._messages[0]
        if payload is not EMPTY_PAYLOAD or not _plain(message):
            return False
        scheme = forwarded_proto(message.headers) if self._is_told else None
        if scheme == "http":
            return False
        try:
            found = self._desk.respond_cached(message.method, message.path, message.headers)
        except Exception:  # noqa: BLE001 - the application will meet the same fault, answer and report it
            return False
        if found is None:
            return False
        self._write(message, found, HSTS_LINE if scheme == "https" else b"")
        self._done_with_first()
        return True

    def _write(self, message: RawRequestMessage, found: Found, more: bytes) -> None:
        """Write an answer and count it; ``more`` are header lines that this connection adds."""
        transport, now_s = self.transport, self._stamp.now_s()
        if transport is None:
            return
        answer, modified_s, name = found
        has_body = answer.body != b"" and message.method == "GET"
        if has_body:
            answer = self._desk.charge(self._peer, message.headers, answer, now_s)
        stamp = self._stamp.lines(now_s, modified_s)
        head = b"".join((_STATUS_LINES[answer.status], stamp, more, answer.block))
        if has_body:
            transport.writelines((head, answer.body))
        else:
            transport.write(head)
        user_agent = message.headers.get(USER_AGENT)
        if user_agent != self._user_agent:
            self._user_agent, self._agent = user_agent, agent_of(user_agent)
        self._tally.count(name, answer, self._agent, has_body=has_body)

    def _done_with_first(self) -> None:
        """Keep aiohttp's books as after any answer."""
        self._messages.popleft()
        if self._parser is not None and self._manager is not None:
            self._parser.message_consumed()
            self._manager.requests_count += 1
        self._next_keepalive_close_time = self._loop.time() + self._keepalive_timeout

    def refuse(self, answer: RawResponse, transport: asyncio.Transport) -> None:
        """Answer before anything was asked, and end the connection."""
        status, stamp = _STATUS_LINES[answer.status], self._stamp.lines(self._stamp.now_s())
        transport.write(b"".join((status, stamp, b"Connection: close\r\n", answer.block, answer.body)))
        self._tally.note(answer.status, len(answer.body))
        self.force_close()

    def handle_error(
        self,
        request: web.BaseRequest,
        status: int = HTTPStatus.INTERNAL_SERVER_ERROR,
        exc: BaseException | None = None,
        message: str | None = None,
    ) -> web.StreamResponse:
        """The answer where no handler can give one; the connection ends with it.

        Raises ``ConnectionError`` when an answer has begun already.
        """
        if request.writer.output_size > 0:
            raise ConnectionError("an answer has begun already")
        if status < HTTPStatus.INTERNAL_SERVER_ERROR:
            _log.debug("request not understood", reason=without_token(message or ""))
            answer = BAD_REQUEST
        else:
            _log.error("request failed", status=status, exc_info=exc)
            timed_out = status == HTTPStatus.GATEWAY_TIMEOUT
            answer = unavailable("This took too long.", RETRY_AFTER_S) if timed_out else FAILED
        last = response(answer, self._stamp.date())
        last.force_close()
        last[COUNTED] = True
        self._tally.note(answer.status, len(answer.body))
        return last


def peer_of(transport: asyncio.BaseTransport) -> str:
    """The address at the other end, empty for a socket in the file system."""
    peer = transport.get_extra_info("peername")
    return str(peer[0]) if isinstance(peer, tuple) else ""


def _plain(message: object) -> TypeGuard[RawRequestMessage]:
    """Whether a request asks for nothing but an answer, and the connection lives on after it."""
    return (
        isinstance(message, RawRequestMessage)
        and message.version is HttpVersion11
        and message.method in READING
        and not message.should_close
        and not message.upgrade
        and valid_hosts(message.headers.getall(HOST, ()))
    )
