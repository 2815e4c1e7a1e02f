"""aiohttp's HTTP server with our own last words: its errors are answered like all our errors."""

import asyncio
from http import HTTPStatus
from typing import Any

import structlog
from aiohttp import web
from aiohttp.web_protocol import RequestHandler

from feeds.server.handlers.response import response
from feeds.server.respond import BAD_REQUEST, FAILED, unavailable
from feeds.server.stamp import Stamp

RETRY_AFTER_S = 30
_log = structlog.get_logger(__name__)


class Connection(RequestHandler):
    """One connection of a client."""

    __slots__ = ("_stamp",)

    def __init__(self, server: web.Server, stamp: Stamp, **settings: Any) -> None:
        """Take part in ``server``; ``settings`` are those of aiohttp's ``RequestHandler``."""
        super().__init__(server, **settings)
        self._stamp = stamp

    def handle_error(
        self,
        request: web.BaseRequest,
        status: int = HTTPStatus.INTERNAL_SERVER_ERROR,
        exc: BaseException | None = None,
        message: str | None = None,
    ) -> web.StreamResponse:
        """The answer where no handler can give one; the connection ends with it.

        Raises ``ConnectionError`` when an answer has begun already.
        """
        if request.writer.output_size > 0:
            raise ConnectionError("an answer has begun already")
        if status < HTTPStatus.INTERNAL_SERVER_ERROR:
            _log.debug("request not understood", reason=message)
            answer = BAD_REQUEST
        else:
            _log.error("request failed", status=status, exc_info=exc)
            timed_out = status == HTTPStatus.GATEWAY_TIMEOUT
            answer = unavailable("This took too long.", RETRY_AFTER_S) if timed_out else FAILED
        last = response(answer, self._stamp.date())
        last.force_close()
        return last


class Listener(web.Server):
    """Makes a ``Connection`` for each client that connects."""

    def __init__(self, app_server: web.Server, stamp: Stamp, **settings: Any) -> None:
        """Serve what ``app_server`` would."""
        super().__init__(app_server.request_handler, request_factory=app_server.request_factory)
        self._stamp = stamp
        self._settings = settings

    def __call__(self) -> RequestHandler:
        """A new connection."""
        return Connection(self, self._stamp, loop=asyncio.get_running_loop(), **self._settings)


class Runner(web.AppRunner):
    """Runs an application with our connections."""

    def __init__(
        self, app: web.Application, stamp: Stamp, *, shutdown_timeout: float, **settings: Any
    ) -> None:
        """``settings`` are those of aiohttp's ``RequestHandler``."""
        super().__init__(app, shutdown_timeout=shutdown_timeout)
        self._stamp = stamp
        self._settings = settings

    async def _make_server(self) -> web.Server:
        """Start the application, then listen in its place."""
        return Listener(await super()._make_server(), self._stamp, **self._settings)
