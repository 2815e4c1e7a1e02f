"""Every address that is a publication, a page, or nothing."""

from aiohttp import web

from feeds.server.client import Clients
from feeds.server.desk import Desk
from feeds.server.handlers.response import response
from feeds.server.limits import Limits
from feeds.server.scheme import Scheme
from feeds.server.stamp import Stamp

DESK = web.AppKey("desk", Desk)
STAMP = web.AppKey("stamp", Stamp)
CLIENTS = web.AppKey("clients", Clients)
SCHEME = web.AppKey("scheme", Scheme)
LIMITS = web.AppKey("limits", Limits)


async def publication(request: web.Request) -> web.Response:
    """Whatever the desk answers. Raises ``StoreError``."""
    desk, stamp = request.app[DESK], request.app[STAMP]
    method, headers, peer = request.method, request.headers, request.remote or ""
    scheme = request.app[SCHEME].told(peer, headers)
    answer, modified_s = await desk.answer(
        method, request.raw_path, headers, peer=peer, insecure=scheme == "http"
    )
    if method == "GET":
        answer = desk.charge(peer, headers, answer, stamp.now_s())
    return response(answer, stamp.date(modified_s), secure=scheme == "https")
