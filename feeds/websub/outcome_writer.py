"""Write the outcomes of deliveries: those that come at about the same time in one transaction."""

import asyncio
import time
from collections import Counter
from collections.abc import Callable, Sequence
from functools import partial

from feeds.log import Logger
from feeds.store import Store, Transaction, websub
from feeds.store.websub.outcomes import DeliveryOutcome, Outcome

GATHER_S = 0.02
"""How long outcomes wait for others at least."""

LONGEST_GATHER_S = 0.25
"""How long they wait while deliveries are made: every transaction takes time from these."""

BATCH = 1_000

_log = Logger("feeds.websub")


class OutcomeWriter:
    """Keeps outcomes until they are written."""

    def __init__(
        self,
        store: Store,
        clock_ms: Callable[[], int],
        *,
        written: Callable[[], None],
        is_busy: Callable[[], bool],
    ) -> None:
        """``written`` is called after each transaction: it may have made deliveries due.

        ``is_busy`` says whether deliveries are made, of which more outcomes will follow.
        """
        self._is_busy = is_busy
        self._store = store
        self._clock_ms = clock_ms
        self._written = written
        self._outcomes: list[DeliveryOutcome] = []
        self._added = asyncio.Event()

    def add(self, outcome: DeliveryOutcome) -> None:
        """Have an outcome written."""
        self._outcomes.append(outcome)
        self._added.set()

    async def run(self) -> None:
        """Write until cancelled, and then what is left. Raises ``StoreError``; nothing is lost by it."""
        try:
            while True:
                await self._added.wait()
                await self._gather()
                await self._write()
        except asyncio.CancelledError:
            await self._write()
            raise

    async def _gather(self) -> None:
        """Wait for the outcomes of what is on its way."""
        until_s = time.monotonic() + LONGEST_GATHER_S
        while True:
            await asyncio.sleep(GATHER_S)
            if not self._is_busy() or time.monotonic() >= until_s or len(self._outcomes) >= BATCH:
                return

    async def _write(self) -> None:
        while self._outcomes:
            some = self._outcomes[:BATCH]
            await self._store.write_at_once(partial(_settle, some, self._clock_ms()))
            del self._outcomes[: len(some)]
            _log_accepted(some)
            self._written()
        self._added.clear()


async def _settle(outcomes: Sequence[DeliveryOutcome], now_ms: int, tx: Transaction) -> None:
    await websub.outcomes.settle(tx, outcomes, now_ms)


def _log_accepted(outcomes: Sequence[DeliveryOutcome]) -> None:
    """Log accepted deliveries together, one line for each revision; those that failed are logged singly."""
    accepted = Counter(
        (one.delivery.subscription.topic, one.number) for one in outcomes if one.outcome is Outcome.ACCEPTED
    )
    for (topic, number), count in accepted.items():
        _log.info("delivered", topic=topic, number=number, subscribers=count)
