"""A process that reads a source again and again, to be killed at any moment.

``python -m tests.service.cursoring SETTINGS`` prints ``pass N`` whenever it has read the source to its end.
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
