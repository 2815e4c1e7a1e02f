"""A newsroom for property tests: what editors do, and what is visible afterwards."""

from datetime import datetime, timedelta

from feeds.model import Record
from feeds.pipeline import Orchestrator
from feeds.store import Store, identity, revisions
from tests.pipeline.site import START, ManualClock, article, readings
from tests.transactions import change, query


class TickingClock(ManualClock):
    """A clock that advances a little whenever it is read."""

    def __call__(self) -> datetime:
        self.advance(0.4)
        return self.now


def dated(number: int, days: int, revision: int = 0) -> Record:
    """Return one of many articles, ``days`` old."""
    published_at = START - timedelta(days=days, minutes=number % 2)
    return article(number, title=f"Ferry {number} revision {revision}", published_at=published_at)


class Newsroom:
    """Writes and withdraws articles, and records what is visible."""

    def __init__(self, orchestrator: Orchestrator, store: Store, clock: ManualClock) -> None:
        self.orchestrator = orchestrator
        self.store = store
        self.clock = clock
        self.revision = 0
        self.days: dict[int, int] = {}
        self.visible: dict[str, str] = {}

    async def write(self, number: int, days: int) -> None:
        """Write a new article, or correct one without changing its date."""
        await self.write_all({number: days})

    async def write_all(self, dates: dict[int, int]) -> None:
        self.revision += 1
        records = [
            dated(number, self.days.setdefault(number, days), self.revision) for number, days in dates.items()
        ]
        await self.orchestrator.take("desk", readings(*records))
        for record in records:
            stored = await query(self.store, identity.by_name, record.id)
            assert stored is not None
            if stored.state == "visible":
                self.visible[record.id] = str(record.title)

    async def withdraw(self, number: int, *, withdrawn: bool) -> None:
        id_ = article(number).id
        stored = await query(self.store, identity.by_name, id_)
        now_s = int(self.clock().timestamp())
        await change(self.store, revisions.set_withdrawn, id_, withdrawn=withdrawn, note="test", now_s=now_s)
        if stored is not None:
            expires_at = stored.record.expires_at
            if withdrawn:
                self.visible.pop(id_, None)
            elif expires_at is None or expires_at > self.clock.now:
                self.visible[id_] = str(stored.record.title)

    async def publish(self) -> None:
        self.clock.advance(1)
        await self.orchestrator.finish()
