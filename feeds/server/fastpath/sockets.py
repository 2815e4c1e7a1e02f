"""Sockets to listen on, and an application running on them until the context ends."""

import socket
from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager

from aiohttp import web

from feeds.server.fastpath.direct_connection import KEEP_ALIVE_S
from feeds.server.fastpath.runner import Runner

BACKLOG = 1024
GRACE_S = 10.0
"""How long requests in flight have to end when the service stops."""


def open_socket(host: str, port: int, *, shared: bool = False) -> socket.socket:
    """A socket that listens; ``port`` 0 takes any free one.

    ``shared`` lets several processes listen on one port, the kernel dealing connections out among them
    (``SO_REUSEPORT``). Raises ``OSError``.
    """
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    listening = socket.socket(family, socket.SOCK_STREAM)
    try:
        listening.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        listening.setsockopt(socket.SOL_SOCKET, socket.SO_KEEPALIVE, 1)  # accepted connections inherit it
        if shared:
            listening.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEPORT, 1)
        listening.bind((host, port))
        listening.listen(BACKLOG)
        listening.setblocking(False)
    except OSError:
        listening.close()
        raise
    return listening


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
