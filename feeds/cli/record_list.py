"""``feeds record list``: stored records, newest first."""

from datetime import UTC, datetime, timedelta
from typing import Annotated

import typer
from pydantic import TypeAdapter, ValidationError

from feeds.cli.options import AsJsonLines, ConfigFile, load_settings
from feeds.cli.output import print_json, print_line, print_table
from feeds.cli.store_access import with_store
from feeds.config import Settings
from feeds.config.value_types import Duration
from feeds.errors import FeedsError
from feeds.store import StoredRecord, records

Channel = Annotated[str | None, typer.Option("--channel", help="Only records of this channel.")]
Source = Annotated[str | None, typer.Option("--source", help="Only records of this source.")]
Since = Annotated[
    str | None, typer.Option("--since", help='Published since then: "12h", "30d" or "2024-10-22".')
]
Search = Annotated[str, typer.Option("--search", help="Words that all occur in the id, title or text.")]
Limit = Annotated[int, typer.Option("--limit", "-n", min=1, help="The most records to list.")]


def list_records(
    channel: Channel = None,
    source: Source = None,
    since: Since = None,
    search: Search = "",
    config_file: ConfigFile = None,
    *,
    limit: Limit = 50,
    as_json: AsJsonLines = False,
) -> None:
    """List stored records, newest first: time of publication, state, source, id and title."""
    settings = load_settings(config_file, check_sources=False)
    _check_names(settings, channel, source)
    wanted = records.RecordFilter(
        channel=channel, source=source, since_s=_since_s(since) if since else None, search=search
    )

    found = with_store(
        settings.store_url,
        lambda store: store.read_at_once(lambda tx: records.list_records(tx, wanted, limit)),
    )
    if as_json:
        for one in found:
            print_json(_json(one))
    elif found:
        print_table(("published", "state", "source", "id", "title"), map(_row, found))
    else:
        print_line("No records match.")


def _check_names(settings: Settings, channel: str | None, source: str | None) -> None:
    channels = [one.path for one in settings.channels]
    if channel is not None and channel not in channels:
        raise FeedsError("no such channel", where=channel, hint=f"Choose from {', '.join(channels)}")
    sources = [one.name for one in settings.sources]
    if source is not None and source not in sources:
        raise FeedsError("no such source", where=source, hint=f"Choose from {', '.join(sources)}")


def _since_s(since: str) -> int:
    """Return the moment that a duration or a date means, in seconds since 1970."""
    try:
        at = datetime.fromisoformat(since)
    except ValueError:
        try:
            seconds: float = TypeAdapter(Duration).validate_python(since)
        except ValidationError as error:
            message = 'write it like "12h", "30d" or "2024-10-22"'
            raise typer.BadParameter(message, param_hint="--since") from error
        at = datetime.now(UTC) - timedelta(seconds=seconds)
    return int((at if at.tzinfo else at.replace(tzinfo=UTC)).timestamp())


def _row(one: StoredRecord) -> tuple[object, ...]:
    title = one.record.title or one.record.summary or one.record.url or ""
    at = f"{one.published_at:%Y-%m-%d %H:%M}"
    return at, one.state, one.record.origin, one.record.id, title


def _json(one: StoredRecord) -> dict[str, object]:
    return {
        "id": one.record.id,
        "state": one.state,
        "source": one.record.origin,
        "title": one.record.title,
        "url": one.record.url,
        "channels": one.record.channels,
        "published": one.published_at.isoformat(),
        "updated": one.updated_at.isoformat(),
        "revision": one.revision,
    }
