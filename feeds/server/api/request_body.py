"""The body of a request as it arrives: decoded, bounded, identified by a digest."""

import asyncio
import hashlib
from collections.abc import AsyncIterator
from http import HTTPStatus
from io import BytesIO

from aiohttp import ClientError, web

from feeds.server.api.decompression import GzipDecoder
from feeds.server.api.limits import PushLimits
from feeds.server.api.line_splitter import Line, LineSplitter, LineTooLong
from feeds.server.api.problems import HTTPProblem, Where, bad_request, too_large

CONTINUE = b"HTTP/1.1 100 Continue\r\n\r\n"
PIECE_BYTES = 16_384
PIECE_LINES = 256
"""A chunk with so few lines is split in one go, however long they are."""

_BROKEN = (ClientError, ConnectionError, web.RequestPayloadError)


class RequestBody:
    """One body of ``limit_bytes`` at most, decoded. ``digest`` goes over ``subject`` and the bytes."""

    def __init__(self, request: web.Request, subject: bytes, limit_bytes: int, limits: PushLimits) -> None:
        """Read nothing yet. Raises ``HTTPProblem``: 415 for an unknown coding, 413."""
        self._request = request
        self._limits = limits
        self._limit_bytes = limit_bytes
        self._decoder = GzipDecoder() if _is_gzip(request) else None
        self._digest = hashlib.sha256(subject)
        self._read_bytes = 0
        if self._decoder is None and (request.content_length or 0) > limit_bytes:
            raise self._excess()

    @property
    def digest(self) -> bytes:
        """The identity of what was read so far."""
        return self._digest.digest()

    async def whole(self) -> bytes:
        """All of it."""
        arrived = BytesIO()  # gives its bytes away without the copy of a join, for which all requests wait
        async for chunk in self.chunks():
            arrived.write(chunk)
        return arrived.getvalue()

    async def chunks(self) -> AsyncIterator[bytes]:
        """The pieces of the body; an empty one means that nothing arrived for ``pause_s``.

        Raises ``HTTPProblem``: 400 when it is broken, 408 after a long silence, 413.
        """
        await self._continue()
        try:
            async for packed in self._received():
                for piece in self._decoder.feed(packed) if self._decoder and packed else (packed,):
                    yield self._counted(piece)
                    if self._decoder:
                        await asyncio.sleep(0)  # a small chunk may unpack to many pieces
            for piece in self._decoder.finish() if self._decoder else ():
                yield self._counted(piece)
        except _BROKEN as error:
            raise bad_request("The body is incomplete.") from error
        except ValueError as error:
            raise bad_request(f"{error}.".capitalize(), Where(field="Content-Encoding")) from error

    async def batches(self) -> AsyncIterator[tuple[Line, ...]]:
        """The lines of the body in batches to commit. Raises as ``chunks`` does, and 413 for a long line."""
        splitter = LineSplitter(self._limits.line_bytes)
        batch: list[Line] = []
        size_bytes = 0
        try:
            async for chunk in self._pieces():
                for line in splitter.feed(chunk):
                    batch.append(line)
                    size_bytes += len(line.text)
                    if len(batch) >= self._limits.batch_lines or size_bytes >= self._limits.batch_bytes:
                        yield tuple(batch)
                        batch, size_bytes = [], 0
                if not chunk and batch:
                    yield tuple(batch)
                    batch, size_bytes = [], 0
            batch += splitter.finish()
        except LineTooLong as error:
            if batch:
                yield tuple(batch)
            raise self._long_line(error.number) from error
        if batch:
            yield tuple(batch)

    async def _pieces(self) -> AsyncIterator[bytes]:
        """Yield ``chunks`` in pieces that are short to split, however many lines they have."""
        async for chunk in self.chunks():
            if chunk.count(b"\n") <= PIECE_LINES:
                yield chunk
                continue
            yield chunk[:PIECE_BYTES]
            for start in range(PIECE_BYTES, len(chunk), PIECE_BYTES):
                await asyncio.sleep(0)
                yield chunk[start : start + PIECE_BYTES]

    async def _continue(self) -> None:
        """Tell a client that waits for ``100 Continue`` to send its body (RFC 9110 §10.1.1)."""
        if self._request.headers.get("Expect", "").lower() == "100-continue" and not self._read_bytes:
            await self._request.writer.write(CONTINUE)
            self._request.writer.output_size = 0

    async def _received(self) -> AsyncIterator[bytes]:
        content, silent_s = self._request.content, 0.0
        while True:
            try:
                async with asyncio.timeout(self._limits.pause_s):
                    chunk = await content.readany()
            except TimeoutError:
                silent_s += self._limits.pause_s
                if silent_s >= self._limits.silence_s:
                    text = f"Nothing arrived for {self._limits.silence_s:g} seconds."
                    raise HTTPProblem(HTTPStatus.REQUEST_TIMEOUT, text) from None
                yield b""
                continue
            if not chunk:
                return
            silent_s = 0.0
            yield chunk

    def _counted(self, piece: bytes) -> bytes:
        self._read_bytes += len(piece)
        if self._read_bytes > self._limit_bytes:
            raise self._excess()
        self._digest.update(piece)
        return piece

    def _excess(self) -> HTTPProblem:
        return too_large(
            f"The body is longer than {self._limit_bytes} bytes. Send many records as lines "
            "(application/x-ndjson), or in several requests."
        )

    def _long_line(self, number: int) -> HTTPProblem:
        text = f"Line {number} is longer than {self._limits.line_bytes} bytes."
        return too_large(text, Where(line=number))


def _is_gzip(request: web.Request) -> bool:
    coding = request.headers.get("Content-Encoding", "identity").strip().lower()
    if coding in {"gzip", "x-gzip"}:
        return True
    if coding in {"identity", ""}:
        return False
    text = f"{coding[:40]!r} is not a supported content coding. Send gzip or none."
    where, extra = Where(field="Content-Encoding"), (("Accept-Encoding", "gzip"),)
    raise HTTPProblem(HTTPStatus.UNSUPPORTED_MEDIA_TYPE, text, where, extra)
