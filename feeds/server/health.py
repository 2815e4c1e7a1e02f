"""The state of the service: ``/health`` for operators, ``/ready`` for a load balancer."""

import json
from datetime import datetime
from http import HTTPStatus

from aiohttp import web

from feeds.errors import StoreError
from feeds.model import SourceStatus, TaskStatus
from feeds.server.access import is_local
from feeds.server.http.responses import report, unavailable
from feeds.server.publication_source import ServiceStatus
from feeds.server.publications import SOURCE, instant_response
from feeds.text.dates import rfc3339
from feeds.text.secrets import in_public

RETRY_AFTER_S = 5


async def health(request: web.Request) -> web.Response:
    """Status and counts as JSON; 503 with the background tasks alone when the store does not answer.

    The details are for this machine and trusted networks: counts of waiting channels show an embargo.
    """
    source = request.app[SOURCE]
    try:
        code, described = HTTPStatus.OK, status_described(await source.status(), source.tasks())
    except StoreError:
        code = HTTPStatus.SERVICE_UNAVAILABLE
        described = {"status": "the store does not answer", "tasks": tasks_described(source.tasks())}
    extra = () if code is HTTPStatus.OK else (("Retry-After", str(RETRY_AFTER_S)),)
    body = described if is_local(request) else {"status": described["status"]}
    text = json.dumps(body, ensure_ascii=False)
    return instant_response(request.app, report(code, "application/json", text, extra).without_cors())


async def ready(request: web.Request) -> web.Response:
    """200 when requests can be answered, else 503."""
    response = (
        report(HTTPStatus.OK, "text/plain; charset=utf-8", "ready")
        if request.app[SOURCE].ready()
        else unavailable("Not ready yet.", RETRY_AFTER_S)
    )
    return instant_response(request.app, response.without_cors())


def status_described(service: ServiceStatus, tasks: tuple[TaskStatus, ...]) -> dict[str, object]:
    """The status as ``/health`` shows it; quarantine in total and by source."""
    status = "ok" if service.ready else "starting"
    failing = service.store_fault is not None or any(task.failing for task in tasks)
    return {
        "status": "degraded" if failing else status,
        "store": in_public(service.store_fault) if service.store_fault else "ok",
        "records": service.records,
        "channels": service.channels,
        "publications": service.publications,
        "number": service.number,
        "quarantine": {
            "total": sum(count for _, count in service.quarantined),
            "sources": dict(service.quarantined),
        },
        "waiting": service.waiting,
        "sources": {status.history.source: source_described(status) for status in service.sources},
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


def source_described(status: SourceStatus) -> dict[str, object]:
    """The state of a source; of its last error only the part that holds no secret."""
    history = status.history
    return {
        "state": status.health.value,
        "read": _shown(history.read_at),
        "new": _shown(history.new_at),
        "usual_gap_s": status.usual_gap_s,
        "failed": _shown(history.failed_at),
        "error": in_public(history.error) if history.error else None,
        "quarantine": status.quarantined,
    }


def _shown(at: datetime | None) -> str | None:
    return None if at is None else rfc3339(at)
