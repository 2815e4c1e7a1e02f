"""An ``RawResponse`` as aiohttp writes it."""

from aiohttp import web
from multidict import CIMultiDict

from feeds.server.http.date_header import SERVER
from feeds.server.http.forwarded import HSTS
from feeds.server.http.raw_response import RawResponse


def response(answer: RawResponse, date: str, *, secure: bool = False) -> web.Response:
    """The response, ``secure`` if by https; aiohttp leaves a HEAD's body out and sees to the connection."""
    hsts = (HSTS,) if secure else ()
    headers = CIMultiDict((("Date", date), ("Server", SERVER), *hsts, *answer.fields()))
    bodiless = answer.status in {204, 304}
    return web.Response(status=answer.status, headers=headers, body=None if bodiless else answer.body)
