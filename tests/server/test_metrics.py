"""``/metrics`` over a socket: what it tells, and to whom."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import replace
from datetime import UTC, datetime
from typing import Literal

import pytest
from prometheus_client.parser import text_string_to_metric_families

from feeds.model import ReadHistory, SourceHealth, SourceStatus
from feeds.server.app import make_app
from feeds.server.fastpath.listening import open_socket
from feeds.server.fastpath.sockets import serving
from feeds.server.histogram import STEPS_S, DurationRecorder
from feeds.server.metrics import ProcessMetrics, metrics
from feeds.server.publication_source import CacheStats, ServiceStatus
from feeds.server.response_counters import ResponseTotals
from tests.server.conftest import SETTINGS
from tests.server.memory_source import MemorySource
from tests.server.raw import RawConnection, connection
from tests.server.samples import publication

Access = Literal["private", "public", "off"]
Samples = dict[tuple[str, frozenset[tuple[str, str]]], float]


@asynccontextmanager
async def asking(
    source: MemorySource, access: Access = "private", proxies: tuple[str, ...] = ()
) -> AsyncIterator[RawConnection]:
    settings = replace(SETTINGS, metrics=access, trusted_proxies=proxies, process="2")
    listening = open_socket("127.0.0.1", 0)
    app, port = make_app(source, settings), listening.getsockname()[1]
    async with serving(app, [listening]), connection(port) as client:
        yield client


def process_metrics(durations: DurationRecorder | None = None) -> ProcessMetrics:
    return ProcessMetrics(
        number="0",
        answered=ResponseTotals(statuses={}, publications=0, sent_bytes=0),
        connections=0,
        cache=CacheStats(),
        publish_durations=(durations or DurationRecorder()).histogram(),
    )


def samples(page: bytes) -> Samples:
    return {
        (sample.name, frozenset(sample.labels.items())): sample.value
        for family in text_string_to_metric_families(page.decode())
        for sample in family.samples
    }


def one(found: Samples, name: str, **labels: str) -> float:
    return found[name, frozenset(labels.items())]


async def test_the_page_tells_what_the_store_and_the_process_know(source: MemorySource) -> None:
    """R-PERF-08."""
    async with asking(source) as client:
        full = await client.ask("/news.atom")
        await client.ask("/news.atom", [("If-None-Match", full["ETag"])])
        await client.ask("/missing.atom")
        answered = await client.ask("/metrics")
    assert answered["Content-Type"].startswith("text/plain; version=0.0.4")
    assert answered["Cache-Control"] == "no-store"
    found = samples(answered.body)
    assert one(found, "feeds_store_up") == 1
    assert one(found, "feeds_records") == 3
    assert one(found, "feeds_ledger_number") == 7
    assert one(found, "feeds_quarantined", source="网页") == 1
    for status, count in (("200", 1), ("304", 1), ("404", 1)):
        assert one(found, "feeds_answers_total", process="2", status=status) == count
    assert one(found, "feeds_publication_answers_total", process="2") == 2
    assert one(found, "feeds_publication_reads_total", process="2") == source.reads
    assert one(found, "feeds_answer_bytes_total", process="2") >= len(full.body)
    assert one(found, "feeds_connections", process="2") == 1
    assert one(found, "feeds_publish_seconds_count", process="2") == 0


async def test_a_store_that_cannot_be_written_is_shown(source: MemorySource) -> None:
    source.store_fault = "the database did not answer"
    async with asking(source) as client:
        found = samples((await client.ask("/metrics")).body)
        source.store_fault = None
        later = samples((await client.ask("/metrics")).body)
    assert one(found, "feeds_store_writable", process="2") == 0
    assert one(later, "feeds_store_writable", process="2") == 1


async def test_a_store_out_of_reach_is_told_and_the_rest_still_is(source: MemorySource) -> None:
    """R-HTTP-52."""
    source.broken = True
    async with asking(source) as client:
        answered = await client.ask("/metrics")
    found = samples(answered.body)
    assert (answered.status, one(found, "feeds_store_up")) == (200, 0)
    assert ("feeds_records", frozenset[tuple[str, str]]()) not in found
    assert one(found, "feeds_connections", process="2") == 1


@pytest.mark.parametrize(
    ("proxies", "headers", "status"),
    [
        ((), (), 200),
        (("127.0.0.0/8",), (), 200),
        (("127.0.0.0/8",), (("X-Forwarded-For", "127.0.0.1"),), 200),
        (("127.0.0.0/8", "10.0.0.0/8"), (("X-Forwarded-For", "10.1.2.3"),), 200),
        (("127.0.0.0/8",), (("X-Forwarded-For", "203.0.113.7"),), 403),
        (("127.0.0.0/8",), (("X-Forwarded-For", "127.0.0.1, 203.0.113.7"),), 403),
        ((), (("X-Forwarded-For", "127.0.0.1"),), 403),
        (("127.0.0.0/8",), (("Forwarded", "for=203.0.113.7"),), 403),
        (("127.0.0.0/8",), (("X-Real-IP", "203.0.113.7"),), 403),
    ],
)
async def test_private_metrics_are_for_this_machine_and_trusted_networks(
    proxies: tuple[str, ...], headers: tuple[tuple[str, str], ...], status: int
) -> None:
    """R-HTTP-67: what a client writes itself opens nothing."""
    async with asking(MemorySource(), proxies=proxies) as client:
        assert (await client.ask("/metrics", headers)).status == status


async def test_public_metrics_are_for_all_and_none_are_for_none() -> None:
    forwarded = [("X-Forwarded-For", "203.0.113.7")]
    async with asking(MemorySource(), "public", ("127.0.0.0/8",)) as client:
        assert (await client.ask("/metrics", forwarded)).status == 200
    async with asking(MemorySource(publication("news.atom")), "off") as client:
        assert (await client.ask("/metrics")).status == 404


def test_durations_fall_into_steps() -> None:
    durations = DurationRecorder()
    for took_s in (0.0, STEPS_S[0], STEPS_S[0] * 1.01, 1e9):
        durations.add(took_s)
    found = samples(metrics(process_metrics(durations), None).encode())
    buckets = [one(found, "feeds_publish_seconds_bucket", process="0", le=str(step)) for step in STEPS_S]
    assert buckets == [2, *[3] * (len(STEPS_S) - 1)]
    assert one(found, "feeds_publish_seconds_bucket", process="0", le="+Inf") == 4
    assert one(found, "feeds_publish_seconds_count", process="0") == 4


def test_each_source_has_metrics() -> None:
    read_at, new_at = datetime(2024, 10, 22, 9, tzinfo=UTC), datetime(2024, 10, 22, 8, tzinfo=UTC)
    status = ServiceStatus(
        ready=True,
        sources=(
            SourceStatus(
                history=ReadHistory(source="cms", read_at=read_at, new_at=new_at), health=SourceHealth.OK
            ),
            SourceStatus(
                history=ReadHistory(source="wire", read_at=read_at, failing=True), health=SourceHealth.FAILING
            ),
            SourceStatus(history=ReadHistory(source="desk"), health=SourceHealth.UNKNOWN),
        ),
    )
    found = samples(metrics(process_metrics(), status).encode())
    of_sources = {
        (name, dict(labels)["source"]): at for (name, labels), at in found.items() if "source" in name
    }
    assert of_sources == {
        ("feeds_source_ok", "cms"): 1,
        ("feeds_source_ok", "wire"): 0,
        ("feeds_source_ok", "desk"): 1,
        ("feeds_source_read_timestamp_seconds", "cms"): read_at.timestamp(),
        ("feeds_source_read_timestamp_seconds", "wire"): read_at.timestamp(),
        ("feeds_source_new_timestamp_seconds", "cms"): new_at.timestamp(),
    }
