"""An HTTP connection that sends replies from memory without starting a task."""

from typing import Any

from aiohttp import web
from aiohttp.http import HttpVersion10, HttpVersion11, RawRequestMessage

from feeds.server.fastpath.aiohttp_private import QueuedConnection
from feeds.server.fastpath.connection import STATUS_LINES
from feeds.server.fastpath.reply_writer import CONNECTION_LINES, ReplyWriter
from feeds.server.resolver import READING


class FastConnection(QueuedConnection):
    """Writes the reply of ``Responder.respond_cached``; the application sends the same bytes otherwise."""

    __slots__ = ("_writer",)

    def __init__(self, server: web.Server, **settings: Any) -> None:
        """Take part in ``server``; ``settings`` are those of ``QueuedConnection``."""
        super().__init__(server, **settings)
        self._writer: ReplyWriter | None = None

    def connection_lost(self, exc: BaseException | None) -> None:
        """End; the transport closes the socket."""
        if self._writer is not None:
            self._writer.detach()
            self._writer = None
        super().connection_lost(exc)

    def respond_now(self, message: RawRequestMessage) -> bool:
        """Write the reply to a GET or HEAD that is in memory; false leaves it to the application."""
        method, version, transport = message.method, message.version, self.transport
        if method not in READING or transport is None:
            return False
        if version is not HttpVersion11 and version is not HttpVersion10:
            return False
        connection = CONNECTION_LINES[version is HttpVersion11, message.should_close]
        try:
            reply = self.context.responder.respond_cached(method, message.path, message.headers, self.peer)
        except Exception:  # noqa: BLE001 - the application meets the same fault, answers and logs it
            return False
        if reply is None:
            return False
        response, lines = reply
        head = b"".join((STATUS_LINES[response.status], lines, connection, response.block))
        if method == "HEAD" or not response.body:
            transport.write(head)
            return True
        if self._writer is None:
            self._writer = ReplyWriter(transport, self.context.files)
        self._writer.write(head, response.body)
        return True
