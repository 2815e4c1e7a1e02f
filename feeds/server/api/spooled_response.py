"""A response that is sent while the client reads it, and otherwise spooled until its body has arrived.

A client that sends everything before it reads would wait for the server, and the server for it; so what the
client does not read goes to a file, and memory stays flat however many results there are.
"""

import asyncio
from collections.abc import Iterator
from tempfile import SpooledTemporaryFile
from typing import IO

from aiohttp import web

from feeds.model import IdempotentResponse
from feeds.server.http.raw_response import Fields

PIECE_BYTES = 16 * 1024
UNDERWAY_BYTES = 48 * 1024
"""With more in the transport's buffer the client is not reading; the transport pauses at 64 KiB."""

IN_MEMORY_BYTES = 1024 * 1024
PART_BYTES = 256 * 1024

FIELDS: Fields = (
    ("Cache-Control", "no-store"),
    ("X-Content-Type-Options", "nosniff"),
    ("Content-Security-Policy", "default-src 'none'; sandbox"),
)


class SpooledResponse:
    """One response; with ``live`` it is sent while it is written."""

    def __init__(self, request: web.Request, date: str) -> None:
        """Begin empty."""
        self._request = request
        self._fields: tuple[tuple[str, str], ...] = (("Date", date), *FIELDS)
        self._spool: IO[bytes] = SpooledTemporaryFile(IN_MEMORY_BYTES)  # noqa: SIM115  # closed by ``close``
        self._sent: web.StreamResponse | None = None
        self._live = False
        self.status = 200
        self.media_type = ""
        self.is_broken = False
        """Whether it ends in an error: the next attempt may succeed, so it is not stored."""

    @property
    def has_begun(self) -> bool:
        """Whether anything was written."""
        return self._sent is not None or self._spool.tell() > 0

    def open(self, status: int, media_type: str, extra: Fields = (), *, live: bool = False) -> None:
        """Set status, media type and header fields, before anything is written."""
        self.status, self.media_type, self._live = status, media_type, live
        self._fields += tuple(extra)

    async def write(self, data: bytes) -> None:
        """Write more."""
        for start in range(0, len(data), PIECE_BYTES):
            piece = data[start : start + PIECE_BYTES]
            if self._live and not self._spool.tell() and self._is_reading():
                await (await self._started()).write(piece)
                await asyncio.sleep(0)
            else:
                self._spool.write(piece)

    async def end(self) -> web.StreamResponse:
        """Send the rest and end the response."""
        length = None if self._sent else self._spool.tell()
        response = await self._started(length)
        for part in self.parts():
            await response.write(part)
        await response.write_eof()
        return response

    def parts(self) -> Iterator[bytes]:
        """The spooled parts from the beginning; one empty part if there are none."""
        self._spool.seek(0)
        yield self._spool.read(PART_BYTES)
        while part := self._spool.read(PART_BYTES):
            yield part

    def stored(self, digest: bytes) -> IdempotentResponse:
        """The response as it is stored, without its body."""
        return IdempotentResponse(digest=digest, status=self.status, media_type=self.media_type)

    def close(self) -> None:
        """Close the file."""
        self._spool.close()

    def _is_reading(self) -> bool:
        transport = self._request.transport
        return transport is not None and transport.get_write_buffer_size() <= UNDERWAY_BYTES - PIECE_BYTES

    async def _started(self, length: int | None = None) -> web.StreamResponse:
        if self._sent is None:
            self._sent = web.StreamResponse(status=self.status, headers=dict(self._fields))
            self._sent.content_type = self.media_type
            self._sent.content_length = length
            await self._sent.prepare(self._request)
        return self._sent
