"""``/metrics``: for whoever watches over the service, and unless it is set otherwise for nobody else."""

from http import HTTPStatus

from aiohttp import web
from prometheus_client.exposition import CONTENT_TYPE_PLAIN_0_0_4

from feeds.errors import StoreError
from feeds.server.api.authorization import Handler
from feeds.server.handlers.health import SHELF
from feeds.server.handlers.publications import CLIENTS, STAMP, TALLY
from feeds.server.handlers.response import response
from feeds.server.http.headers import joined
from feeds.server.http.responses import refusal, report
from feeds.server.metrics import Own, metrics
from feeds.server.publication_source import ServiceStatus
from feeds.server.responder import FORWARDED_FOR

_FORWARDED = ("Forwarded", "X-Real-IP", "Via")
"""What proxies add that say nothing else about whom they ask for."""

FORBIDDEN = refusal(HTTPStatus.FORBIDDEN, "The metrics are for this machine and its trusted networks.")


def reporting(process: str, *, public: bool) -> Handler:
    """The handler; ``process`` is the number of this one among several."""

    async def report_metrics(request: web.Request) -> web.StreamResponse:
        date = request.app[STAMP].date()
        if not (public or _is_near(request)):
            return response(FORBIDDEN, date)
        text = metrics(_own(request.app, process), await _facts(request.app))
        return response(report(HTTPStatus.OK, CONTENT_TYPE_PLAIN_0_0_4, text.rstrip("\n")), date)

    return report_metrics


def _is_near(request: web.Request) -> bool:
    """Whether a request was made on this machine or in a trusted network, and on nobody else's behalf."""
    forwarded_for = joined(request.headers, FORWARDED_FOR)
    if forwarded_for is None and any(name in request.headers for name in _FORWARDED):
        return False
    return request.app[CLIENTS].is_near(request.remote or "", forwarded_for)


def _own(app: web.Application, process: str) -> Own:
    tally, shelf = app[TALLY], app[SHELF]
    return Own(
        process=process,
        answered=tally.answered(),
        connections=tally.connections,
        held=shelf.held(),
        presses=shelf.presses(),
        tasks=shelf.tasks(),
    )


async def _facts(app: web.Application) -> ServiceStatus | None:
    try:
        return await app[SHELF].facts()
    except StoreError:
        return None
