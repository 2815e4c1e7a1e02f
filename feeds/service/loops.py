"""The loops that run while the service serves: publishing, and reading each source again."""

import asyncio
import contextlib
from collections.abc import AsyncIterator, Awaitable, Callable, Iterable, Mapping
from pathlib import Path

import structlog
from watchfiles import awatch

from feeds.errors import FeedsError, StoreError
from feeds.model import SourceSettings
from feeds.pipeline import Clock, IntakeCounts, Orchestrator, PublishResult
from feeds.service.access_flusher import AccessFlusher

IDLE_S = 60.0
"""How long the publisher sleeps at most."""

DEFAULT_EVERY_S = 300.0
"""How often a source is read that has no files to watch and names no interval."""

_log = structlog.get_logger("feeds.service")


async def keep_publishing(
    conductor: Orchestrator, clock: Clock, published: Callable[[PublishResult], Awaitable[None]]
) -> None:
    """Publish whatever changes, release what is due on its second, sweep in between; for ever."""
    while True:
        conductor.work.clear()
        if await conductor.sweep():
            conductor.work.set()
        due_s = await conductor.pass_time()
        for pressed in await conductor.publish_waiting():
            await published(pressed)
            if not pressed.too_soon:
                conductor.work.set()
        waits = (IDLE_S, conductor.rest_s(), None if due_s is None else due_s - clock().timestamp())
        await until(conductor.work, max(0.0, min(wait for wait in waits if wait is not None)))


async def keep_ranking(conductor: Orchestrator) -> None:
    """Work out what is read most every so often, and when a source was read first; for ever."""
    while True:
        await until(conductor.to_rank, await conductor.rank())


async def keep_reading(
    source: SourceSettings,
    changed: asyncio.Event,
    read: Callable[[SourceSettings], AsyncIterator[IntakeCounts]],
) -> None:
    """Read a source at once, then whenever its files change and every so often; for ever.

    A source that cannot be read is tried again at its next occasion; the others go on.
    """
    every_s = source.every_s or (None if source.paths else DEFAULT_EVERY_S)
    while True:
        changed.clear()
        try:
            async for taken in read(source):
                _log.debug("reading", source=source.name, read=taken.read)
        except FeedsError as error:
            _log.error("a source could not be read", source=source.name, error=str(error))
        await until(changed, every_s)


async def keep_counting(bookkeeper: AccessFlusher, *, forgets: bool) -> None:
    """Take counts to the store on every full minute, and forget what is too old; for ever.

    While the store is out of reach they are kept for the next minute.
    """
    while True:
        await asyncio.sleep(bookkeeper.rest_s())
        await count_once(bookkeeper, forgets=forgets)


async def count_once(bookkeeper: AccessFlusher, *, forgets: bool = False) -> None:
    """Take counts to the store; a store that is out of reach is told to the log."""
    try:
        await bookkeeper.flush()
        if forgets:
            await bookkeeper.forget()
    except StoreError as error:
        _log.warning("access could not be counted", error=str(error))


async def keep_watching(events: Mapping[str, asyncio.Event], sources: Iterable[SourceSettings]) -> None:
    """Set a source's event when a file of its changes; for ever."""
    roots = {source.name: _roots(source) for source in sources}
    watched = sorted({root for found in roots.values() for root in found})
    if not watched:
        return
    async for changes in awatch(*watched, recursive=True):
        paths = [Path(path) for _, path in changes]
        for name, found in roots.items():
            if any(path == root or root in path.parents for path in paths for root in found):
                events[name].set()


def _roots(source: SourceSettings) -> tuple[Path, ...]:
    """Return the folders that hold a source's files: of a glob, what comes before its first wild card."""
    found = []
    for path in source.paths:
        if path == "-":
            continue
        plain = Path(path)
        while any(sign in part for sign in "*?[" for part in plain.parts):
            plain = plain.parent
        folder = plain if plain.is_dir() else plain.parent
        if folder.is_dir():
            found.append(folder.resolve())
    return tuple(found)


async def until(event: asyncio.Event, timeout_s: float | None) -> None:
    """Wait for an event, but not for longer."""
    with contextlib.suppress(TimeoutError):
        async with asyncio.timeout(timeout_s):
            await event.wait()
