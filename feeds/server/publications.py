"""What the handlers of an application share, and responses as aiohttp sends them."""

from aiohttp import web
from multidict import CIMultiDict

from feeds.server.http.date_header import DateHeader
from feeds.server.http.raw_response import RawResponse
from feeds.server.publication_source import PublicationSource
from feeds.server.responder import Responder
from feeds.server.response_counters import ResponseCounters

SOURCE = web.AppKey[PublicationSource]("source")
RESPONDER = web.AppKey("responder", Responder)
DATE = web.AppKey("date", DateHeader)
COUNTERS = web.AppKey("counters", ResponseCounters)
COUNTED = web.ResponseKey("counted", bool)
"""Set on a response that is counted already."""


def web_response(response: RawResponse, lines: bytes) -> web.Response:
    """A response as aiohttp sends it; ``lines`` are ``Date``, ``Server`` and others of this moment.

    aiohttp leaves out the body for HEAD and manages the connection.
    """
    headers = CIMultiDict((*RawResponse(status=0, block=lines + b"\r\n").fields(), *response.fields()))
    bodiless = response.status in {204, 304}
    return web.Response(status=response.status, headers=headers, body=None if bodiless else response.body)


def instant_response(app: web.Application, response: RawResponse) -> web.Response:
    """A response that is not about a publication, with the date of now."""
    date = app[DATE]
    return web_response(response, date.lines(date.now_s()))
