"""The last resort: whatever went wrong becomes a right status and a short text, and a line in the log."""

import structlog
from aiohttp import web
from aiohttp.http import HttpVersion10
from aiohttp.typedefs import Handler

from feeds.errors import StoreError
from feeds.server.auth.subscriber_tokens import without_token
from feeds.server.handlers.publications import COUNTED, STAMP, TALLY
from feeds.server.handlers.response import response
from feeds.server.http.date_header import SERVER
from feeds.server.http.host import valid_hosts
from feeds.server.http.raw_response import RawResponse
from feeds.server.http.responses import BAD_REQUEST, FAILED, NOT_FOUND, PREFLIGHT, refusal, unavailable

RETRY_AFTER_S = 30
_log = structlog.get_logger(__name__)


@web.middleware
async def error_middleware(request: web.Request, handler: Handler) -> web.StreamResponse:
    """Answer in spite of errors: an outage is a 503 (R-HTTP-47), a fault of ours a 500."""
    if request.version < HttpVersion10 or not valid_hosts(request.headers.getall("Host", ())):
        return _last(request, BAD_REQUEST)
    await request.writer.drain()  # a client that asks on and on without reading waits for its own answers
    try:
        return await handler(request)
    except web.HTTPException as raised:
        if raised.status < web.HTTPBadRequest.status_code:
            raise
        answer = _raised(request, raised)
    except StoreError as error:
        _log.warning("store is not available", path=without_token(request.path), error=str(error))
        answer = unavailable("The service is out of order for a moment.", RETRY_AFTER_S)
    except Exception as error:  # noqa: BLE001 - the server's one broad catch: no fault may end in silence
        if isinstance(error, ConnectionError) and _has_left(request):
            _log.debug("the client went away", path=without_token(request.path))
        else:
            _log.exception("request failed", path=without_token(request.path))
        answer = FAILED
    return response(answer, request.app[STAMP].date())


def _has_left(request: web.Request) -> bool:
    """Whether nobody is there to answer: a pusher that breaks off is no fault of ours."""
    return request.transport is None or request.transport.is_closing()


def _last(request: web.Request, answer: RawResponse) -> web.Response:
    """An answer with which the connection ends."""
    last = response(answer, request.app[STAMP].date())
    last.force_close()
    return last


def _raised(request: web.Request, raised: web.HTTPException) -> RawResponse:
    """The answer for an error that aiohttp or a handler raised; ``OPTIONS *`` is about the server itself."""
    if isinstance(raised, web.HTTPNotFound):
        return PREFLIGHT if request.method == "OPTIONS" else NOT_FOUND
    allowed = (("Allow", raised.headers["Allow"]),) if "Allow" in raised.headers else ()
    return refusal(raised.status, f"{raised.reason}.", allowed)


async def add_server_header(request: web.Request, prepared: web.StreamResponse) -> None:
    """Say who answers, without a version (R-HTTP-66), and count what no other part counts."""
    prepared.headers["Server"] = SERVER
    if COUNTED not in prepared:
        request.app[TALLY].note(prepared.status, prepared.content_length or 0)
