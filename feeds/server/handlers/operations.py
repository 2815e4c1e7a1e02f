"""What those who run the service ask: ``/health`` in detail, ``/ready`` for a balancer."""

import json
from http import HTTPStatus

from aiohttp import web

from feeds.server.handlers.publications import STAMP
from feeds.server.handlers.response import response
from feeds.server.respond import report, unavailable
from feeds.server.shelf import Facts, Shelf

SHELF = web.AppKey[Shelf]("shelf")
RETRY_AFTER_S = 5


async def health(request: web.Request) -> web.Response:
    """Status and counts as JSON; 200 as long as the service can say so. Raises ``StoreError``."""
    facts = await request.app[SHELF].facts()
    answer = report(HTTPStatus.OK, "application/json", json.dumps(described(facts), ensure_ascii=False))
    return response(answer, request.app[STAMP].date())


async def ready(request: web.Request) -> web.Response:
    """200 when requests can be answered, else 503."""
    is_ready = request.app[SHELF].ready()
    answer = (
        report(HTTPStatus.OK, "text/plain; charset=utf-8", "ready")
        if is_ready
        else unavailable("Not ready yet.", RETRY_AFTER_S)
    )
    return response(answer, request.app[STAMP].date())


def described(facts: Facts) -> dict[str, object]:
    """The facts as ``/health`` shows them; quarantine in total and by source."""
    return {
        "status": "ok" if facts.ready else "starting",
        "records": facts.records,
        "channels": facts.channels,
        "publications": facts.publications,
        "number": facts.number,
        "quarantine": {
            "total": sum(count for _, count in facts.quarantined),
            "sources": dict(facts.quarantined),
        },
    }
