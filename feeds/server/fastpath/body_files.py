"""Large bodies as files in memory, which the kernel sends without copying them for every client."""

import os
import socket
import sys
from collections import OrderedDict
from contextlib import suppress

LEAST_BYTES = 96 * 1024
"""A smaller body is written: to copy it costs no more than two more calls."""

MOST_BYTES = 64 * 2**20
"""How much memory the files take; the one not sent for the longest time goes first."""

MOST_FILES = 32
_MOST_SEEN = 1024
_SEND_BUFFER_BYTES = 256 * 1024
"""A connection that gets large bodies holds as much, so that most of them need one call."""

HAS_SENDFILE = sys.platform == "linux" and hasattr(os, "memfd_create")


class BodyFiles:
    """The files of bodies, each made when a body is sent for the second time."""

    def __init__(self, *, most_bytes: int = MOST_BYTES, most_files: int = MOST_FILES) -> None:
        """Hold nothing yet."""
        self._most_bytes = most_bytes
        self._most_files = most_files
        self._files: OrderedDict[int, tuple[bytes, int]] = OrderedDict()
        self._seen: set[int] = set()
        self.size_bytes = 0

    def descriptor(self, body: bytes) -> int | None:
        """Return the file of a body; ``None`` the first time, and where the platform has no such files.

        It belongs to this object and is valid until the next call.
        """
        key = id(body)
        known = self._files.get(key)
        if known is not None and known[0] is body:
            self._files.move_to_end(key)
            return known[1]
        if not HAS_SENDFILE or len(body) > self._most_bytes:
            return None
        if key not in self._seen:
            if len(self._seen) >= _MOST_SEEN:
                self._seen.clear()
            self._seen.add(key)
            return None
        return self._make(key, body)

    def close(self) -> None:
        """Close all files."""
        while self._files:
            self._drop_oldest()

    def _make(self, key: int, body: bytes) -> int | None:
        while self._files and (
            len(self._files) >= self._most_files or self.size_bytes + len(body) > self._most_bytes
        ):
            self._drop_oldest()
        try:
            file = os.memfd_create("feeds-body")
        except OSError:
            return None
        try:
            with open(file, "wb", closefd=False) as writing:
                writing.write(body)
        except OSError:
            os.close(file)
            return None
        self._files[key] = body, file
        self.size_bytes += len(body)
        return file

    def _drop_oldest(self) -> None:
        _, (body, file) = self._files.popitem(last=False)
        self.size_bytes -= len(body)
        os.close(file)


def open_stream(connection: int) -> socket.socket:
    """Return a socket object for a descriptor that a transport owns; detach it, never close it."""
    stream = socket.socket(socket.AF_INET, socket.SOCK_STREAM, 0, fileno=connection)
    with suppress(OSError):
        if stream.getsockopt(socket.SOL_SOCKET, socket.SO_SNDBUF) < _SEND_BUFFER_BYTES:
            stream.setsockopt(socket.SOL_SOCKET, socket.SO_SNDBUF, _SEND_BUFFER_BYTES)
    return stream


def send(stream: socket.socket, head: bytes, file: int, size_bytes: int) -> tuple[int, int]:
    """Send a head and a file as far as the connection takes them now; return how much of each was sent.

    ``stream`` does not block. A connection that is broken takes nothing: the transport notices by itself.
    """
    sent = 0
    try:
        sent = stream.send(head, socket.MSG_MORE)
        if sent < len(head):
            return sent, 0
        return sent, os.sendfile(stream.fileno(), file, 0, size_bytes)
    except OSError:
        return sent, 0
