"""Reading all sources again and again: each on its interval, a bounded number at a time."""

import asyncio
import math
import random
from collections.abc import AsyncIterator, Callable, Sequence

from feeds.errors import FeedsError, StoreError
from feeds.log import Logger
from feeds.model import SourceSettings
from feeds.pipeline import IntakeCounts
from feeds.readers import load_readers
from feeds.service.backoff import Backoff
from feeds.service.loops import keep_watching, until
from feeds.service.supervisor import Supervisor

Read = Callable[[SourceSettings], AsyncIterator[IntakeCounts]]

DEFAULT_EVERY_S = 300.0
"""How often a source is read that has no files to watch and names no interval."""

AT_ONCE = 16
"""How many sources with files or tables are read at the same time; the others wait for their turn."""

POLLED_AT_ONCE = 64
"""How many sources at addresses are read at the same time: most of them wait for a server. If each takes
three quarters of a second, 5,000 are read in a minute."""

START_APART_S = 0.02
"""How far apart on average the first readings of many sources are."""

LONGEST_BACKOFF_S = 300.0
"""How long a failing source waits at most, unless its interval is longer."""

STORE_BACKOFF = Backoff(first_s=1.0, longest_s=5.0)
"""How long a source waits when the store, not the source, failed."""

ELSEWHERE_S = 10.0
"""How often it is looked whether a source that another process polls has become one of this process."""

_FILES_FIRST_S = 5.0

_log = Logger("feeds.service")


class SourceReading:
    """Starts and stops the reading of sources under a supervisor."""

    def __init__(
        self, supervisor: Supervisor, read: Read, is_ours: Callable[[str], bool] = lambda _: True
    ) -> None:
        """Nothing is read before ``start``; ``read`` reads one source to its end.

        Sources at addresses are read as long as they are ``is_ours``; files are of one machine.
        """
        self._is_ours = is_ours
        self._supervisor = supervisor
        self._read = read
        self._turns = asyncio.Semaphore(AT_ONCE)
        self._polled_turns = asyncio.Semaphore(POLLED_AT_ONCE)
        self._names: tuple[str, ...] = ()
        self._changed: dict[str, asyncio.Event] = {}
        self._unread: set[str] = set()
        self.all_read = asyncio.Event()
        """Set once every source was read to its end or failed."""

    def start(self, sources: Sequence[SourceSettings]) -> None:
        """Read each source soon, then whenever its files change and every so often."""
        load_readers(source.kind for source in sources)
        self._changed = changed = {source.name: asyncio.Event() for source in sources}
        self._unread = set(changed)
        self._note_read("")
        tasks = {f"read {source.name}": source for source in sources}
        for name, source in tasks.items():
            self._start_one(name, source, changed[source.name], _first_delay_s(source, len(sources)))
        watching = "watch files"
        self._supervisor.start(watching, lambda: keep_watching(changed, sources))
        self._names = (*tasks, watching)

    def read_now(self, source: str) -> None:
        """Have a source read at once, if it is one of those that are read."""
        if (changed := self._changed.get(source)) is not None:
            changed.set()

    async def stop(self) -> None:
        """End the reading of all sources, as before a reload."""
        await self._supervisor.stop(self._names)
        self._names = ()

    def _start_one(self, name: str, source: SourceSettings, changed: asyncio.Event, delay_s: float) -> None:
        is_polled = bool(source.urls) and not source.paths

        async def run() -> None:
            await keep_reading(
                source,
                changed,
                self._read,
                turns=self._polled_turns if is_polled else self._turns,
                is_ours=self._is_ours if is_polled else lambda _: True,
                first_delay_s=delay_s,
                was_read=self._note_read,
            )

        self._supervisor.start(name, run, always_listed=False)

    def _note_read(self, name: str) -> None:
        self._unread.discard(name)
        if not self._unread:
            self.all_read.set()


async def keep_reading(
    source: SourceSettings,
    changed: asyncio.Event,
    read: Read,
    *,
    turns: asyncio.Semaphore,
    first_delay_s: float = 0.0,
    is_ours: Callable[[str], bool] = lambda _: True,
    was_read: Callable[[str], None] = lambda _: None,
) -> None:
    """Read one source, then again whenever its files change and on its interval; call ``was_read`` each time.

    While it is not ``is_ours``, another process reads it: here it is read only at a request. Whatever reading
    raises is a failure of this source alone: it is read again after a back-off that starts with its interval.
    """
    clock = asyncio.get_running_loop().time
    every_s = source.every_s or (DEFAULT_EVERY_S if source.urls or not source.paths else None)
    first_s = every_s or _FILES_FIRST_S
    backoff = Backoff(first_s=first_s, longest_s=max(first_s, LONGEST_BACKOFF_S))
    failures, due_s = 0, clock() + first_delay_s
    await until(changed, first_delay_s)
    while True:
        begun_s = min(due_s, clock())
        if not changed.is_set() and not is_ours(source.name):
            was_read(source.name)
            await until(changed, ELSEWHERE_S)
            continue
        async with turns:
            changed.clear()
            error = await _read_once(source, read)
        was_read(source.name)
        failures = failures + 1 if error else 0
        if error:
            wait_s = (STORE_BACKOFF if isinstance(error, StoreError) else backoff).delay_s(failures)
        elif every_s is not None:
            wait_s = begun_s + every_s - clock()
            wait_s = wait_s if wait_s > 0 else every_s
        else:
            wait_s = math.inf
        due_s = clock() + wait_s
        await until(changed, None if wait_s == math.inf else wait_s)


async def _read_once(source: SourceSettings, read: Read) -> Exception | None:
    """Read a source to its end; return why that failed."""
    try:
        async for taken in read(source):
            _log.debug("reading", source=source.name, read=taken.read)
    except FeedsError as error:
        _log.error("a source could not be read", source=source.name, error=str(error))
        return error
    except Exception as error:  # noqa: BLE001 - a fault of a reader must not end the reading of its source
        _log.exception("the reader of a source failed", source=source.name)
        return error
    return None


def _first_delay_s(source: SourceSettings, sources: int) -> float:
    """A random delay before the first reading, so that many sources do not start together."""
    if sources <= AT_ONCE or source.paths:
        return 0.0
    spread_s = min(sources * START_APART_S, source.every_s or DEFAULT_EVERY_S)
    return random.uniform(0.0, spread_s)  # noqa: S311 - no secret depends on it
