"""Computes what is read most at intervals, and the window of a channel that shows it."""

from datetime import datetime, timedelta

from feeds.model import Channel, Period
from feeds.pipeline.fragment_cache import FragmentCache
from feeds.pipeline.site_context import SiteContext
from feeds.pipeline.window import Window, within
from feeds.store import Store, Transaction, rankings, view_counts

EVERY = timedelta(minutes=5)
"""How often a ranking is computed at most."""

_HOUR_S = 3_600
_DAY_S = 24 * _HOUR_S
_DAYS = {Period.DAY: 1, Period.WEEK: 7, Period.MONTH: 30}


def begin_s(period: Period, now: datetime) -> int:
    """Return when the ranked period begins, in seconds since 1970.

    The last day begins with a full hour; a week and a month begin with a day in UTC.
    """
    step_s = _HOUR_S if period is Period.DAY else _DAY_S
    return (int(now.timestamp()) - _DAYS[period] * _DAY_S) // step_s * step_s


class Rankings:
    """Keeps the rankings of all ranked channels up to date."""

    def __init__(self, store: Store, context: SiteContext) -> None:
        """All rankings are due."""
        self._store = store
        self._tree = context.tree
        self._done: dict[str, datetime] = {}
        self._read: set[str] = set()

    async def start(self) -> None:
        """Delete the rankings of channels that are no longer ranked."""
        ranked = [channel.path for channel in self._tree.ranked]
        await self._store.write_at_once(lambda tx: rankings.keep_only(tx, ranked))

    def make_due(self) -> None:
        """Make all rankings due now."""
        self._done.clear()

    def source_read(self, origin: str) -> bool:
        """Make all rankings due if a source was read to its end for the first time; return whether it was."""
        if origin in self._read:
            return False
        self._read.add(origin)
        self.make_due()
        return True

    async def rank(self, now: datetime) -> bool:
        """Compute the rankings that are due; return whether any of them changed."""
        due = [channel for channel in self._tree.ranked if self._is_due(channel, now)]
        changed = [await self._rank_one(channel, now) for channel in due]
        await self._store.write_at_once(lambda tx: view_counts.prune(tx, int(now.timestamp())))
        return any(changed)

    def _is_due(self, channel: Channel, now: datetime) -> bool:
        done = self._done.get(channel.path)
        return done is None or not done <= now < done + EVERY

    async def _rank_one(self, channel: Channel, now: datetime) -> bool:
        self._done[channel.path] = now
        if channel.most_read is None:
            return False
        of = self._tree.ranked_path(channel)
        since_s, now_s = begin_s(channel.most_read, now), int(now.timestamp())
        ranked = await self._store.read_at_once(lambda tx: rankings.best(tx, of, since_s, channel.limit))
        return await self._store.write_at_once(lambda tx: rankings.replace(tx, channel.path, ranked, now_s))

    def rest_s(self, now: datetime) -> float:
        """Return how long until the next ranking is due, or until old counts can be deleted."""
        waits = [
            (self._done.get(channel.path, now - EVERY) + EVERY - now).total_seconds()
            for channel in self._tree.ranked
        ]
        return max(0.0, min(waits, default=float(_HOUR_S)))


async def ranked_window(
    tx: Transaction, fragments: FragmentCache, key: int, channel: Channel, now: datetime, *, of: str
) -> Window:
    """Return the entries of a ranking that pass, by place; ``of`` is the path of the channel it ranks."""
    rows = await rankings.window(tx, key, of, channel.limit)
    revisions = [(one, number) for one, number, _ in rows]
    rendered = await fragments.render(tx, revisions, channel, now)
    shown = within(rendered.entries, channel.max_bytes) or list(rendered.entries[:1])
    gains = {one: gain for one, _, gain in rows}
    return Window(
        entries=tuple(entry for _, entry in shown),
        rejected=rendered.rejected,
        gains=tuple(gains[one] for one, _ in shown),
    )
