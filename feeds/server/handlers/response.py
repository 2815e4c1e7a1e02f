"""An ``Answer`` as aiohttp writes it."""

from aiohttp import web
from multidict import CIMultiDict

from feeds.server.answer import Answer
from feeds.server.stamp import SERVER


def response(answer: Answer, date: str) -> web.Response:
    """The response; aiohttp leaves the body out for HEAD and sees to the connection."""
    headers = CIMultiDict((("Date", date), ("Server", SERVER), *answer.fields()))
    bodiless = answer.status in {204, 304}
    return web.Response(status=answer.status, headers=headers, body=None if bodiless else answer.body)
