"""A process that reads a source repeatedly; a test kills it at a random moment.

``python -m tests.service.reading_process SETTINGS`` prints ``pass N`` after each complete read.
"""

import asyncio
import sys
from pathlib import Path

from feeds.config import load
from feeds.service import running


async def run(settings: Path) -> None:
    """Go on until killed."""
    async with running(load(settings)) as service:
        number = 0
        while True:
            (done,) = await service.ingest()
            if done.error:
                raise done.error
            number += 1
            sys.stdout.write(f"pass {number}\n")
            sys.stdout.flush()


if __name__ == "__main__":
    asyncio.run(run(Path(sys.argv[1])))
