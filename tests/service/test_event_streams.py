"""Streams of events in a process that publishes and in one that follows it."""

import asyncio
from datetime import timedelta
from pathlib import Path

import pytest

from feeds.service.clock import utc_now
from feeds.service.credentials import make_subscriber, revoke_subscriber
from tests.cli.newsroom import article, newsroom, rewrite
from tests.server.events.client import EventClient, listening_to
from tests.service.processes import Process, process, until

CLUB = '\n[[channels]]\npath = "club"\ntitle = "Club"\n'


async def until_published(parts: Process, target: str, status: int = 200) -> None:
    async def answers() -> bool:
        return await parts.status(target) == status

    await until(answers)


@pytest.mark.slow
async def test_changes_reach_the_streams_of_every_process(tmp_path: Path) -> None:
    """New, corrected and withdrawn articles; the same events with the same ids everywhere.

    It takes a few seconds: a channel publishes once a second.
    """
    file = newsroom(tmp_path, article(1))
    async with process(file) as leader, process(file, follower=True) as follower:
        await until_published(leader, "/news.json")
        await until_published(follower, "/news.json")
        async with (
            listening_to(leader.port, "/news.events") as first,
            listening_to(follower.port, "/news.events") as second,
        ):
            clients = (first, second)
            assert await first.next() == await second.next()
            rewrite(file, article(1), article(2))
            await _same_event(clients, "message", "Ferry 2")
            rewrite(file, article(1), article(2, title="Ferry 2, late"))
            await _same_event(clients, "message", "Ferry 2, late")
            id_ = str(article(1)["id"])
            await leader.service.set_withdrawn(id_, withdrawn=True, note="wrong")
            events = [await client.next() for client in clients]
            assert events[0] == events[1]
            assert events[0] is not None
            assert (events[0].kind, events[0].data["id"]) == ("withdrawn", id_)
        async with listening_to(follower.port, "/news.events", {"Last-Event-ID": first.last_id}) as resumed:
            ready = await resumed.next()
            assert ready is not None
            assert ready.kind == "ready"


async def _same_event(clients: tuple[EventClient, ...], kind: str, title: str) -> None:
    events = [await client.next() for client in clients]
    assert events[0] == events[1]
    assert events[0] is not None
    assert (events[0].kind, events[0].data["title"]) == (kind, title)


@pytest.mark.slow
async def test_an_article_is_not_sent_before_its_release(tmp_path: Path) -> None:
    """It takes the two seconds until the release."""
    due_at = (utc_now() + timedelta(seconds=2)).replace(microsecond=0)
    file = newsroom(tmp_path, article(1), article(2, date_release=due_at.isoformat()))
    async with process(file) as leader:
        await until_published(leader, "/news.json")
        async with listening_to(leader.port, "/news.events") as client:
            await client.next()
            event = await client.next()
            assert utc_now() >= due_at
    assert event is not None
    assert event.data["title"] == "Ferry 2"


async def test_access_that_ends_ends_the_streams_of_a_follower(tmp_path: Path) -> None:
    """A channel that becomes private, and a revoked token, in a process that only follows."""
    file = newsroom(tmp_path, article(1), article(2, channel="club"))
    public = file.read_text(encoding="utf-8") + CLUB
    file.write_text(public, encoding="utf-8")
    async with process(file) as leader, process(file, follower=True) as follower:
        await until_published(leader, "/club.json")
        await until_published(follower, "/club.json")
        async with listening_to(follower.port, "/club.events") as anybody:
            await anybody.next()
            file.write_text(f"{public}private = true\n", encoding="utf-8")
            leader.tasks.request_reload()
            assert await anybody.rest() == []
        await until_published(follower, "/club.json", 401)
        store, settings = leader.service.store, leader.service.settings
        made = await make_subscriber(store, settings, "anna", ["club"])
        address = made.urls[0].removeprefix("https://post.example").rpartition(".")[0]
        async with listening_to(follower.port, f"{address}.events") as anna:
            await anna.next()
            await revoke_subscriber(store, "anna")
            async with asyncio.timeout(5):
                assert await anna.rest() == []
