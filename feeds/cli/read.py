"""``feeds read``: show what a reader yields, and store nothing."""

import asyncio
import sys
from datetime import UTC, datetime
from pathlib import Path
from typing import Annotated

import typer

from feeds.errors import ConfigError, Problem
from feeds.model import Site, SourceSettings
from feeds.outgoing import Outgoing
from feeds.readers import READERS, ReadContext, reading_json
from feeds.text.dates import known_zone

_SITE = Site(title="", url="http://localhost")


def read(
    sources: Annotated[list[str], typer.Argument(help="Paths, globs or URLs; - is standard input.")],
    kind: Annotated[str, typer.Option(help=f"What they hold: {', '.join(READERS)}.")],
    timezone: Annotated[
        str | None, typer.Option(help="Zone of times without an offset, as Asia/Shanghai.")
    ] = None,
    channel: Annotated[str | None, typer.Option(help="Channel of records that name none.")] = None,
) -> None:
    """Print the records of a source as JSON, one a line, with their place and what is wrong with them."""
    settings = _settings(kind, sources, timezone, channel)
    asyncio.run(_print(settings))


def _settings(kind: str, sources: list[str], timezone: str | None, channel: str | None) -> SourceSettings:
    """The settings of a source that stands on the command line. Raises ``ConfigError``."""
    problems = []
    if kind not in READERS:
        problems.append(
            Problem(where="--kind", message=f"{kind!r} is no kind", cure=f"Use {', '.join(READERS)}")
        )
    if timezone and not known_zone(timezone):
        problems.append(
            Problem(where="--timezone", message=f"{timezone!r} is no zone", cure="Use Asia/Shanghai")
        )
    if problems:
        raise ConfigError(tuple(problems))
    urls = tuple(source for source in sources if source.startswith(("http://", "https://")))
    paths = tuple(source for source in sources if source not in urls)
    return SourceSettings(
        name="read", kind=kind, paths=paths, urls=urls, timezone=timezone, channel=channel, folder=Path.cwd()
    )


async def _print(settings: SourceSettings) -> None:
    async with Outgoing(allow_private=True) as outgoing:
        context = ReadContext(site=_SITE, now=lambda: datetime.now(UTC), outgoing=outgoing)
        async for batch in READERS[settings.kind](settings, context).read():
            for reading in batch:
                sys.stdout.buffer.write(reading_json(reading) + b"\n")
    sys.stdout.buffer.flush()
