"""Every address that is a publication, a page, or nothing."""

from aiohttp import web

from feeds.server.desk import Desk
from feeds.server.handlers.response import response
from feeds.server.stamp import Stamp

DESK = web.AppKey("desk", Desk)
STAMP = web.AppKey("stamp", Stamp)


async def publication(request: web.Request) -> web.Response:
    """Whatever the desk answers. Raises ``StoreError``."""
    answer, modified_s = await request.app[DESK].answer(request.method, request.raw_path, request.headers)
    return response(answer, request.app[STAMP].date(modified_s))
