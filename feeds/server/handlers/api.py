"""``/api``: records by push, and the description of the interface."""

from collections.abc import Iterable
from functools import cache
from http import HTTPStatus
from importlib.resources import files

from aiohttp import web

from feeds.server.handlers.publications import STAMP
from feeds.server.handlers.records import delete, put, show
from feeds.server.handlers.stream import post
from feeds.server.handlers.visit import PORTER, Handler, refusal, visiting
from feeds.server.push.limits import LIMITS, Limits
from feeds.server.push.porter import Porter
from feeds.server.push.refused import RefusedRequest
from feeds.server.push.registry import Registry
from feeds.server.push.tape import FIELDS

RECORDS = "/api/records"
DESCRIPTION = "/api/openapi.json"


def open_api(app: web.Application, registry: Registry, limits: Limits = LIMITS) -> None:
    """Put the porter at the door; ``api_routes`` lead to it."""
    app[PORTER] = Porter(registry, limits)


def api_routes(limits: Limits = LIMITS) -> Iterable[web.AbstractRouteDef]:
    """The addresses of the API; other methods than its own are told which there are."""
    one = RECORDS + r"/{id:[\s\S]+}"
    return (
        web.post(RECORDS, visiting(post, limits.stream_bytes), expect_handler=_wait),
        web.put(one, visiting(put, limits.document_bytes), expect_handler=_wait),
        web.delete(one, visiting(delete, limits.document_bytes), expect_handler=_wait),
        web.get(one, show),
        web.get(DESCRIPTION, describe),
        web.route("*", RECORDS, _only("POST")),
        web.route("*", one, _only("GET, HEAD, PUT, DELETE")),
        web.route("*", DESCRIPTION, _only("GET, HEAD")),
    )


async def describe(request: web.Request) -> web.Response:
    """The OpenAPI description."""
    headers = dict((("Date", request.app[STAMP].date()), *FIELDS, ("Cache-Control", "public, max-age=3600")))
    return web.Response(body=_description(), headers=headers, content_type="application/json")


async def _wait(_: web.Request) -> None:
    """Leave ``100 Continue`` to the moment when the body is wanted."""


@cache
def _description() -> bytes:
    return (files("feeds.server.push") / "openapi.json").read_bytes()


def _only(methods: str) -> Handler:
    async def refuse(request: web.Request) -> web.StreamResponse:
        text = f"{request.method} does not work here. Use {methods}."
        extra = (("Allow", methods),)
        return refusal(request, RefusedRequest(HTTPStatus.METHOD_NOT_ALLOWED, text, extra=extra))

    return refuse
