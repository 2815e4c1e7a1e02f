"""The state of the service as Prometheus reads it: one line a fact.

What the store knows is the same in every process. What a process knows of itself has its number as a label,
for several may answer on one port and each scrape meets any of them.
"""

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from datetime import datetime
from itertools import accumulate

from prometheus_client import CollectorRegistry, generate_latest
from prometheus_client.core import CounterMetricFamily, GaugeMetricFamily, HistogramMetricFamily
from prometheus_client.metrics_core import Metric
from prometheus_client.registry import Collector

from feeds.model import Access, ReadHistory, SourceHealth, TaskStatus
from feeds.server.histogram import STEPS_S, Histogram
from feeds.server.publication_source import CacheStats, ServiceStatus
from feeds.server.response_counters import ResponseTotals

_Labelled = Iterable[tuple[str, float]]
_WELL = frozenset({SourceHealth.OK, SourceHealth.UNKNOWN})


@dataclass(frozen=True, slots=True, kw_only=True)
class Own:
    """What one process knows of itself; ``presses`` are how long it took to publish channels."""

    process: str
    answered: ResponseTotals
    connections: int
    held: CacheStats
    presses: Histogram
    tasks: tuple[TaskStatus, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class _Fact:
    """One metric of the store: a value for each of a label's values, or a single one."""

    name: str
    told: str
    label: str = ""
    of: Callable[[ServiceStatus], _Labelled]

    def family(self, facts: ServiceStatus) -> Metric:
        labels = (self.label,) if self.label else ()
        counts = self.name.endswith("_total")
        family = (CounterMetricFamily if counts else GaugeMetricFamily)(self.name, self.told, labels=labels)
        for value, number in self.of(facts):
            family.add_metric([value] if self.label else [], number)
        return family


def _one(name: str, told: str, of: Callable[[ServiceStatus], float]) -> _Fact:
    return _Fact(name=name, told=told, of=lambda facts: (("", of(facts)),))


def _each(name: str, told: str, label: str, of: Callable[[ServiceStatus], _Labelled]) -> _Fact:
    return _Fact(name=name, told=told, label=label, of=of)


def _published(facts: ServiceStatus) -> _Labelled:
    return () if facts.published_at is None else (("", facts.published_at.timestamp()),)


def _times(of: Callable[[ReadHistory], datetime | None]) -> Callable[[ServiceStatus], _Labelled]:
    """Tell a time of each source's readings, where there is one."""

    def times(facts: ServiceStatus) -> _Labelled:
        found = ((one.visit.source, of(one.visit)) for one in facts.sources)
        return tuple((source, at.timestamp()) for source, at in found if at is not None)

    return times


def _pulses(facts: ServiceStatus) -> _Labelled:
    return ((one.visit.source, one.pulse in _WELL) for one in facts.sources)


def _answers(access: Access) -> _Labelled:
    told = {"304": access.unchanged, "226": access.deltas, "200": access.full}
    return (*told.items(), ("other", access.total - sum(told.values())))


FACTS: tuple[_Fact, ...] = (
    _one("feeds_ready", "Whether requests can be answered.", lambda facts: facts.ready),
    _one("feeds_records", "Records in the store.", lambda facts: facts.records),
    _one("feeds_channels", "Channels.", lambda facts: facts.channels),
    _one("feeds_channels_waiting", "Channels that wait to be published.", lambda facts: facts.waiting),
    _one("feeds_publications", "Addresses that are published.", lambda facts: facts.publications),
    _one("feeds_ledger_number", "The newest number of the ledger.", lambda facts: facts.number),
    _each("feeds_quarantined", "What is held, by source.", "source", lambda facts: facts.quarantined),
    _each("feeds_source_ok", "Whether a source is neither quiet nor failing.", "source", _pulses),
    _each(
        "feeds_source_read_timestamp_seconds",
        "When a source was read last.",
        "source",
        _times(lambda visit: visit.read_at),
    ),
    _each(
        "feeds_source_new_timestamp_seconds",
        "When a source last brought a new article.",
        "source",
        _times(lambda visit: visit.new_at),
    ),
    _Fact(name="feeds_last_publish_timestamp_seconds", told="When an address last changed.", of=_published),
    _each("feeds_polls_total", "Requests for feeds.", "format", lambda facts: facts.access.polls),
    _each("feeds_poll_answers_total", "The same by answer.", "answer", lambda facts: _answers(facts.access)),
    _each("feeds_poll_readers_total", "The same by reader.", "reader", lambda facts: facts.access.readers),
    _one("feeds_poll_bytes_total", "Bytes of feeds sent.", lambda facts: facts.access.sent_bytes),
)
"""What is told of the store; what /health and this page share is in ``ServiceStatus``."""


def metrics(own: Own, facts: ServiceStatus | None) -> str:
    """The whole page; without ``facts`` where the store cannot be asked."""
    registry = CollectorRegistry(auto_describe=False)
    registry.register(_Collected((*_of_store(facts), *_of_process(own))))
    return generate_latest(registry).decode()


class _Collected(Collector):
    """What was collected already, as the library asks for it."""

    def __init__(self, families: tuple[Metric, ...]) -> None:
        self._families = families

    def collect(self) -> Iterable[Metric]:
        return self._families


def _of_store(facts: ServiceStatus | None) -> Iterator[Metric]:
    yield GaugeMetricFamily("feeds_store_up", "Whether the store answers.", value=facts is not None)
    if facts is not None:
        yield from (fact.family(facts) for fact in FACTS)


def _of_process(own: Own) -> Iterator[Metric]:
    answers = CounterMetricFamily("feeds_answers", "Answers of a process.", labels=("process", "status"))
    for status, count in sorted(own.answered.statuses.items()):
        answers.add_metric([own.process, str(status)], count)
    yield answers
    counters = (
        ("feeds_answer_bytes", "Bytes of bodies that a process sent.", own.answered.sent_bytes),
        ("feeds_publication_answers", "Answers about publications.", own.answered.publications),
        ("feeds_publication_reads", "Publications read from the store to answer.", own.held.reads),
    )
    for name, told, value in counters:
        counter = CounterMetricFamily(name, told, labels=("process",))
        counter.add_metric([own.process], value)
        yield counter
    gauges = (
        ("feeds_connections", "Open connections of a process.", own.connections),
        ("feeds_memory_publications", "Publications in the memory of a process.", own.held.publications),
        ("feeds_memory_bytes", "Bytes of publications in memory.", own.held.held_bytes),
    )
    for name, told, value in gauges:
        gauge = GaugeMetricFamily(name, told, labels=("process",))
        gauge.add_metric([own.process], value)
        yield gauge
    yield _histogram(own)
    yield from _tasks(own)


def _tasks(own: Own) -> Iterator[Metric]:
    labels = ("process", "task")
    restarts = CounterMetricFamily("feeds_task_restarts", "Restarts of a background task.", labels=labels)
    failing = GaugeMetricFamily("feeds_task_failing", "Whether a background task is failing.", labels=labels)
    for task in own.tasks:
        restarts.add_metric([own.process, task.name], task.restarts)
        failing.add_metric([own.process, task.name], task.failing)
    yield restarts
    yield failing


def _histogram(own: Own) -> Metric:
    steps = (*map(str, STEPS_S), "+Inf")
    buckets = list(zip(steps, accumulate(own.presses.counts), strict=True))
    told = "How long it took to publish a channel."
    family = HistogramMetricFamily("feeds_publish_seconds", told, labels=("process",))
    family.add_metric([own.process], buckets, own.presses.sum_s)
    return family
