"""``feeds read``: print the records of sources without storing them."""

import asyncio
import sys
from collections.abc import Sequence
from datetime import UTC, datetime
from pathlib import Path
from typing import Annotated

import typer

from feeds.cli.options import ConfigFile, load_settings
from feeds.cli.output import print_note
from feeds.config.source_kinds import KINDS
from feeds.errors import ConfigError, FeedsError, Problem, SourceError
from feeds.model import Site, SourceSettings
from feeds.outgoing import Outgoing
from feeds.readers import READERS, ReadContext, reading_json
from feeds.text.dates import known_zone

_NO_SITE = Site(title="", url="http://localhost")
_KINDS = ", ".join(KINDS)


def read(
    sources: Annotated[
        list[str] | None, typer.Argument(help="Names of sources; with --kind: paths, globs, addresses or -.")
    ] = None,
    kind: Annotated[str | None, typer.Option(help="The kind of source, such as csv or feed.")] = None,
    timezone: Annotated[
        str | None, typer.Option(help="With --kind: the time zone of times without an offset.")
    ] = None,
    channel: Annotated[
        str | None, typer.Option(help="With --kind: the channel of records that name none.")
    ] = None,
    config_file: ConfigFile = None,
) -> None:
    """Print the records of sources: one JSON object per line, with its origin and findings.

    Nothing is stored. Exit code 1 if a source could not be read; the others are read regardless.
    """
    if kind is None:
        settings = load_settings(config_file)
        read_from = _named(settings.sources, tuple(sources or ()))
        broken = asyncio.run(_print(read_from, settings.site, allow_private=settings.allow_private_hosts))
    else:
        source = _source(kind, tuple(sources or ()), timezone, channel)
        broken = asyncio.run(_print((source,), _NO_SITE, allow_private=True))
    for error in broken:
        print_note(str(error), color="red")
    if broken:
        raise typer.Exit(1)


def _named(sources: Sequence[SourceSettings], names: tuple[str, ...]) -> tuple[SourceSettings, ...]:
    """Return the named sources of the settings, or all of them."""
    known = {source.name: source for source in sources}
    for name in names:
        if name not in known:
            hint = f"Use one of: {', '.join(known)}, or give --kind"
            raise FeedsError("no such source", where=name, hint=hint)
    return tuple(known[name] for name in names or known)


def _source(kind: str, given: tuple[str, ...], timezone: str | None, channel: str | None) -> SourceSettings:
    """Return the source that the options describe. Raises ``ConfigError``."""
    problems = []
    if kind not in READERS:
        problems.append(
            Problem(where="--kind", message=f"unknown kind {kind!r}", hint=f"Use one of: {_KINDS}")
        )
    if timezone and not known_zone(timezone):
        hint = "Use an IANA name such as Asia/Shanghai"
        problems.append(Problem(where="--timezone", message=f"{timezone!r} is not a time zone", hint=hint))
    if not given:
        hint = "Give paths, globs or addresses; - is standard input"
        problems.append(Problem(where="PATH", message="is missing", hint=hint))
    if problems:
        raise ConfigError(tuple(problems))
    return SourceSettings(
        name="read",
        kind=kind,
        paths=tuple(target for target in given if "://" not in target),
        urls=tuple(target for target in given if "://" in target),
        timezone=timezone,
        channel=channel,
        folder=Path.cwd(),
    )


async def _print(
    sources: tuple[SourceSettings, ...], site: Site, *, allow_private: bool
) -> tuple[SourceError, ...]:
    """Print the readings of all sources; return the errors of those that could not be read completely."""
    broken = []
    async with Outgoing(allow_private=allow_private) as outgoing:
        context = ReadContext(site=site, now=lambda: datetime.now(UTC), outgoing=outgoing, by_hand=True)
        for source in sources:
            try:
                async for batch in READERS[source.kind](source, context).read():
                    sys.stdout.buffer.writelines(reading_json(reading) + b"\n" for reading in batch)
                    sys.stdout.buffer.flush()
            except SourceError as error:
                broken.append(error)
    return tuple(broken)
