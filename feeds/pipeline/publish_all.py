"""Publishes until nothing waits, with other processes beside this one where much waits."""

import asyncio
from collections.abc import AsyncIterator, Callable
from typing import Protocol

from feeds.pipeline.channel_publisher import PublishResult
from feeds.pipeline.publish_queue import PublishQueue
from feeds.store import Store, channels

ROUND_S = 0.2
IDLE_ROUNDS = 50
"""How long one round waits at most for the next second or for other processes, and how many rounds without
progress there are."""

PublishProgress = Callable[[int, int], None]
"""Is called with how many live feeds and parts of archives were published, and with how many wait."""


class Helpers(Protocol):
    """Processes that publish a share of what waits."""

    async def start_for(self, waiting: int) -> None:
        """Start them if so many channels and parts are worth it."""

    def take_results(self) -> list[PublishResult]:
        """Return what they published since the last call."""


async def publish_all(
    store: Store, queue: PublishQueue, progress: PublishProgress | None, helpers: Helpers | None
) -> tuple[PublishResult, ...]:
    """Publish until nothing waits but what fails; return the results of all processes."""
    done: list[PublishResult] = []
    left, idle, more = await store.read_at_once(channels.count_waiting), 0, True
    while more and idle < IDLE_ROUNDS:
        if helpers is not None:
            await helpers.start_for(left)
        new = [one async for one in queue.published() if not one.too_soon]
        new += helpers.take_results() if helpers is not None else ()
        done += new
        more = await queue.has_ready()
        before, left = left, await store.read_at_once(channels.count_waiting)
        if progress is not None:
            progress(sum(one.parts + (one.turn > 0) for one in done), left)
        idle = 0 if new or left != before else idle + 1
        if more:
            await asyncio.sleep(ROUND_S if idle else min(queue.wait_s() or 0.0, ROUND_S))
    return tuple(done)


async def publish_share(queue: PublishQueue) -> AsyncIterator[PublishResult]:
    """Publish the share of this process until a batch brings nothing; what is left then is for the others."""
    more = True
    while more:
        more = False
        async for result in queue.published():
            if not result.too_soon:
                more = True
                yield result
