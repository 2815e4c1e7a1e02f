"""What those who run the service ask: ``/health`` in detail, ``/ready`` for a balancer."""

import json
from datetime import datetime
from http import HTTPStatus

from aiohttp import web

from feeds.errors import StoreError
from feeds.model import SourceStatus, TaskStatus
from feeds.server.handlers.publications import STAMP
from feeds.server.handlers.response import response
from feeds.server.http.responses import report, unavailable
from feeds.server.publication_source import PublicationSource, ServiceStatus
from feeds.text.dates import rfc3339
from feeds.text.secrets import in_public

SHELF = web.AppKey[PublicationSource]("shelf")
RETRY_AFTER_S = 5


async def health(request: web.Request) -> web.Response:
    """Status and counts as JSON; 503 with the background tasks alone when the store does not answer."""
    shelf = request.app[SHELF]
    try:
        status, body = HTTPStatus.OK, described(await shelf.facts(), shelf.tasks())
    except StoreError:
        status = HTTPStatus.SERVICE_UNAVAILABLE
        body = {"status": "the store does not answer", "tasks": tasks_described(shelf.tasks())}
    extra = () if status is HTTPStatus.OK else (("Retry-After", str(RETRY_AFTER_S)),)
    answer = report(status, "application/json", json.dumps(body, ensure_ascii=False), extra)
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


def described(facts: ServiceStatus, tasks: tuple[TaskStatus, ...]) -> dict[str, object]:
    """The facts as ``/health`` shows them; quarantine in total and by source."""
    status = "ok" if facts.ready else "starting"
    return {
        "status": "degraded" if any(task.failing for task in tasks) else status,
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
        "tasks": tasks_described(tasks),
    }


def tasks_described(tasks: tuple[TaskStatus, ...]) -> dict[str, object]:
    """How the background tasks are doing, for anybody: of their last errors only the class."""
    return {
        task.name: {
            "state": "failing" if task.failing else "running",
            "restarts": task.restarts,
            "failed": _shown(task.failed_at),
            "error": task.error.partition(":")[0] if task.error else None,
        }
        for task in tasks
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
