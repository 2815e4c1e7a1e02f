"""Where hubs of others verify our subscriptions and deliver documents. Source: W3C WebSub §5.3, §7."""

import asyncio
import re
from collections.abc import Mapping
from typing import Protocol

from aiohttp import web

from feeds.errors import StoreError
from feeds.model import Upstream, UpstreamState
from feeds.websub.upstream_callback import MAX_BODY_BYTES, DeliveredDocument, Receipt

AT_ONCE = 8
"""How many documents are received at the same time; a hub repeats what is refused."""

BODY_S = 30.0
"""How long a document may take to arrive."""

RETRY_AFTER_S = 30
_ID = re.compile(r"[A-Za-z0-9_-]{43}")
_CHUNK_BYTES = 65_536


class CallbackEndpoint(Protocol):
    """What handles requests to our callbacks. All methods raise ``StoreError``."""

    async def find(self, callback: str) -> Upstream | None:
        """Return the subscription of a callback."""
        ...

    async def verify(self, callback: str, query: Mapping[str, str]) -> str | None:
        """Return what to answer a verification with, ``None`` to refuse it."""
        ...

    async def receive(self, upstream: Upstream, delivered: DeliveredDocument) -> Receipt:
        """Take a document."""
        ...

    async def poll_instead(self, upstream: Upstream) -> None:
        """Have the feed polled in place of a document that is too long."""
        ...


def callback_routes(endpoint: CallbackEndpoint) -> tuple[web.AbstractRouteDef, ...]:
    """Return the routes of callbacks."""
    receiving = asyncio.Semaphore(AT_ONCE)

    async def verify(request: web.Request) -> web.Response:
        """Echo the challenge of a verification that was requested; 404 for everything else."""
        callback = _callback(request)
        text = await endpoint.verify(callback, request.query) if callback else None
        return _answer(404, "Not found.\n") if text is None else _answer(200, text)

    async def receive(request: web.Request) -> web.Response:
        """Take a document: 202 whether it is used or not (WebSub §7.1), 410 where none is wanted.

        413 for a document that is too long, 408 for one that does not arrive, 503 if it cannot be kept now.
        """
        callback = _callback(request)
        upstream = await endpoint.find(callback) if callback else None
        if upstream is None or upstream.state is UpstreamState.LEAVING:
            return _answer(410, "Gone.\n", close=True)
        if receiving.locked():
            return _answer(503, "Try again later.\n", close=True)
        async with receiving:
            return await _received(request, endpoint, upstream)

    async def refuse(_request: web.Request) -> web.Response:
        response = _answer(405, "Use GET or POST.\n", close=True)
        response.headers["Allow"] = "GET, POST"
        return response

    path = "/hub/callback/{callback}"
    return (
        web.get(path, _available(verify), allow_head=False),
        web.post(path, _available(receive)),
        web.route("*", path, refuse),
    )


def _available(handler: "_Handler") -> "_Handler":
    """Answer 503 while the database does not."""

    async def handle(request: web.Request) -> web.Response:
        try:
            return await handler(request)
        except StoreError:
            return _answer(503, "Try again later.\n", close=True)

    return handle


class _Handler(Protocol):
    async def __call__(self, request: web.Request) -> web.Response: ...


async def _received(request: web.Request, endpoint: CallbackEndpoint, upstream: Upstream) -> web.Response:
    try:
        async with asyncio.timeout(BODY_S):
            body = await _read(request)
    except TimeoutError:
        return _answer(408, "The document did not arrive.\n", close=True)
    if body is None:
        await endpoint.poll_instead(upstream)
        return _answer(413, "The document is too long.\n", close=True)
    delivered = DeliveredDocument(
        body=body,
        content_type=request.headers.get("Content-Type", ""),
        coding=request.headers.get("Content-Encoding", ""),
        signature=request.headers.get("X-Hub-Signature", ""),
    )
    if await endpoint.receive(upstream, delivered) is Receipt.FULL:
        return _answer(503, "Try again later.\n")
    return _answer(202, "")


async def _read(request: web.Request) -> bytes | None:
    """Return the body as it was sent, ``None`` if it is too long."""
    if (request.content_length or 0) > MAX_BODY_BYTES:
        return None
    body = bytearray()
    while chunk := await request.content.read(_CHUNK_BYTES):
        body += chunk
        if len(body) > MAX_BODY_BYTES:
            return None
    return bytes(body)


def _callback(request: web.Request) -> str | None:
    callback = request.match_info["callback"]
    return callback if _ID.fullmatch(callback) else None


def _answer(status: int, text: str, *, close: bool = False) -> web.Response:
    headers = {"Cache-Control": "no-store", "X-Content-Type-Options": "nosniff"}
    if status == 503:  # noqa: PLR2004 - service unavailable
        headers["Retry-After"] = str(RETRY_AFTER_S)
    response = web.Response(status=status, text=text, headers=headers)
    if close:
        response.force_close()
    return response
