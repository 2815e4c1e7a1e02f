"""A walk through the archive misses nothing, whatever happens between its requests (R-PAGE-05, R-PAGE-08)."""

import asyncio
import tempfile
from collections.abc import Iterator
from pathlib import Path

import pytest
from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st
from msgspec.structs import replace

from feeds.model import Channel
from tests.examples import examples
from tests.pipeline.archive_walk import Page, fetch, onward
from tests.pipeline.newsroom import Newsroom, TickingClock, dated
from tests.pipeline.site import article, open_orchestrator, readings

QUAY = "news/quay"
CHANNELS = (
    Channel(path="index", title="Harbour Post", limit=200),
    Channel(path=QUAY, title="Quay", limit=5, max_bytes=6_000),
)
PAGES_AT_MOST = 60

Step = tuple[str, int, int]


async def expire(room: Newsroom, number: int) -> None:
    """Take an article in again with an expiry that passes before the next publication."""
    room.clock.advance(1)
    known = room.visible.pop(article(number).id, None)
    if known is None:
        return
    expired = replace(dated(number, room.days[number]), title=known, expires_at=room.clock.now)
    await room.orchestrator.take("desk", readings(expired))


async def happen(room: Newsroom, step: Step) -> None:
    """Do one thing and publish for one round, or until nothing waits."""
    move, number, days = step
    if move == "write":
        await room.write(number, days)
    elif move == "late":
        await room.write_all({number + one: days + one for one in range(6)})
    elif move == "expire":
        await expire(room, number)
    elif move == "clear":
        for one in range(number, number + 6):
            await room.withdraw(one, withdrawn=True)
    else:
        await room.withdraw(number, withdrawn=move == "withdraw")
    room.clock.advance(1)
    if number % 2:
        await room.orchestrator.publish_waiting()
    else:
        await room.orchestrator.finish()


async def walk_through(room: Newsroom, steps: Iterator[Step]) -> None:
    """Walk from the live feed, something happening before each request for an older document."""
    await room.publish()
    throughout = set(room.visible)
    page: Page | None = await fetch(room.store, f"{QUAY}.atom")
    met: set[str] = set()
    visited: set[str] = set()
    while page is not None and page.own not in visited:
        visited.add(page.own)
        assert len(visited) < PAGES_AT_MOST
        met |= set(page.entries)
        for step in steps:
            await happen(room, step)
            throughout &= set(room.visible)
            break
        page = await onward(room.store, page)
    assert throughout <= met


async def play(before: list[Step], during: list[Step], folder: Path) -> None:
    clock = TickingClock()
    async with open_orchestrator(folder, clock, CHANNELS) as (orchestrator, store):
        room = Newsroom(orchestrator, store, clock)
        await room.write_all({number: 4 * number for number in range(30)})
        for step in before:
            await happen(room, step)
        await walk_through(room, iter(during))


numbers, days = st.integers(0, 40), st.sampled_from([0, 1, 20, 31, 60, 100])
happenings = st.one_of(
    st.tuples(st.sampled_from(["write", "late"]), numbers, days),
    st.tuples(st.sampled_from(["withdraw", "restore", "expire", "clear"]), numbers, st.just(0)),
)


@pytest.mark.slow
@settings(max_examples=examples(6), deadline=None, suppress_health_check=[HealthCheck.too_slow])
@example(before=[("expire", 15, 0), ("restore", 15, 0)], during=[])
@given(before=st.lists(happenings, max_size=4), during=st.lists(happenings, min_size=3, max_size=10))
def test_a_walk_that_starts_at_any_moment_misses_nothing(before: list[Step], during: list[Step]) -> None:
    """Late arrivals, corrections, withdrawals and expiries between the requests of one reader."""
    with tempfile.TemporaryDirectory() as folder:
        asyncio.run(play(before, during, Path(folder)))
