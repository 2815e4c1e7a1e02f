"""The state of the service in the format of Prometheus.

Metrics of the store are the same in every process. Those of a process have its number as a label, because
several may answer on one port and each scrape reaches any of them.
"""

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, field
from datetime import datetime
from itertools import accumulate

from prometheus_client import CollectorRegistry, generate_latest
from prometheus_client.core import CounterMetricFamily, GaugeMetricFamily, HistogramMetricFamily
from prometheus_client.metrics_core import Metric
from prometheus_client.registry import Collector

from feeds.model import Access, ReadHistory, SourceHealth, TaskStatus
from feeds.server.events.totals import StreamTotals
from feeds.server.histogram import STEPS_S, Histogram
from feeds.server.publication_source import CacheStats, ServiceStatus
from feeds.server.response_counters import ResponseTotals

_Labelled = Iterable[tuple[str, float]]
NO_DURATIONS = Histogram()
_WELL = frozenset({SourceHealth.OK, SourceHealth.UNKNOWN})


@dataclass(frozen=True, slots=True, kw_only=True)
class ProcessMetrics:
    """The state of one process.

    ``publish_durations`` is how long it took to publish channels, ``delivery_times`` how long after their
    publication subscribers accepted revisions.
    """

    number: str
    answered: ResponseTotals
    connections: int
    cache: CacheStats
    publish_durations: Histogram
    delivery_times: Histogram = NO_DURATIONS
    tasks: tuple[TaskStatus, ...] = ()
    streams: StreamTotals = field(default_factory=StreamTotals)


@dataclass(frozen=True, slots=True, kw_only=True)
class _StoreMetric:
    """One metric of the store: a value for each of a label's values, or a single one."""

    name: str
    help_text: str
    label: str = ""
    of: Callable[[ServiceStatus], _Labelled]

    def family(self, status: ServiceStatus) -> Metric:
        labels = (self.label,) if self.label else ()
        counts = self.name.endswith("_total")
        family = (CounterMetricFamily if counts else GaugeMetricFamily)(
            self.name, self.help_text, labels=labels
        )
        for value, number in self.of(status):
            family.add_metric([value] if self.label else [], number)
        return family


def _one(name: str, help_text: str, of: Callable[[ServiceStatus], float]) -> _StoreMetric:
    return _StoreMetric(name=name, help_text=help_text, of=lambda status: (("", of(status)),))


def _each(name: str, help_text: str, label: str, of: Callable[[ServiceStatus], _Labelled]) -> _StoreMetric:
    return _StoreMetric(name=name, help_text=help_text, label=label, of=of)


def _published(status: ServiceStatus) -> _Labelled:
    return () if status.published_at is None else (("", status.published_at.timestamp()),)


def _times(of: Callable[[ReadHistory], datetime | None]) -> Callable[[ServiceStatus], _Labelled]:
    """A time of each source's reads, if there is one."""

    def times(status: ServiceStatus) -> _Labelled:
        found = ((one.history.source, of(one.history)) for one in status.sources)
        return tuple((source, at.timestamp()) for source, at in found if at is not None)

    return times


def _source_health(status: ServiceStatus) -> _Labelled:
    return ((one.history.source, one.health in _WELL) for one in status.sources)


def _answers(access: Access) -> _Labelled:
    counts = {"304": access.unchanged, "226": access.deltas, "200": access.full}
    return (*counts.items(), ("other", access.total - sum(counts.values())))


def _hub_pending(status: ServiceStatus) -> _Labelled:
    hub = status.hub
    return (("requests", hub.requests), ("deliveries", hub.deliveries), ("pings", hub.pings))


def _upstream_pushes(status: ServiceStatus) -> _Labelled:
    return (("accepted", status.upstreams.pushes), ("refused", status.upstreams.refused))


STORE_METRICS: tuple[_StoreMetric, ...] = (
    _one("feeds_ready", "Whether requests can be answered.", lambda status: status.ready),
    _one("feeds_records", "Records in the store.", lambda status: status.records),
    _one("feeds_channels", "Channels.", lambda status: status.channels),
    _one("feeds_channels_waiting", "Channels that wait to be published.", lambda status: status.waiting),
    _one("feeds_publications", "Addresses that are published.", lambda status: status.publications),
    _one("feeds_ledger_number", "The newest number of the ledger.", lambda status: status.number),
    _one("feeds_hub_subscriptions", "Subscriptions of the hub.", lambda status: status.hub.subscriptions),
    _each(
        "feeds_hub_deliveries_total",
        "Deliveries to subscribers, by how they ended; failed counts attempts.",
        "outcome",
        lambda status: status.hub.endings,
    ),
    _each("feeds_hub_pending", "What the hub has to do, by kind.", "kind", _hub_pending),
    _each(
        "feeds_upstream_subscriptions",
        "Subscriptions of sources at hubs of others, by state.",
        "state",
        lambda status: status.upstreams.states,
    ),
    _each(
        "feeds_upstream_pushes_total",
        "Documents that hubs of others delivered: accepted, or refused for their signature.",
        "outcome",
        _upstream_pushes,
    ),
    _one(
        "feeds_upstream_documents",
        "Delivered documents that wait to be read.",
        lambda status: status.upstreams.documents,
    ),
    _each(
        "feeds_quarantined", "Quarantined records, by source.", "source", lambda status: status.quarantined
    ),
    _each("feeds_source_ok", "Whether a source is neither quiet nor failing.", "source", _source_health),
    _each(
        "feeds_source_read_timestamp_seconds",
        "When a source was read last.",
        "source",
        _times(lambda history: history.read_at),
    ),
    _each(
        "feeds_source_new_timestamp_seconds",
        "When a source last had a new article.",
        "source",
        _times(lambda history: history.new_at),
    ),
    _StoreMetric(
        name="feeds_last_publish_timestamp_seconds", help_text="When an address last changed.", of=_published
    ),
    _each("feeds_polls_total", "Requests for feeds.", "format", lambda status: status.access.polls),
    _each(
        "feeds_poll_answers_total",
        "Requests for feeds, by response.",
        "answer",
        lambda status: _answers(status.access),
    ),
    _each(
        "feeds_poll_readers_total",
        "Requests for feeds, by reader.",
        "reader",
        lambda status: status.access.readers,
    ),
    _one("feeds_poll_bytes_total", "Bytes of feeds sent.", lambda status: status.access.sent_bytes),
)
"""The metrics of the store; /health and this page share ``ServiceStatus``."""


def metrics(process: ProcessMetrics, status: ServiceStatus | None) -> str:
    """The whole page; without ``status`` if the store does not answer."""
    registry = CollectorRegistry(auto_describe=False)
    registry.register(_Collected((*_of_store(process, status), *_of_process(process))))
    return generate_latest(registry).decode()


class _Collected(Collector):
    """Metrics that were collected already, in the form the library expects."""

    def __init__(self, families: tuple[Metric, ...]) -> None:
        self._families = families

    def collect(self) -> Iterable[Metric]:
        return self._families


def _of_store(process: ProcessMetrics, status: ServiceStatus | None) -> Iterator[Metric]:
    yield GaugeMetricFamily("feeds_store_up", "Whether the store answers.", value=status is not None)
    if status is not None:
        writable = GaugeMetricFamily(
            "feeds_store_writable", "Whether a process can write to the store.", labels=("process",)
        )
        writable.add_metric([process.number], status.store_fault is None)
        yield writable
        yield from (metric.family(status) for metric in STORE_METRICS)


def _of_process(process: ProcessMetrics) -> Iterator[Metric]:
    answers = CounterMetricFamily("feeds_answers", "Responses of a process.", labels=("process", "status"))
    for status, count in sorted(process.answered.statuses.items()):
        answers.add_metric([process.number, str(status)], count)
    yield answers
    counters = (
        ("feeds_answer_bytes", "Bytes of bodies that a process sent.", process.answered.sent_bytes),
        ("feeds_publication_answers", "Responses with publications.", process.answered.publications),
        ("feeds_streams_refused", "Streams of events refused at a limit.", process.streams.refused),
        ("feeds_publication_reads", "Publications read from the store for responses.", process.cache.reads),
    )
    for name, help_text, value in counters:
        counter = CounterMetricFamily(name, help_text, labels=("process",))
        counter.add_metric([process.number], value)
        yield counter
    gauges = (
        ("feeds_connections", "Open connections of a process.", process.connections),
        ("feeds_streams", "Open streams of events of a process.", process.streams.open),
        ("feeds_memory_publications", "Publications in the memory of a process.", process.cache.publications),
        ("feeds_memory_bytes", "Bytes of publications in memory.", process.cache.size_bytes),
    )
    for name, help_text, value in gauges:
        gauge = GaugeMetricFamily(name, help_text, labels=("process",))
        gauge.add_metric([process.number], value)
        yield gauge
    published, delivered = process.publish_durations, process.delivery_times
    yield _histogram(process, "feeds_publish_seconds", "How long it took to publish a channel.", published)
    help_text = "How long after its publication a subscriber accepted a revision."
    yield _histogram(process, "feeds_delivery_seconds", help_text, delivered)
    yield from _tasks(process)
    yield from _streams(process)


def _streams(process: ProcessMetrics) -> Iterator[Metric]:
    sent = CounterMetricFamily("feeds_events", "Events sent, by kind.", labels=("process", "kind"))
    for kind, count in sorted(process.streams.events.items()):
        sent.add_metric([process.number, kind], count)
    ended = CounterMetricFamily(
        "feeds_streams_ended", "Streams ended by this process, by reason.", labels=("process", "reason")
    )
    for reason, count in sorted(process.streams.ended.items()):
        ended.add_metric([process.number, reason], count)
    yield sent
    yield ended


def _tasks(process: ProcessMetrics) -> Iterator[Metric]:
    labels = ("process", "task")
    restarts = CounterMetricFamily("feeds_task_restarts", "Restarts of a background task.", labels=labels)
    failing = GaugeMetricFamily("feeds_task_failing", "Whether a background task is failing.", labels=labels)
    for task in process.tasks:
        restarts.add_metric([process.number, task.name], task.restarts)
        failing.add_metric([process.number, task.name], task.failing)
    yield restarts
    yield failing


def _histogram(process: ProcessMetrics, name: str, help_text: str, durations: Histogram) -> Metric:
    steps = (*map(str, STEPS_S), "+Inf")
    buckets = list(zip(steps, accumulate(durations.counts), strict=True))
    family = HistogramMetricFamily(name, help_text, labels=("process",))
    family.add_metric([process.number], buckets, durations.sum_s)
    return family
