"""``/api``: records by push, and the description of the interface."""

from collections.abc import Iterable
from functools import cache
from http import HTTPStatus
from importlib.resources import files

from aiohttp import web

from feeds.server.api.authorization import AUTHENTICATOR, Handler, authorized_handler, refusal
from feeds.server.api.bulk import post
from feeds.server.api.limits import LIMITS, PushLimits
from feeds.server.api.problems import HTTPProblem
from feeds.server.api.record_service import RecordService
from feeds.server.api.records import delete, put, show
from feeds.server.api.spooled_response import FIELDS
from feeds.server.auth.authenticator import Authenticator
from feeds.server.publications import DATE

RECORDS = "/api/records"
DESCRIPTION = "/api/openapi.json"


def install_api(app: web.Application, records: RecordService, limits: PushLimits = LIMITS) -> None:
    """Give the application what the handlers of ``api_routes`` need."""
    app[AUTHENTICATOR] = Authenticator(records, limits)


def api_routes(limits: PushLimits = LIMITS) -> Iterable[web.AbstractRouteDef]:
    """The routes of the API; other methods get a 405."""
    one = RECORDS + r"/{id:[\s\S]+}"
    return (
        web.post(RECORDS, authorized_handler(post, limits.stream_bytes), expect_handler=_wait_for_body),
        web.put(one, authorized_handler(put, limits.document_bytes), expect_handler=_wait_for_body),
        web.delete(one, authorized_handler(delete, limits.document_bytes), expect_handler=_wait_for_body),
        web.get(one, show),
        web.get(DESCRIPTION, describe),
        web.route("*", RECORDS, _only("POST")),
        web.route("*", one, _only("GET, HEAD, PUT, DELETE")),
        web.route("*", DESCRIPTION, _only("GET, HEAD")),
    )


async def describe(request: web.Request) -> web.Response:
    """The OpenAPI description."""
    headers = dict((("Date", request.app[DATE].date()), *FIELDS, ("Cache-Control", "public, max-age=3600")))
    return web.Response(body=_description(), headers=headers, content_type="application/json")


async def _wait_for_body(_: web.Request) -> None:
    """Leave ``100 Continue`` to the handler, which sends it before it reads the body."""


@cache
def _description() -> bytes:
    return (files("feeds.server.api") / "openapi.json").read_bytes()


def _only(methods: str) -> Handler:
    async def refuse(request: web.Request) -> web.StreamResponse:
        text = f"{request.method} does not work here. Use {methods}."
        extra = (("Allow", methods),)
        return refusal(request, HTTPProblem(HTTPStatus.METHOD_NOT_ALLOWED, text, extra=extra))

    return refuse
