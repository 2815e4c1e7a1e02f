"""One kept connection over which documents are posted: HTTP/1.1, one request at a time.

Only the status of a response matters. Its head may have 64 KiB; of its body so much is read that the
connection can be used again (R-HUB-17, R-HUB-27).
"""

import asyncio
from collections.abc import Callable
from typing import cast

from feeds.outgoing.response_head import ResponseHead, parse_head

MAX_HEAD_BYTES = 65_536
MAX_BODY_BYTES = 1_024
_HEAD_END = b"\r\n\r\n"


class PostConnection(asyncio.Protocol):
    """Sends requests and reads the status of their responses.

    After a response ``released`` is called if the connection can be used again; otherwise it is closed.
    """

    def __init__(self, released: "OfConnection", closed: "OfConnection") -> None:
        """Wait for ``connection_made``; ``closed`` is called in the end."""
        self.requests = 0
        self.released_s = 0.0
        self._released = released
        self._closed = closed
        self._transport: asyncio.Transport | None = None
        self._status: asyncio.Future[int] | None = None
        self._head: ResponseHead | None = None
        self._received = b""

    @property
    def is_open(self) -> bool:
        """Whether a request can be sent."""
        return self._transport is not None and not self._transport.is_closing()

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        """Keep the transport."""
        self._transport = cast("asyncio.Transport", transport)

    def post(self, head: bytes, body: bytes) -> asyncio.Future[int]:
        """Send a request. The future has the status of its response.

        Raises ``ConnectionResetError`` if the connection ends without one, ``ValueError`` for anything else.
        """
        if self._transport is None or not self.is_open:
            raise ConnectionResetError("the connection is closed")
        self.requests += 1
        self._head, self._received = None, b""
        self._status = asyncio.get_running_loop().create_future()
        self._transport.writelines((head, body))
        return self._status

    def data_received(self, data: bytes) -> None:
        """Read a response; what comes without a request ends the connection."""
        if self._status is None:
            self.close()
            return
        self._received += data
        while self._head is None:
            end = self._received.find(_HEAD_END)
            if max(end, 0) > MAX_HEAD_BYTES or (end < 0 and len(self._received) > MAX_HEAD_BYTES):
                self._fail("the head of the response is too long")
                return
            if end < 0:
                return
            head = parse_head(self._received[: end + 2])
            if head is None:
                self._fail("the response is not HTTP/1.1")
                return
            self._received = self._received[end + len(_HEAD_END) :]
            self._head = None if head.interim else head
        self._answered(self._status, self._head)

    def _answered(self, status: asyncio.Future[int], head: ResponseHead) -> None:
        """Pass the status on; release the connection where the body ends, close it where that takes long."""
        if not status.done():
            status.set_result(head.status)
        complete = head.is_complete(self._received)
        if complete is False and len(self._received) <= MAX_BODY_BYTES:
            return
        if not complete or self._transport is None or self._transport.get_write_buffer_size():
            self.close()
            return
        self._status = None
        self._released(self)

    def connection_lost(self, exc: Exception | None) -> None:
        """Fail a request without a response."""
        self._transport = None
        if self._status is not None and not self._status.done():
            self._status.set_exception(ConnectionResetError(str(exc or "the connection was closed")))
        self._closed(self)

    def _fail(self, message: str) -> None:
        if self._status is not None and not self._status.done():
            self._status.set_exception(ValueError(message))
        self.close()

    def close(self) -> None:
        """Close the connection at once."""
        if self._transport is not None:
            self._transport.abort()


OfConnection = Callable[[PostConnection], None]
"""What is called with a connection."""
