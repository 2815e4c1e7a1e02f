"""A command that has much to publish starts further processes, which end with it."""

import asyncio
import os
import pickle
import signal
import sys
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager, suppress
from dataclasses import replace
from pathlib import Path

import psutil
from structlog.testing import capture_logs

from feeds.config import Settings, load
from feeds.model import Publication
from feeds.pipeline import PublishResult
from feeds.service import Service, running
from feeds.service.publishing_processes import PublishingProcesses
from feeds.store import Store, channels, publications, publishers
from tests.cli.newsroom import article, newsroom
from tests.service.processes import until
from tests.transactions import query

CHANNELS = 12
EACH = 8
LIMIT = 3

_Said = tuple[str, bytes, tuple[tuple[str, bytes], ...]]


def site(folder: Path) -> Settings:
    """Return the settings of a site whose channels have archives."""
    records = [article(n, channel=f"c{n % CHANNELS}") for n in range(CHANNELS * EACH)]
    for n, record in enumerate(records):
        record["date_published"] = f"2024-{1 + n % 12:02}-22 09:{n // 12:02}:00"
    file = newsroom(folder, *records)
    listed = "".join(
        f'[[channels]]\npath = "c{n}"\ntitle = "Channel {n}"\nlimit = {LIMIT}\n' for n in range(CHANNELS)
    )
    file.write_text(file.read_text(encoding="utf-8") + listed, encoding="utf-8")
    return load(file)


@asynccontextmanager
async def site_with_records(folder: Path) -> AsyncIterator[Service]:
    """Open a site whose articles are stored and not published."""
    async with running(site(folder)) as service:
        await service.ingest()
        while await service.orchestrator.sweep():
            pass
        yield service


async def published(store: Store) -> dict[str, _Said]:
    """Return what is published, without the times of publication."""
    found = {}
    for name in await query(store, publications.names):
        publication = await query(store, publications.fetch, name)
        assert isinstance(publication, Publication)
        codings = tuple((one.etag, one.body) for one in publication.representations)
        found[name] = publication.links, publication.delta_index, codings
    return found


def helper_processes() -> list[psutil.Process]:
    """Return the helpers among the children of this process, which has others too."""
    found = []
    for child in psutil.Process().children():
        with suppress(psutil.Error):
            if "feeds.cli.publish_share" in child.cmdline():
                found.append(child)
    return found


def helpers_of(service: Service, *, many: int = 1) -> PublishingProcesses:
    return PublishingProcesses(service.settings, 1, service.orchestrator.replace_ended, many=many)


async def test_a_helper_publishes_the_same_bytes_and_reports_them(tmp_path: Path) -> None:
    """R-PERF-04: a site does not depend on which process published which part of it."""
    async with site_with_records(tmp_path / "alone") as service:
        alone = {one.path: one.rejected for one in await service.finish()}
        expected = await published(service.store)
    async with site_with_records(tmp_path / "helped") as service:
        async with helpers_of(service).open() as helpers:
            await helpers.start_for(1)
            results: list[PublishResult] = []

            async def has_ended() -> bool:
                results.extend(helpers.take_results())
                return not helper_processes()

            await until(has_ended, 60)
        results += helpers.take_results()
        assert {one.path for one in results if one.turn} == alone.keys()
        assert await query(service.store, publishers.names) == ()
        assert len(await service.finish()) <= 1  # the index, if its archive was complete in the same second
        assert await published(service.store) == expected
    assert any("/archive/" in name for name in expected)


async def test_few_channels_start_no_process(tmp_path: Path) -> None:
    async with site_with_records(tmp_path) as service:
        async with helpers_of(service, many=1_000).open() as helpers:
            await service.orchestrator.finish(None, helpers)
            assert helper_processes() == []
        assert await query(service.store, channels.count_waiting) == 0


async def test_what_a_helper_leaves_when_it_is_killed_is_published(tmp_path: Path) -> None:
    """Its end is reported, and its share is published at once."""
    async with site_with_records(tmp_path) as service:
        with capture_logs() as logs:
            async with helpers_of(service).open() as helpers:
                await helpers.start_for(1)
                for child in helper_processes():
                    child.kill()
                await service.orchestrator.finish(None, helpers)
        assert [(one["log_level"], one["code"]) for one in logs] == [("error", -signal.SIGKILL)]
        assert await query(service.store, channels.count_waiting) == 0


async def test_the_lease_of_a_killed_helper_is_removed(tmp_path: Path) -> None:
    ended = await asyncio.create_subprocess_exec(sys.executable, "-c", "")
    await ended.wait()
    async with site_with_records(tmp_path) as service:
        lease = service.orchestrator._queue.lease
        host, _, unique = lease.name.split("/")
        name = f"{host}/{ended.pid}/{unique}"
        await service.store.write_at_once(lambda tx: publishers.join(tx, name))
        await lease.hold()
        assert await query(service.store, publishers.names) == (lease.name,)
        await service.store.write_at_once(lambda tx: publishers.join(tx, name))
        await service.orchestrator.replace_ended()
        assert await query(service.store, publishers.names) == (lease.name,)


async def started(said: bytes) -> asyncio.subprocess.Process:
    """Start a helper and send it these bytes."""
    helper = await asyncio.create_subprocess_exec(
        sys.executable,
        *("-m", "feeds.cli.publish_share"),
        stdin=asyncio.subprocess.PIPE,
        stdout=asyncio.subprocess.PIPE,
        stderr=asyncio.subprocess.PIPE,
        env=os.environ,
    )
    assert helper.stdin is not None
    helper.stdin.write(said)
    await helper.stdin.drain()
    return helper


async def test_what_a_helper_logs_is_not_among_its_results(tmp_path: Path) -> None:
    """It goes to the standard error of the command: here that the store has other settings."""
    async with site_with_records(tmp_path) as service:
        renamed = replace(service.settings.site, title="Pier Post")
        helper = await started(pickle.dumps(replace(service.settings, site=renamed)))
        assert helper.stdout is not None
        assert helper.stderr is not None
        assert await helper.stdout.read() == b""
        assert b"present settings" in await helper.stderr.read()
        assert await helper.wait() == 0


async def test_a_helper_ends_with_its_command(tmp_path: Path) -> None:
    """Even after SIGKILL: the system closes the standard input of the helper, before or after it started."""
    async with site_with_records(tmp_path) as service:
        for said in (b"", pickle.dumps(service.settings)):
            helper = await started(said)
            assert helper.stdin is not None
            assert helper.stdout is not None
            if said:
                assert await helper.stdout.readline()
            helper.stdin.close()
            _, errors = await helper.communicate()
            assert (helper.returncode, errors) == (0, b"")
        assert await query(service.store, publishers.names) == ()
        await service.finish()
        assert await query(service.store, channels.count_waiting) == 0
