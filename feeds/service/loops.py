"""The endless loops of a serving process. Each runs under the supervisor, which restarts one that raises."""

import asyncio
import contextlib
from collections.abc import Awaitable, Callable, Iterable, Mapping
from pathlib import Path

from watchfiles import DefaultFilter, awatch

from feeds.errors import StoreError
from feeds.log import Logger
from feeds.model import SourceSettings
from feeds.pipeline import Clock, Orchestrator, PublishResult
from feeds.service.access_flusher import AccessFlusher

IDLE_S = 10.0
"""How long publishing waits at most: each round renews the lease of this process."""

RECHECK_FOLDERS_S = 60.0
"""How often it is checked whether there are folders to watch, where there were none."""

_log = Logger("feeds.service")


async def keep_publishing(
    orchestrator: Orchestrator, clock: Clock, published: Callable[[PublishResult], Awaitable[None]]
) -> None:
    """Publish changes, release articles when they are due, sweep in between.

    Raises an ``ExceptionGroup`` after a round in which a step failed: the other steps of it were done.
    """
    due_s: int | None = None

    async def sweep() -> None:
        if await orchestrator.sweep():
            orchestrator.work.set()

    async def apply_due() -> None:
        nonlocal due_s
        due_s = await orchestrator.apply_due()

    async def publish() -> None:
        for result in await orchestrator.publish_waiting():
            await published(result)
            if not result.too_soon:
                orchestrator.work.set()

    while True:
        orchestrator.work.clear()
        await _run_all((sweep, apply_due, publish))
        waits = (IDLE_S, orchestrator.rest_s(), None if due_s is None else due_s - clock().timestamp())
        await until(orchestrator.work, max(0.0, min(wait for wait in waits if wait is not None)))


async def _run_all(steps: Iterable[Callable[[], Awaitable[None]]]) -> None:
    """Run every step, even if others fail. Raises an ``ExceptionGroup`` of their errors."""
    errors: list[Exception] = []
    for step in steps:
        try:
            await step()
        except Exception as error:  # noqa: BLE001 - raised below, after the other steps
            errors.append(error)
    if errors:
        raise ExceptionGroup("publishing failed", errors)


async def keep_ranking(orchestrator: Orchestrator) -> None:
    """Rank what is read most every so often, and when a source was read for the first time."""
    while True:
        await until(orchestrator.to_rank, await orchestrator.rank())


async def keep_counting(flusher: AccessFlusher, *, forgets: bool) -> None:
    """Add access counts to the store on every full minute, and forget old ones.

    While the store does not answer they are kept for the next minute.
    """
    while True:
        await asyncio.sleep(flusher.rest_s())
        await count_once(flusher, forgets=forgets)


async def count_once(flusher: AccessFlusher, *, forgets: bool = False) -> None:
    """Add access counts to the store; a store that does not answer is logged."""
    try:
        await flusher.flush()
        if forgets:
            await flusher.forget()
    except StoreError as error:
        _log.warning("access could not be counted", error=str(error))


async def keep_watching(events: Mapping[str, asyncio.Event], sources: Iterable[SourceSettings]) -> None:
    """Set a source's event whenever a file of its changes."""
    all_sources = tuple(sources)
    while True:
        roots = {source.name: _roots(source) for source in all_sources}
        watched = sorted({_folder(root) for found in roots.values() for root in found})
        if not watched:
            await asyncio.sleep(RECHECK_FOLDERS_S)
            continue
        async for changes in awatch(*watched, recursive=True, watch_filter=_Articles()):
            paths = [Path(path) for _, path in changes]
            for name, found in roots.items():
                if any(path == root or root in path.parents for path in paths for root in found):
                    events[name].set()


def _roots(source: SourceSettings) -> tuple[Path, ...]:
    """The files and folders of a source: of a glob, the part before its first wild card."""
    found = []
    for path in source.paths:
        if path == "-":
            continue
        plain = Path(path)
        while any(sign in part for sign in "*?[" for part in plain.parts):
            plain = plain.parent
        folder = _folder(plain)
        if folder.is_dir():
            found.append(folder.resolve() / plain.relative_to(folder))
    return tuple(found)


def _folder(path: Path) -> Path:
    return path if path.is_dir() else path.parent


class _Articles(DefaultFilter):
    """Leaves out databases: that of the service changes with everything that is read."""

    ignore_entity_patterns = (*DefaultFilter.ignore_entity_patterns, r"\.(db|sqlite3?)(-wal|-shm|-journal)?$")


async def until(event: asyncio.Event, timeout_s: float | None) -> None:
    """Wait for an event, but not for longer."""
    with contextlib.suppress(TimeoutError):
        async with asyncio.timeout(timeout_s):
            await event.wait()
