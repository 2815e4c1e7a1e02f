"""Runs an application with our own connections in the place of aiohttp's."""

from typing import Any

from aiohttp import web

from feeds.server.handlers.publications import CLIENTS, DESK, LIMITS, SCHEME, STAMP, TALLY
from feeds.server.listener import Listener


class Runner(web.AppRunner):
    """Runs an application with our connections."""

    def __init__(self, app: web.Application, *, shutdown_timeout: float, **settings: Any) -> None:
        """``settings`` are those of aiohttp's ``RequestHandler``."""
        super().__init__(app, shutdown_timeout=shutdown_timeout)
        self._settings = settings

    async def _make_server(self) -> web.Server:
        """Start the application, then listen in its place."""
        app = self.app
        return Listener(
            await super()._make_server(),
            desk=app[DESK],
            stamp=app[STAMP],
            clients=app[CLIENTS],
            scheme=app[SCHEME],
            limits=app[LIMITS],
            tally=app[TALLY],
            **self._settings,
        )
