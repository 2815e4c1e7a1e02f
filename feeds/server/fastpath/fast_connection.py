"""An HTTP connection that sends replies from memory without starting a task."""

import asyncio
import socket
from typing import Any

from aiohttp import web
from aiohttp.http import HttpVersion10, HttpVersion11, RawRequestMessage

from feeds.server.fastpath.aiohttp_private import QueuedConnection
from feeds.server.fastpath.body_files import LEAST_BYTES, open_stream, send
from feeds.server.fastpath.connection import CLOSE, STATUS_LINES
from feeds.server.resolver import READING

_KEEP_ALIVE = b"Connection: keep-alive\r\n"


class FastConnection(QueuedConnection):
    """Writes the reply of ``Responder.respond_cached``; the application sends the same bytes otherwise."""

    __slots__ = ("_stream",)

    def __init__(self, server: web.Server, **settings: Any) -> None:
        """Take part in ``server``; ``settings`` are those of ``QueuedConnection``."""
        super().__init__(server, **settings)
        self._stream: socket.socket | None = None

    def connection_lost(self, exc: BaseException | None) -> None:
        """End; the transport closes the socket."""
        if self._stream is not None:
            self._stream.detach()
            self._stream = None
        super().connection_lost(exc)

    def respond_now(self, message: RawRequestMessage) -> bool:
        """Write the reply to a GET or HEAD that is in memory; false leaves it to the application."""
        method, version, transport = message.method, message.version, self.transport
        if method not in READING or transport is None:
            return False
        if version is HttpVersion11:
            connection = CLOSE if message.should_close else b""
        elif version is HttpVersion10:
            connection = CLOSE if message.should_close else _KEEP_ALIVE
        else:
            return False
        try:
            reply = self.context.responder.respond_cached(method, message.path, message.headers, self.peer)
        except Exception:  # noqa: BLE001 - the application meets the same fault, answers and logs it
            return False
        if reply is None:
            return False
        response, lines = reply
        head = b"".join((STATUS_LINES[response.status], lines, connection, response.block))
        if method == "HEAD" or not response.body:
            transport.write(head)
        elif len(response.body) < LEAST_BYTES or not self._send_file(transport, head, response.body):
            transport.writelines((head, response.body))
        return True

    def _send_file(self, transport: asyncio.Transport, head: bytes, body: bytes) -> bool:
        """Have the kernel send a large body, and write what it does not take now; false if it cannot."""
        if transport.get_write_buffer_size():
            return False
        file = self.context.files.descriptor(body)
        if file is None:
            return False
        if self._stream is None:
            self._stream = open_stream(transport.get_extra_info("socket").fileno())
        sent, taken = send(self._stream, head, file, len(body))
        if sent < len(head):
            transport.writelines((head[sent:], body))
        elif taken < len(body):
            transport.write(memoryview(body)[taken:])
        return True
