"""A process that helps a command to publish: ``python -m feeds.cli.publish_share``.

It reads the settings from its standard input, writes each result as a line of JSON, and ends when nothing of
its share waits, or with the command: the system then closes its standard input, even after SIGKILL. What it
logs goes to the standard error of the command.
"""

import asyncio
import os
import pickle
import signal
import sys
from contextlib import suppress

import msgspec

from feeds.cli.app import collect_less_often
from feeds.cli.ingest import run_publishing
from feeds.config import Settings
from feeds.log import keep_off_stdout


def main() -> None:
    """Publish until nothing waits or the command ends; an interrupt of the terminal is for the command."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    collect_less_often()
    keep_off_stdout()
    try:
        settings: Settings = pickle.load(sys.stdin.buffer)  # noqa: S301  # written by the command
    except EOFError:
        return  # the command has ended already
    with suppress(BrokenPipeError):
        run_publishing(_publish_until_parent_ends(settings))


async def _publish_until_parent_ends(settings: Settings) -> None:
    publishing = asyncio.create_task(_publish(settings))
    asyncio.get_running_loop().add_reader(sys.stdin.fileno(), _cancel_at_end, publishing)
    await asyncio.wait([publishing])
    if not publishing.cancelled():
        publishing.result()


def _cancel_at_end(publishing: "asyncio.Task[None]") -> None:
    if not os.read(sys.stdin.fileno(), 1):
        asyncio.get_running_loop().remove_reader(sys.stdin.fileno())
        publishing.cancel()


async def _publish(settings: Settings) -> None:
    from feeds.service import running

    async with running(settings, publishes=False) as service:
        async for result in service.orchestrator.publish_share():
            sys.stdout.buffer.write(msgspec.json.encode(result) + b"\n")
            sys.stdout.buffer.flush()


if __name__ == "__main__":
    main()
