"""The answer as it comes about: sent at once while the client reads it, else put by until its body is in.

A client that sends all before it reads anything would wait for us, and we for it; so what it does not take
goes to a file meanwhile, and memory stays flat however many results there are.
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
"""With more waiting in the connection the client is not reading; the transport pauses at 64 KiB."""

IN_MEMORY_BYTES = 1024 * 1024
PART_BYTES = 256 * 1024

FIELDS: Fields = (
    ("Cache-Control", "no-store"),
    ("X-Content-Type-Options", "nosniff"),
    ("Content-Security-Policy", "default-src 'none'; sandbox"),
)


class SpooledResponse:
    """One answer. ``live`` has it sent while it is written."""

    def __init__(self, request: web.Request, date: str) -> None:
        """Begin with nothing said."""
        self._request = request
        self._fields: tuple[tuple[str, str], ...] = (("Date", date), *FIELDS)
        self._spool: IO[bytes] = SpooledTemporaryFile(IN_MEMORY_BYTES)  # noqa: SIM115  # closed by ``close``
        self._sent: web.StreamResponse | None = None
        self._live = False
        self.status = 200
        self.media_type = ""
        self.broken = False
        """Whether it ends in an error, so that it may come out otherwise the next time."""

    @property
    def begun(self) -> bool:
        """Whether anything was said."""
        return self._sent is not None or self._spool.tell() > 0

    def open(self, status: int, media_type: str, extra: Fields = (), *, live: bool = False) -> None:
        """Say what kind of answer it is, before anything is written."""
        self.status, self.media_type, self._live = status, media_type, live
        self._fields += tuple(extra)

    async def write(self, data: bytes) -> None:
        """Say more."""
        for start in range(0, len(data), PIECE_BYTES):
            piece = data[start : start + PIECE_BYTES]
            if self._live and not self._spool.tell() and self._is_reading():
                await (await self._started()).write(piece)
                await asyncio.sleep(0)
            else:
                self._spool.write(piece)

    async def end(self) -> web.StreamResponse:
        """Send what is left, and the end."""
        length = None if self._sent else self._spool.tell()
        response = await self._started(length)
        for part in self.parts():
            await response.write(part)
        await response.write_eof()
        return response

    def parts(self) -> Iterator[bytes]:
        """What was put by, from its beginning; one empty part where there is nothing."""
        self._spool.seek(0)
        yield self._spool.read(PART_BYTES)
        while part := self._spool.read(PART_BYTES):
            yield part

    def kept(self, digest: bytes) -> IdempotentResponse:
        """The answer as it is kept, but its body."""
        return IdempotentResponse(digest=digest, status=self.status, media_type=self.media_type)

    def close(self) -> None:
        """Let go of the file."""
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
