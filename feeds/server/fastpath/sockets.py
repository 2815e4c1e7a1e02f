"""An application running on sockets until the context ends."""

import socket
from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager

from aiohttp import web

from feeds.server.fastpath.direct_connection import KEEP_ALIVE_S
from feeds.server.fastpath.listening import BACKLOG
from feeds.server.fastpath.runner import Runner

GRACE_S = 10.0
"""How long requests in flight have to end when the service stops."""


@asynccontextmanager
async def serving(
    app: web.Application, sockets: Sequence[socket.socket], *, grace_s: float = GRACE_S
) -> AsyncIterator[Runner]:
    """Answer on the sockets while the context lasts; then let requests in flight end, and close."""
    runner = Runner(
        app,
        shutdown_timeout=grace_s,
        access_log=None,
        keepalive_timeout=KEEP_ALIVE_S,
        tcp_keepalive=False,  # set once on the listening socket
        auto_decompress=False,
    )
    await runner.setup()
    try:
        for listening in sockets:
            await web.SockSite(runner, listening, backlog=BACKLOG).start()
        yield runner
    finally:
        await runner.cleanup()
