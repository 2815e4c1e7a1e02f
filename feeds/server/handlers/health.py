"""What those who run the service ask: ``/health`` in detail, ``/ready`` for a balancer."""

import json
from datetime import datetime
from http import HTTPStatus

from aiohttp import web

from feeds.model import SourceStatus
from feeds.server.handlers.publications import STAMP
from feeds.server.handlers.response import response
from feeds.server.http.responses import report, unavailable
from feeds.server.publication_source import PublicationSource, ServiceStatus
from feeds.text.dates import rfc3339
from feeds.text.secrets import in_public

SHELF = web.AppKey[PublicationSource]("shelf")
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


def described(facts: ServiceStatus) -> dict[str, object]:
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
        "waiting": facts.waiting,
        "sources": {watched.visit.source: source_described(watched) for watched in facts.sources},
    }


def source_described(watched: SourceStatus) -> dict[str, object]:
    """How a source is doing, for anybody: of its last error only the words that are ours."""
    visit = watched.visit
    return {
        "state": watched.pulse.value,
        "read": _shown(visit.read_at),
        "new": _shown(visit.new_at),
        "usual_gap_s": watched.usual_gap_s,
        "failed": _shown(visit.failed_at),
        "error": in_public(visit.error) if visit.error else None,
        "quarantine": watched.held,
    }


def _shown(at: datetime | None) -> str | None:
    return None if at is None else rfc3339(at)
