"""Errors as responses, and the checks and headers that concern every request aiohttp handles."""

from aiohttp import web
from aiohttp.http import HttpVersion10
from aiohttp.typedefs import Handler

from feeds.errors import StoreError
from feeds.log import Logger
from feeds.server.auth.subscriber_tokens import without_token
from feeds.server.http.addresses import is_operational
from feeds.server.http.date_header import SERVER
from feeds.server.http.headers import HOST, valid_hosts
from feeds.server.http.raw_response import RawResponse
from feeds.server.http.responses import (
    BAD_REQUEST,
    FAILED,
    HEAD_TOO_LARGE,
    NOT_FOUND,
    PREFLIGHT,
    WRONG_VERSION,
    refusal,
    unavailable,
)
from feeds.server.publications import COUNTED, COUNTERS, RESPONDER, instant_response

RETRY_AFTER_S = 30
_LINE_BYTES = len(b": \r\n")
_log = Logger(__name__)


@web.middleware
async def error_middleware(request: web.Request, handler: Handler) -> web.StreamResponse:
    """Answer in spite of errors: an outage is a 503 (R-HTTP-47), a fault of the program a 500."""
    refused = _refused(request)
    if refused is not None:
        last = instant_response(request.app, refused)
        last.force_close()
        return last
    await request.writer.drain()  # a client that sends requests without reading waits for its own responses
    try:
        return await handler(request)
    except web.HTTPException as raised:
        if raised.status < web.HTTPBadRequest.status_code:
            raise
        response = _raised(request, raised)
    except StoreError as error:
        _log.warning("store is not available", path=without_token(request.path), error=str(error))
        response = unavailable("The service is not available at the moment.", RETRY_AFTER_S)
    except Exception as error:  # noqa: BLE001 - the server's one broad catch: every fault is logged
        if isinstance(error, ConnectionError) and _has_left(request):
            _log.debug("client disconnected", path=without_token(request.path))
        else:
            _log.exception("request failed", path=without_token(request.path))
        response = FAILED
    if is_operational(request.raw_path):
        response = response.without_cors()
    return instant_response(request.app, response)


def _refused(request: web.Request) -> RawResponse | None:
    """The refusal of a request whose head is not valid HTTP/1.0 or HTTP/1.1, or too long."""
    if request.version < HttpVersion10 or not valid_hosts(request.headers.getall(HOST, None)):
        return BAD_REQUEST
    if request.version.major != HttpVersion10.major:
        return WRONG_VERSION
    size_bytes = sum(len(name) + len(value) + _LINE_BYTES for name, value in request.raw_headers)
    return HEAD_TOO_LARGE if size_bytes > request.app[RESPONDER].state.limits.head_bytes else None


def _has_left(request: web.Request) -> bool:
    """Whether the client closed the connection."""
    return request.transport is None or request.transport.is_closing()


def _raised(request: web.Request, raised: web.HTTPException) -> RawResponse:
    """The response for an error that aiohttp or a handler raised; ``OPTIONS *`` is about the server."""
    if isinstance(raised, web.HTTPNotFound):
        return PREFLIGHT if request.method == "OPTIONS" else NOT_FOUND
    allowed = (("Allow", raised.headers["Allow"]),) if "Allow" in raised.headers else ()
    return refusal(raised.status, f"{raised.reason}.", allowed)


async def add_server_header(request: web.Request, prepared: web.StreamResponse) -> None:
    """Name the server, without a version (R-HTTP-66), and count what nothing else counted."""
    prepared.headers["Server"] = SERVER
    if COUNTED not in prepared:
        request.app[COUNTERS].note(prepared.status, prepared.content_length or 0)
