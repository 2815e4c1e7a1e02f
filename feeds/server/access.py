"""Whether a request comes from this machine or a trusted network, and not through a proxy for others."""

from aiohttp import web

from feeds.server.http.headers import FORWARDED_FOR, joined
from feeds.server.publications import RESPONDER

_FORWARDED = ("Forwarded", "X-Real-IP", "Via")
"""Fields that proxies add without the address of the client."""


def is_local(request: web.Request) -> bool:
    """Whether details of operation may be shown."""
    forwarded_for = joined(request.headers, FORWARDED_FOR)
    if forwarded_for is None and any(name in request.headers for name in _FORWARDED):
        return False
    return request.app[RESPONDER].state.clients.is_local(request.remote or "", forwarded_for)
