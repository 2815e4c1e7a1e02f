"""When the clock next changes each channel, and whether what it changed last is published."""

from collections.abc import Mapping
from dataclasses import dataclass

from feeds.store import Transaction, channels, revisions
from feeds.store.channels import ChannelProgress

AHEAD_S = 20_000
"""How far ahead due times are read: longer than a live feed is ever fresh (R-HTTP-17)."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Schedule:
    """What one snapshot of the store says: the next due time of channels, and channels to be published."""

    due_s: Mapping[str, int]
    unpublished: Mapping[str, ChannelProgress]


async def read_schedule(tx: Transaction, now_s: int) -> Schedule:
    """Read what the clock will soon change, and what is not published."""
    due_s = await revisions.due_by_channel(tx, now_s + AHEAD_S)
    unpublished = {one.path: one for one in await channels.unpublished(tx)}
    return Schedule(due_s=due_s, unpublished=unpublished)


@dataclass(frozen=True, slots=True, kw_only=True)
class _Passed:
    """The first due time that was applied, and the least number of a publication with all of them."""

    due_s: int
    number: int


class DueTimes:
    """Due times by channel. One that has passed stays until a publication contains what it changed.

    So a server knows that its version of a channel is outdated.
    """

    def __init__(self) -> None:
        """Nothing is known before ``update``."""
        self._due_s: dict[str, int] = {}
        self._passed: dict[str, _Passed] = {}
        self._begun = False

    def next_s(self, channel: str) -> int | None:
        """The due time of a channel, which may have passed; ``None``: not soon."""
        passed = self._passed.get(channel)
        return self._due_s.get(channel) if passed is None else passed.due_s

    def expect(self, due_s: Mapping[str, int]) -> None:
        """Add due times that are known before the next ``update``: the earlier one of a channel counts."""
        for channel, second in due_s.items():
            self._due_s[channel] = min(second, self._due_s.get(channel, second))

    def update(self, schedule: Schedule, now_s: int) -> None:
        """Take a newer snapshot of the store.

        Everything that it counts as published has to be served already. At first every unpublished change
        counts as due: the process that applied it may be another one, which ended.
        """
        unpublished = schedule.unpublished
        if self._begun:
            applied = (
                (channel, due_s)
                for channel, due_s in self._due_s.items()
                if due_s <= now_s and schedule.due_s.get(channel, now_s + 1) > now_s
            )
        else:
            applied = ((channel, now_s) for channel, progress in unpublished.items() if progress.published)
        for channel, due_s in applied:
            if channel in unpublished:
                earlier = self._passed.get(channel)
                first_s = due_s if earlier is None else earlier.due_s
                self._passed[channel] = _Passed(due_s=first_s, number=unpublished[channel].changed)
        self._passed = {
            channel: passed
            for channel, passed in self._passed.items()
            if channel in unpublished and unpublished[channel].published < passed.number
        }
        self._due_s = dict(schedule.due_s)
        self._begun = True
