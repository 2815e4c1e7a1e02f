"""What editors do in a property test, and what is visible after it."""

from datetime import datetime, timedelta

from feeds.model import Record
from feeds.pipeline import Orchestrator
from feeds.store import Store, identity, revisions
from tests.pipeline.house import START, HandClock, article, readings
from tests.transactions import change, query


class TickingClock(HandClock):
    """A clock that goes on a little whenever it is looked at."""

    def __call__(self) -> datetime:
        self.pass_s(0.4)
        return self.now


def dated(number: int, days: int, told: int = 0) -> Record:
    """One of many articles, ``days`` old."""
    published_at = START - timedelta(days=days, minutes=number % 2)
    return article(number, title=f"Ferry {number} told {told}", published_at=published_at)


class Newsroom:
    """What editors do, and what is visible after it."""

    def __init__(self, conductor: Orchestrator, store: Store, clock: HandClock) -> None:
        self.orchestrator = conductor
        self.store = store
        self.clock = clock
        self.told = 0
        self.days: dict[int, int] = {}
        self.visible: dict[str, str] = {}

    async def write(self, number: int, days: int) -> None:
        """A new article, or a correction of one, which keeps its date."""
        await self.write_all({number: days})

    async def write_all(self, dates: dict[int, int]) -> None:
        self.told += 1
        records = [
            dated(number, self.days.setdefault(number, days), self.told) for number, days in dates.items()
        ]
        await self.orchestrator.take("desk", readings(*records))
        for record in records:
            kept = await query(self.store, identity.by_name, record.id)
            assert kept is not None
            if kept.state == "visible":
                self.visible[record.id] = str(record.title)

    async def withdraw(self, number: int, *, withdrawn: bool) -> None:
        id_ = article(number).id
        kept = await query(self.store, identity.by_name, id_)
        now_s = int(self.clock().timestamp())
        await change(self.store, revisions.set_withdrawn, id_, withdrawn=withdrawn, note="test", now_s=now_s)
        if kept is not None:
            if withdrawn:
                self.visible.pop(id_, None)
            else:
                self.visible[id_] = str(kept.record.title)

    async def publish(self) -> None:
        self.clock.pass_s(1)
        await self.orchestrator.finish()
