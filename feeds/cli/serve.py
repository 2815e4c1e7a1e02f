"""``feeds serve``: read the sources, publish and serve until a signal to stop."""

import asyncio
import gc
import os
import sys
from collections.abc import Callable
from dataclasses import replace
from typing import Annotated

import typer

from feeds.cli.options import ConfigFile, load_settings
from feeds.cli.output import print_note
from feeds.config import Settings
from feeds.errors import FeedsError

SWITCH_S = 0.0005
"""How long a thread that computes keeps the interpreter lock while the event loop waits for it.

Python's 5 ms, times the number of such threads, are what a request would wait while channels are published.
"""

COLLECTION_THRESHOLDS = 1_000, 5, 200
"""After how many new objects the garbage collector walks them, and after how many such walks all of theirs.

It stops every thread meanwhile. With the thresholds of the other commands it walks 400,000 objects at a time,
for 70 ms; these are 5,000, for 2 to 5 ms.
"""

Host = Annotated[str | None, typer.Option(help="The address to listen on, instead of [server] host.")]
Port = Annotated[
    int | None, typer.Option(min=0, max=65535, help="The port, instead of [server] port; 0 for any free one.")
]
Workers = Annotated[
    int | None,
    typer.Option(min=1, max=64, help="The number of server processes, instead of [server] workers."),
]


def serve(
    config_file: ConfigFile = None,
    host: Host = None,
    port: Port = None,
    workers: Workers = None,
) -> None:
    """Read the sources, publish changes and serve them until SIGTERM or Ctrl-C.

    Sources are read at the start, when their files change and at their intervals. SIGHUP loads the settings
    again. At a stop, open requests are completed and the store is closed.
    """
    settings = load_settings(config_file)
    from feeds.service import log_to_stderr  # loaded here: a fault of the settings is reported at once
    from feeds.service.workers import FOLLOWER

    server = replace(
        settings.server,
        host=host or settings.server.host,
        port=settings.server.port if port is None else port,
        workers=workers or settings.server.workers,
    )
    settings = replace(settings, server=server)
    follower = FOLLOWER in os.environ
    log_to_stderr()
    try:
        _run(settings, _announce if not follower else _ignore, follower=follower)
    except OSError as error:
        where = f"{settings.server.host}:{settings.server.port}"
        raise FeedsError(str(error.strerror), where=where, hint="Use another port with --port") from error


def _run(settings: Settings, announce: Callable[[str], None], *, follower: bool) -> None:
    from feeds.service.allocator import limit_gaps
    from feeds.service.starting import serve as serve_until_stopped

    limit_gaps()
    sys.setswitchinterval(SWITCH_S)
    gc.set_threshold(*COLLECTION_THRESHOLDS)
    if sys.platform == "win32":
        asyncio.run(serve_until_stopped(settings, announce, follower=follower))
        return
    import uvloop

    with asyncio.Runner(loop_factory=uvloop.new_event_loop) as runner:
        runner.run(serve_until_stopped(settings, announce, follower=follower))


def _announce(address: str) -> None:
    print_note(f"Serving on {address}")


def _ignore(_address: str) -> None:
    return
