"""A process that ingests and publishes records as fast as it can; a test kills it at a random moment.

``python -m tests.pipeline.publishing_process FOLDER FIRST`` prints ``ack N`` when batch N is stored.
"""

import asyncio
import sys
from datetime import UTC, datetime
from pathlib import Path

from feeds.pipeline import Orchestrator, SiteContext
from feeds.store import open_store
from tests.pipeline.site import CHANNELS, CREDITS, SITE, article, readings

BATCH = 20


def batch(number: int) -> range:
    """Return the articles of one batch."""
    return range(number * BATCH, (number + 1) * BATCH)


async def run(folder: Path, first: int) -> None:
    """Run until killed."""
    store = await open_store(f"sqlite:///{folder}/feeds.db")
    orchestrator = Orchestrator(store, SiteContext(SITE, CHANNELS, CREDITS), lambda: datetime.now(UTC))
    await orchestrator.start()
    while await orchestrator.sweep():
        pass
    number = first
    while True:
        await orchestrator.take("desk", readings(*(article(n) for n in batch(number))))
        sys.stdout.write(f"ack {number}\n")
        sys.stdout.flush()
        await orchestrator.publish_waiting()
        number += 1


if __name__ == "__main__":
    asyncio.run(run(Path(sys.argv[1]), int(sys.argv[2])))
