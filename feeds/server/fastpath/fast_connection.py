"""An HTTP connection that sends replies from memory without starting a task."""

from aiohttp.http import HttpVersion10, HttpVersion11, RawRequestMessage

from feeds.server.fastpath.aiohttp_private import QueuedConnection
from feeds.server.fastpath.connection import CLOSE, STATUS_LINES
from feeds.server.resolver import READING

_KEEP_ALIVE = b"Connection: keep-alive\r\n"


class FastConnection(QueuedConnection):
    """Writes the reply of ``Responder.respond_cached``; the application sends the same bytes otherwise."""

    __slots__ = ()

    def respond_now(self, message: RawRequestMessage) -> bool:
        """Write the reply to a GET or HEAD that is in memory; false leaves it to the application."""
        method, version, transport = message.method, message.version, self.transport
        if method not in READING or transport is None:
            return False
        if version is HttpVersion11:
            connection = CLOSE if message.should_close else b""
        elif version is HttpVersion10:
            connection = CLOSE if message.should_close else _KEEP_ALIVE
        else:
            return False
        try:
            reply = self.context.responder.respond_cached(method, message.path, message.headers, self.peer)
        except Exception:  # noqa: BLE001 - the application meets the same fault, answers and logs it
            return False
        if reply is None:
            return False
        response, lines = reply
        head = b"".join((STATUS_LINES[response.status], lines, connection, response.block))
        if method == "GET" and response.body:
            transport.writelines((head, response.body))
        else:
            transport.write(head)
        return True
