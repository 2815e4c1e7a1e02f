"""``/metrics``: for this machine and trusted networks, for all, or not at all, as the settings say."""

from http import HTTPStatus

from aiohttp import web
from prometheus_client.exposition import CONTENT_TYPE_PLAIN_0_0_4

from feeds.errors import StoreError
from feeds.server.access import is_local
from feeds.server.api.authorization import Handler
from feeds.server.events.opening import STREAMS
from feeds.server.http.responses import refusal, report
from feeds.server.metrics import ProcessMetrics, metrics
from feeds.server.publication_source import ServiceStatus
from feeds.server.publications import COUNTERS, SOURCE, instant_response

FORBIDDEN = refusal(
    HTTPStatus.FORBIDDEN, "The metrics are for this machine and its trusted networks."
).without_cors()


def reporting(process: str, *, public: bool) -> Handler:
    """The handler; ``process`` is the number of this process among several."""

    async def report_metrics(request: web.Request) -> web.StreamResponse:
        if not (public or is_local(request)):
            return instant_response(request.app, FORBIDDEN)
        text = metrics(_process_metrics(request.app, process), await _status(request.app))
        response = report(HTTPStatus.OK, CONTENT_TYPE_PLAIN_0_0_4, text.rstrip("\n"))
        return instant_response(request.app, response.without_cors())

    return report_metrics


def _process_metrics(app: web.Application, process: str) -> ProcessMetrics:
    counters, source = app[COUNTERS], app[SOURCE]
    return ProcessMetrics(
        number=process,
        answered=counters.answered(),
        connections=counters.connections,
        cache=source.cache_stats(),
        publish_durations=source.publish_durations(),
        delivery_times=source.delivery_times(),
        tasks=source.tasks(),
        streams=app[STREAMS].totals,
    )


async def _status(app: web.Application) -> ServiceStatus | None:
    try:
        return await app[SOURCE].status()
    except StoreError:
        return None
