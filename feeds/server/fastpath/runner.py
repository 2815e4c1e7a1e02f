"""Runs an application with this package's connections."""

from typing import Any

from aiohttp import web

from feeds.server.fastpath.aiohttp_private import ReplacingRunner, supports_queueing
from feeds.server.fastpath.connection import ConnectionContext
from feeds.server.fastpath.listener import Listener
from feeds.server.publications import COUNTERS, DATE, RESPONDER


class Runner(ReplacingRunner):
    """Runs an application; ``settings`` are those of aiohttp's ``RequestHandler``."""

    def __init__(self, app: web.Application, *, shutdown_timeout: float, **settings: Any) -> None:
        """Run nothing yet."""
        super().__init__(app, self._listener, shutdown_timeout=shutdown_timeout)
        self._connection_settings = settings

    async def _listener(self, server: web.Server) -> web.Server:
        app = self.app
        context = ConnectionContext(responder=app[RESPONDER], date=app[DATE], counters=app[COUNTERS])
        is_fast = await supports_queueing(context)
        return Listener(server, context, is_fast=is_fast, **self._connection_settings)
