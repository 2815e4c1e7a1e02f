"""The endpoint of the WebSub hub: answers before anything is verified (R-HUB-02)."""

from collections.abc import Awaitable, Callable
from typing import Protocol

from aiohttp import web

from feeds.compose.document import CLOUD_PATH
from feeds.errors import StoreError
from feeds.server.publications import RESPONDER
from feeds.websub import HubRequestError, TooManyRequestsError, rsscloud
from feeds.websub.protocol import MAX_BODY_BYTES

FORM = "application/x-www-form-urlencoded"


class HubEndpoint(Protocol):
    """What takes requests to the hub."""

    async def accept(self, body: bytes, requester: str) -> None:
        """Keep a request. Raises ``HubRequestError`` and ``StoreError``."""
        ...

    async def register(self, body: bytes, requester: str) -> None:
        """Keep a registration for rssCloud. Raises ``HubRequestError`` and ``StoreError``."""
        ...


def hub_routes(hub: HubEndpoint) -> tuple[web.AbstractRouteDef, ...]:
    """Return the routes of the hub."""

    async def post(request: web.Request) -> web.Response:
        """Take a subscription.

        202 for a well-formed request, 400 for a malformed one, 413 for a large one, 415 for another media
        type, 429 over a limit, 503 without a database.
        """
        try:
            refused = await _pass_on(request, hub.accept)
        except HubRequestError as error:
            return _text(400, error.message)
        return refused or _text(202, "The request will be verified")

    async def refuse(_request: web.Request) -> web.Response:
        response = _text(405, "Subscribe with a POST request")
        response.headers["Allow"] = "POST"
        return response

    return (web.post("/hub", post), web.route("*", "/hub", refuse))


def cloud_routes(hub: HubEndpoint) -> tuple[web.AbstractRouteDef, ...]:
    """Return the routes of rssCloud registrations."""

    async def post(request: web.Request) -> web.Response:
        """Take a registration: 200 with a result that says whether it was accepted (rssCloud API)."""
        try:
            refused = await _pass_on(request, hub.register)
        except HubRequestError as error:
            return _result(error.message, success=False)
        return refused or _result("The registration will be verified and lasts 25 hours", success=True)

    async def refuse(_request: web.Request) -> web.Response:
        response = _text(405, "Register with a POST request")
        response.headers["Allow"] = "POST"
        return response

    path = f"/{CLOUD_PATH}"
    return (web.post(path, post), web.route("*", path, refuse))


async def _pass_on(
    request: web.Request, accept: Callable[[bytes, str], Awaitable[None]]
) -> web.Response | None:
    """Read a form and pass it on; return the response where it was not taken. Raises ``HubRequestError``."""
    if request.content_type != FORM:
        return _text(415, f"Send {FORM}")
    body = await request.content.read(MAX_BODY_BYTES + 1)
    if len(body) > MAX_BODY_BYTES:
        return _text(413, f"The request is larger than {MAX_BODY_BYTES} bytes")
    try:
        await accept(body, _requester(request))
    except TooManyRequestsError as error:
        return _text(429, error.message, retry_after_s=error.retry_after_s)
    except StoreError:
        return _text(503, "The hub is not available", retry_after_s=30)
    return None


def _result(message: str, *, success: bool) -> web.Response:
    headers = {"Cache-Control": "no-store", "X-Content-Type-Options": "nosniff"}
    text = rsscloud.result(message, success=success)
    return web.Response(text=text, content_type="text/xml", headers=headers)


def _requester(request: web.Request) -> str:
    clients = request.app[RESPONDER].state.clients
    peer = request.remote or ""
    return clients.resolve(peer, request.headers.get("X-Forwarded-For")) or peer


def _text(status: int, text: str, *, retry_after_s: int | None = None) -> web.Response:
    headers = {"Cache-Control": "no-store", "X-Content-Type-Options": "nosniff"}
    if retry_after_s is not None:
        headers["Retry-After"] = str(retry_after_s)
    return web.Response(status=status, text=f"{text}.\n", headers=headers)
