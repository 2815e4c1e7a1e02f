"""The source monitor: quiet sources, failing sources, and how they are reported."""

import json
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import replace
from datetime import datetime, timedelta
from pathlib import Path

import pytest
from aiohttp import ClientSession

from feeds.config import ServerSettings as Listening
from feeds.config import Settings
from feeds.errors import SourceError
from feeds.model import Channel, ReadHistory, SourceHealth, SourceSettings
from feeds.server.app import make_app
from feeds.server.fastpath.listening import open_socket
from feeds.server.fastpath.sockets import serving
from feeds.server.state import ServerOptions
from feeds.service import Service, running
from feeds.service.publication_cache import PublicationCache
from feeds.service.source_health import LEAST_ARRIVALS, source_health, usual_gap_s
from feeds.service.source_monitor import PUSHES_APART_S, SourceMonitor
from feeds.store import Store, open_store, sources
from tests.pipeline.site import SITE, START, ManualClock
from tests.transactions import query

HOUR = timedelta(hours=1)


def working_days(days: int) -> tuple[datetime, ...]:
    """Something new every hour from 8 to 18, Monday (START is a Tuesday) to Friday."""
    hours = (START + timedelta(days=day, hours=hour) for day in range(days) for hour in range(11))
    return tuple(at for at in hours if at.weekday() < 5)


def history(arrivals: tuple[datetime, ...]) -> ReadHistory:
    return ReadHistory(
        source="desk", read_at=START, new_at=arrivals[-1] if arrivals else None, arrivals=arrivals
    )


def test_a_habit_takes_some_arrivals() -> None:
    few = working_days(1)[: LEAST_ARRIVALS - 1]
    assert usual_gap_s(few) is None
    assert source_health(history(few), START + 100 * HOUR) is SourceHealth.UNKNOWN
    assert source_health(ReadHistory(source="desk"), START) is SourceHealth.UNKNOWN
    assert usual_gap_s(working_days(1)[:LEAST_ARRIVALS]) == 3_600


def test_a_source_is_quiet_after_twice_its_usual_gap() -> None:
    known = history(working_days(1))
    last = known.arrivals[-1]
    assert source_health(known, last + 2 * HOUR) is SourceHealth.OK
    assert source_health(known, last + 2 * HOUR + timedelta(seconds=1)) is SourceHealth.QUIET


def test_nights_and_weekends_that_were_seen_do_not_alarm() -> None:
    friday = history(working_days(11))
    assert friday.arrivals[-1].isoweekday() == 5
    for hours in range(64):
        assert source_health(friday, friday.arrivals[-1] + hours * HOUR) is SourceHealth.OK
    assert source_health(friday, friday.arrivals[-1] + timedelta(days=6)) is SourceHealth.QUIET


def test_one_outage_among_many_arrivals_is_no_habit() -> None:
    hourly = tuple(START + number * HOUR for number in range(220))
    assert usual_gap_s(hourly[:100] + tuple(at + timedelta(days=9) for at in hourly[100:])) == 3_600


def test_nothing_is_quiet_within_an_hour() -> None:
    known = history(tuple(START + timedelta(minutes=number) for number in range(20)))
    assert source_health(known, known.arrivals[-1] + HOUR) is SourceHealth.OK


def test_failing_goes_before_all_else() -> None:
    known = replace(history(working_days(1)), failing=True)
    assert source_health(known, known.arrivals[-1]) is SourceHealth.FAILING


async def test_pushes_are_noted_once_a_minute(tmp_path: Path) -> None:
    clock = ManualClock()
    store = await open_store(f"sqlite:///{tmp_path}/feeds.db")
    watch = SourceMonitor(store, lambda: (), clock)
    seen = []
    for _ in range(5):
        await watch.pushed("cms", new=False)
        seen.append((await known(store, "cms")).read_at)
        clock.advance(PUSHES_APART_S / 2)
    await watch.pushed("cms", new=True)
    assert [(at - START).total_seconds() for at in seen if at] == [0, 0, 60, 60, 120]
    assert (await known(store, "cms")).new_at == clock()
    await store.close()


async def known(store: Store, source: str) -> ReadHistory:
    return (await query(store, sources.read_histories))[source]


def settings(folder: Path) -> Settings:
    sources = (
        SourceSettings(name="desk", kind="jsonl", paths=(str(folder / "desk.jsonl"),), folder=folder),
        SourceSettings(name="idle", kind="jsonl", paths=(str(folder / "idle.jsonl"),), folder=folder),
        SourceSettings(name="cms", kind="push", folder=folder),
    )
    return Settings(
        file=folder / "feeds.toml",
        site=SITE,
        store_url=f"sqlite:///{folder}/feeds.db",
        server=Listening(),
        sources=sources,
        credits=(),
        channels=(Channel(path="index", title="Harbour Post"),),
    )


def record(number: int, **changes: object) -> str:
    values = {"id": f"tag:post.example,2024:{number}", "title": f"Ferry {number}"}
    return json.dumps(values | {"date_published": "2024-10-22T07:00:00Z"} | changes) + "\n"


@asynccontextmanager
async def service(folder: Path, clock: ManualClock) -> AsyncIterator[Service]:
    (folder / "desk.jsonl").write_text(record(1))
    (folder / "idle.jsonl").write_text("")
    async with running(settings(folder), clock) as opened:
        yield opened


async def read(opened: Service, name: str) -> None:
    (source,) = opened.sources((name,))
    async for _ in opened.read(source):
        pass


async def test_reading_is_noted_by_the_services_clock(tmp_path: Path) -> None:
    clock = ManualClock()
    async with service(tmp_path, clock) as opened:
        await read(opened, "desk")
        clock.advance(60)
        await read(opened, "desk")
        news, idle, cms = await opened.monitor.statuses()
        assert (news.history.read_at, news.history.new_at) == (START + timedelta(seconds=60), START)
        assert (idle.history, cms.history) == (ReadHistory(source="idle"), ReadHistory(source="cms"))
        await read(opened, "cms")
        assert "cms" not in await query(opened.store, sources.read_histories)


async def test_a_source_that_cannot_be_read_is_failing_until_it_can(tmp_path: Path) -> None:
    clock = ManualClock()
    async with service(tmp_path, clock) as opened:
        (tmp_path / "desk.jsonl").rename(tmp_path / "away")
        with pytest.raises(SourceError):
            await read(opened, "desk")
        news = (await opened.monitor.statuses())[0]
        assert news.health is SourceHealth.FAILING
        assert (news.history.error, news.history.failed_at) == ("there is no such file", START)
        (tmp_path / "away").rename(tmp_path / "desk.jsonl")
        await read(opened, "desk")
        assert (await opened.monitor.statuses())[0].health is SourceHealth.UNKNOWN


async def test_health_tells_of_sources_and_of_nothing_that_is_to_stay_inside(tmp_path: Path) -> None:
    """No embargoed article by title or id, no secret of an address, no name of a file."""
    clock = ManualClock()
    async with service(tmp_path, clock) as opened:
        hush = record(2, title="Hush", date_release="2024-11-01T00:00:00Z")
        (tmp_path / "desk.jsonl").write_text(record(1) + hush + record(3, title="Hush too", id=None))
        await read(opened, "desk")
        where = "https://u:secret@wire.example/hush?key=secret"
        error = SourceError("the database refused: (title)=(Hush) at postgresql://u:secret@db/x", where=where)
        await opened.monitor.failed("idle", error)
        await opened.finish()
        listening = open_socket("127.0.0.1", 0)
        app = make_app(
            PublicationCache(opened.store, monitor=opened.monitor), ServerOptions(site_url=SITE.url)
        )
        address = f"http://127.0.0.1:{listening.getsockname()[1]}/health"
        async with serving(app, [listening]), ClientSession() as session, session.get(address) as answer:
            body = await answer.text()
        health = json.loads(body)
        assert answer.status == 200
        assert list(health["sources"]) == ["desk", "idle", "cms"]
        assert health["sources"]["desk"] == {
            "state": "unknown",
            "read": "2024-10-22T08:00:00Z",
            "new": "2024-10-22T08:00:00Z",
            "usual_gap_s": None,
            "failed": None,
            "error": None,
            "quarantine": 1,
        }
        assert health["sources"]["idle"]["state"] == "failing"
        assert health["sources"]["idle"]["error"] == "the database refused"
        assert health["sources"]["cms"]["read"] is None
        assert health["waiting"] == 0
        for hidden in ("hush", "secret", "2024:2", "wire.example", str(tmp_path).casefold()):
            assert hidden not in body.casefold()
        kept = await known(opened.store, "idle")
        assert "secret" not in f"{kept.error} {kept.error_where}"
