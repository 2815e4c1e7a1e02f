"""Runs an application with our own connections in the place of aiohttp's."""

from typing import Any

from aiohttp import web

from feeds.model import Limits
from feeds.server.fastpath.listener import Listener
from feeds.server.handlers.publications import CLIENTS, DESK, LIMITS, SCHEME, STAMP, TALLY
from feeds.server.http.clients import Clients


class Runner(web.AppRunner):
    """Runs an application with our connections."""

    def __init__(self, app: web.Application, *, shutdown_timeout: float, **settings: Any) -> None:
        """``settings`` are those of aiohttp's ``RequestHandler``."""
        super().__init__(app, shutdown_timeout=shutdown_timeout)
        self._settings = settings
        self._listener: Listener | None = None

    async def _make_server(self) -> web.Server:
        """Start the application, then listen in its place."""
        app = self.app
        self._listener = Listener(
            await super()._make_server(),
            desk=app[DESK],
            stamp=app[STAMP],
            clients=app[CLIENTS],
            scheme=app[SCHEME],
            limits=app[LIMITS],
            tally=app[TALLY],
            **self._settings,
        )
        return self._listener

    def reconfigure(self, clients: Clients, limits: Limits) -> None:
        """Have new connections counted and bounded by other settings."""
        if self._listener is not None:
            self._listener.reconfigure(clients, limits)
