"""``feeds serve``: read, publish and answer until told to stop."""

import asyncio
import os
import sys
from collections.abc import Callable
from dataclasses import replace
from typing import Annotated

import typer

from feeds.cli.options import DEFAULT_CONFIG, ConfigFile, err
from feeds.config import Settings, load
from feeds.errors import FeedsError
from feeds.service import log_to_stderr
from feeds.service.serving import serve as serve_until_stopped
from feeds.service.workers import FOLLOWER

Host = Annotated[str | None, typer.Option(help="The address to listen on; [server] host unless given.")]
Port = Annotated[int | None, typer.Option(min=0, max=65535, help="The port, 0 for any free one.")]
Workers = Annotated[int | None, typer.Option(min=1, max=64, help="How many processes answer.")]


def serve(
    config_file: ConfigFile = DEFAULT_CONFIG,
    host: Host = None,
    port: Port = None,
    workers: Workers = None,
) -> None:
    """Read the sources, publish what changes and serve it, until told to stop.

    Sources are read at once, whenever their files change and every so often. SIGHUP reads the settings
    again; SIGTERM and Ctrl-C let requests under way end and close the store.
    """
    settings = load(config_file)
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
        _run(settings, _told if not follower else _silent, follower=follower)
    except OSError as error:
        where = f"{settings.server.host}:{settings.server.port}"
        raise FeedsError(str(error.strerror), where=where, hint="Choose another with --port") from error


def _run(settings: Settings, announce: Callable[[str], None], *, follower: bool) -> None:
    if sys.platform == "win32":
        asyncio.run(serve_until_stopped(settings, announce, follower=follower))
        return
    import uvloop

    with asyncio.Runner(loop_factory=uvloop.new_event_loop) as runner:
        runner.run(serve_until_stopped(settings, announce, follower=follower))


def _told(address: str) -> None:
    err.print(f"Serving on {address}", highlight=False, soft_wrap=True)


def _silent(_address: str) -> None:
    return
