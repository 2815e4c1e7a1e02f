"""Writes replies with a body to a transport; the kernel sends large bodies from files in memory."""

import asyncio
import socket

from feeds.server.fastpath.body_files import LEAST_BYTES, BodyFiles, open_stream, send

CLOSE = b"Connection: close\r\n"
CONNECTION_LINES = {
    (True, True): CLOSE,
    (True, False): b"",
    (False, True): CLOSE,
    (False, False): b"Connection: keep-alive\r\n",
}
"""What is sent about the connection, by whether the request is HTTP/1.1 and whether the connection closes."""


class ReplyWriter:
    """Writes replies with a body to one transport."""

    __slots__ = ("_files", "_stream", "_transport")

    def __init__(self, transport: asyncio.Transport, files: BodyFiles) -> None:
        """Write nothing yet."""
        self._transport = transport
        self._files = files
        self._stream: socket.socket | None = None

    def write(self, head: bytes, body: bytes) -> None:
        """Write a head and a body."""
        if len(body) < LEAST_BYTES or not self._send_file(head, body):
            self._transport.writelines((head, body))

    def detach(self) -> None:
        """Leave the socket to the transport, which closes it."""
        if self._stream is not None:
            self._stream.detach()
            self._stream = None

    def _send_file(self, head: bytes, body: bytes) -> bool:
        """Have the kernel send a large body, and write what it does not take now; false if it cannot."""
        transport = self._transport
        if transport.get_write_buffer_size():
            return False
        file = self._files.descriptor(body)
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
