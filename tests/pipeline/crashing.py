"""A process that takes records in and publishes them as fast as it can, to be killed at any moment.

``python -m tests.pipeline.crashing FOLDER FIRST`` prints ``ack N`` once batch N is safe in the store.
"""

import asyncio
import sys
from datetime import UTC, datetime
from pathlib import Path

from feeds.pipeline import Orchestrator, SiteContext
from feeds.store import open_store
from tests.pipeline.house import CHANNELS, CREDITS, SITE, article, readings

BATCH = 20


def batch(number: int) -> range:
    """The articles of one batch."""
    return range(number * BATCH, (number + 1) * BATCH)


async def run(folder: Path, first: int) -> None:
    """Go on until killed."""
    store = await open_store(f"sqlite:///{folder}/feeds.db")
    conductor = Orchestrator(store, SiteContext(SITE, CHANNELS, CREDITS), lambda: datetime.now(UTC))
    await conductor.start()
    while await conductor.sweep():
        pass
    number = first
    while True:
        await conductor.take("desk", readings(*(article(n) for n in batch(number))))
        sys.stdout.write(f"ack {number}\n")
        sys.stdout.flush()
        await conductor.publish_waiting()
        number += 1


if __name__ == "__main__":
    asyncio.run(run(Path(sys.argv[1]), int(sys.argv[2])))
