"""The ranker: works out what is read most, as often as it may, and gathers what a ranked channel shows."""

from datetime import datetime, timedelta

from feeds.model import Channel, Period
from feeds.pipeline.entry_renderer import EntryRenderer
from feeds.pipeline.site_context import SiteContext
from feeds.pipeline.window import Window, within
from feeds.store import DirtyChannel, Store

EVERY = timedelta(minutes=5)
"""How often a ranking is worked out at most."""

_HOUR_S = 3_600
_DAY_S = 24 * _HOUR_S
_DAYS = {Period.DAY: 1, Period.WEEK: 7, Period.MONTH: 30}


def begin_s(period: Period, now: datetime) -> int:
    """Return when the time that is ranked begins, in seconds since 1970.

    The last day begins with a full hour; a week and a month begin with a day in UTC.
    """
    step_s = _HOUR_S if period is Period.DAY else _DAY_S
    return (int(now.timestamp()) - _DAYS[period] * _DAY_S) // step_s * step_s


class Rankings:
    """Keeps the rankings of the channels that show what is read most."""

    def __init__(self, store: Store, house: SiteContext) -> None:
        """All rankings are due."""
        self._readership = store.readership
        self._tree = house.tree
        self._done: dict[str, datetime] = {}
        self._met: set[str] = set()

    async def begin(self) -> None:
        """Forget the rankings of channels that are none any more."""
        await self._readership.keep_only([channel.path for channel in self._tree.ranked])

    def hurry(self) -> None:
        """Have all rankings worked out anew at the next occasion."""
        self._done.clear()

    def met(self, origin: str) -> bool:
        """Hear that a source was read to its end; tell whether for the first time, which counts at once."""
        if origin in self._met:
            return False
        self._met.add(origin)
        self.hurry()
        return True

    async def rank(self, now: datetime) -> bool:
        """Work out the rankings that are due; tell whether any is another one."""
        due = [channel for channel in self._tree.ranked if self._is_due(channel, now)]
        changed = [await self._rank_one(channel, now) for channel in due]
        await self._readership.prune(int(now.timestamp()))
        return any(changed)

    def _is_due(self, channel: Channel, now: datetime) -> bool:
        done = self._done.get(channel.path)
        return done is None or not done <= now < done + EVERY

    async def _rank_one(self, channel: Channel, now: datetime) -> bool:
        self._done[channel.path] = now
        if channel.most_read is None:
            return False
        of = self._tree.ranked_path(channel)
        ranked = await self._readership.best(of, begin_s(channel.most_read, now), channel.limit)
        return await self._readership.replace(channel.path, ranked, int(now.timestamp()))

    def rest_s(self, now: datetime) -> float:
        """Return how long until the next ranking is due; where no channel ranks, old counts still go."""
        waits = [
            (self._done.get(channel.path, now - EVERY) + EVERY - now).total_seconds()
            for channel in self._tree.ranked
        ]
        return max(0.0, min(waits, default=float(_HOUR_S)))


async def gather_ranked(
    store: Store, proving: EntryRenderer, dirty: DirtyChannel, channel: Channel, now: datetime, *, of: str
) -> Window:
    """Collect the entries of a ranking that pass, the first first; there is nothing beyond it to archive."""
    rows = await store.readership.window(dirty.key, of, channel.limit)
    proved = await proving.prove([(key, number) for key, number, _ in rows], channel, now)
    shown = within(proved.proofs, channel.max_bytes) or list(proved.proofs[:1])
    gains = {key: gain for key, _, gain in rows}
    return Window(
        proofs=tuple(proof for _, proof in shown),
        refusals=proved.refusals,
        gains=tuple(gains[key] for key, _ in shown),
    )
