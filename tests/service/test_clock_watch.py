"""The clock of a running service is an hour ahead and set back: nothing waits an hour for it."""

from collections.abc import AsyncIterator
from datetime import UTC, datetime
from pathlib import Path
from urllib.parse import urlsplit

import pytest
from aiohttp import web
from aiohttp.test_utils import TestServer
from structlog.testing import capture_logs

from feeds.config import load
from feeds.errors import SourceError
from feeds.model import HubMode, HubRequest
from feeds.service import clock_watch, running
from feeds.store import Store, clock, websub
from feeds.store.websub.outcomes import DeliveryOutcome, Outcome
from tests.cli.newsroom import article, newsroom
from tests.pipeline.site import ManualClock
from tests.service.processes import Process, process, until
from tests.transactions import query
from tests.websub.callbacks import Callback, listening

HOUR_S = 3_600
AHEAD = datetime(2026, 3, 1, 13, tzinfo=UTC)
HUB = '[hub]\nenabled = true\nallow_hosts = ["127.0.0.1"]\n'
FEED = """
[[sources]]
name = "other"
kind = "feed"
url = "{url}"
every = "1 s"
allow_hosts = ["127.0.0.1"]
channel = "news"
"""


@pytest.fixture(autouse=True)
def often(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(clock_watch, "CHECK_S", 0.01)


@pytest.fixture
async def callback() -> AsyncIterator[Callback]:
    async with listening() as found:
        yield found


def with_hub(folder: Path) -> Path:
    file = newsroom(folder, article(1))
    file.write_text(file.read_text(encoding="utf-8") + HUB, encoding="utf-8")
    return file


async def fail_one(store: Store, callback: Callback, now: datetime) -> None:
    """Subscribe, and have a delivery wait for its second attempt, due in a millisecond.

    One transaction: a service that runs would claim the delivery between two of them.
    """
    now_ms = int(now.timestamp() * 1000)
    request = HubRequest(
        key=0,
        mode=HubMode.SUBSCRIBE,
        topic="news.atom",
        callback=callback.url,
        host=urlsplit(callback.url).netloc,
        lease_s=86_400,
    )
    async with store.write() as tx:
        await websub.subscriptions.subscribe(tx, request, now_ms // 1000, 0)
        await websub.deliveries.enqueue(tx, ["news.atom"], 1, now_ms)
        (failed,) = await websub.deliveries.claim(tx, 10, now_ms)
        again = DeliveryOutcome(delivery=failed, outcome=Outcome.RETRY, due_ms=now_ms + 1)
        await websub.outcomes.settle(tx, [again], now_ms)


async def is_published(parts: Process) -> bool:
    return await parts.status("/news.atom") == 200


async def is_seen(parts: Process, now: ManualClock) -> bool:
    """Return whether the clock was looked at as it is now: what waits then waits less."""
    return await query(parts.service.store, clock.seen_ms) == int(now().timestamp() * 1000)


async def test_a_delivery_that_waits_for_another_attempt(tmp_path: Path, callback: Callback) -> None:
    now = ManualClock(AHEAD)
    async with process(with_hub(tmp_path), clock=now) as parts:
        await until(lambda: is_published(parts))
        await fail_one(parts.service.store, callback, AHEAD)
        with capture_logs() as logs:
            now.advance(-HOUR_S)
            await until(lambda: is_seen(parts, now))
            now.advance(1)
            await callback.wait(deliveries=1)
        (line,) = [line for line in logs if line["event"] == "the clock was set back"]
        assert HOUR_S - 10 <= line["seconds"] <= HOUR_S + 10


async def test_a_clock_that_is_set_back_while_the_service_does_not_run(
    tmp_path: Path, callback: Callback
) -> None:
    now, file = ManualClock(AHEAD), with_hub(tmp_path)
    async with process(file, clock=now) as parts:
        await until(lambda: is_published(parts))
        await until(lambda: is_seen(parts, now))
    async with running(load(file), now) as service:
        await fail_one(service.store, callback, AHEAD)
    now.advance(-HOUR_S)
    async with process(file, clock=now) as parts:
        await until(lambda: is_seen(parts, now))
        now.advance(1)
        await callback.wait(deliveries=1)


async def test_a_clock_that_goes_on_changes_nothing(tmp_path: Path) -> None:
    now = ManualClock(AHEAD)
    with capture_logs() as logs:
        async with process(newsroom(tmp_path, article(1)), clock=now) as parts:
            await until(lambda: is_published(parts))
            for step_s in (HOUR_S, -clock_watch.LEAST_S / 2):  # set ahead, and corrected by little
                now.advance(step_s)
                parts.tasks._clock_watch._noted_s = None
                await until(lambda: is_seen(parts, now))
    assert "the clock was set back" not in {line["event"] for line in logs}


async def test_a_source_whose_server_asked_to_wait(tmp_path: Path) -> None:
    asked: list[str] = []

    async def busy(request: web.Request) -> web.Response:
        asked.append(request.path)
        return web.Response(status=503, headers={"Retry-After": "60"})

    app = web.Application()
    app.router.add_get("/feed", busy)
    now = ManualClock(AHEAD)
    async with TestServer(app, host="127.0.0.1") as server:
        file = newsroom(tmp_path, article(1))
        more = FEED.format(url=server.make_url("/feed"))
        file.write_text(file.read_text(encoding="utf-8") + more, encoding="utf-8")
        async with running(load(file), now) as service:
            (source,) = service.sources(("other",))

            async def read() -> None:
                async for _ in service.read(source):
                    pass

            with pytest.raises(SourceError):
                await read()
            await read()
            assert len(asked) == 1
            now.advance(-HOUR_S)
            with pytest.raises(SourceError):
                await read()
            await read()
            assert len(asked) == 2
            now.advance(61)
            with pytest.raises(SourceError):
                await read()
            assert len(asked) == 3
