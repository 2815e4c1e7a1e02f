"""Use as a library: render a feed from records and validate one, without settings, server or store.

The functions are pure: no clock, network or database, safe in any thread. They are also available as
``feeds.render_feed`` and ``feeds.validate_feed``.
"""

import json
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from uuid import NAMESPACE_URL, uuid5

from feeds.compose.credits import Credits
from feeds.compose.document import compose_head, feed_updated_at
from feeds.compose.entry import Variant, compose_entry, variant_of
from feeds.errors import FeedsError, RenderError
from feeds.model import (
    INDEX,
    Attachment,
    Channel,
    ContentMode,
    Contributor,
    Document,
    DocumentKind,
    Entry,
    Finding,
    Format,
    Person,
    Place,
    Reading,
    Record,
    Related,
    Report,
    Severity,
    Site,
    Source,
    SourceSettings,
    Status,
    Tag,
)
from feeds.readers import read_line, source_defaults
from feeds.render import FORMATS, render
from feeds.validate import check

__all__ = [
    "Attachment",
    "Channel",
    "ContentMode",
    "Contributor",
    "DocumentKind",
    "FeedsError",
    "Finding",
    "Format",
    "Person",
    "Reading",
    "Record",
    "Related",
    "RenderError",
    "RenderedFeed",
    "Report",
    "Severity",
    "Site",
    "Source",
    "Status",
    "Tag",
    "render_feed",
    "validate_feed",
]

_ORIGIN = "records"


@dataclass(frozen=True, slots=True, kw_only=True)
class RenderedFeed:
    """A feed as bytes, with the value of its ``Content-Type`` header.

    ``rejected`` are the given records that cannot be published, with the findings that say why; the place of
    each counts from 1.
    """

    body: bytes
    media_type: str
    rejected: tuple[Reading, ...] = ()


def render_feed(
    records: Iterable[Record | Mapping[str, object]],
    *,
    site: Site,
    now: datetime,
    channel: Channel | None = None,
    form: Format | str = Format.RSS,
) -> RenderedFeed:
    """Render records as RSS, Atom or JSON Feed.

    A mapping has the fields of a JSON record (docs/record.md); it is cleaned as records of a source are. The
    feed has the records that may be published at ``now``, the newest ``channel.limit`` of them; of records
    with one id the last counts. ``now`` is also the time of records without one. Without ``channel`` the feed
    is that of the site.

    Raises ``RenderError`` for a record that the format cannot express, and ``ValueError`` for an unknown
    format or a ``now`` without a time zone.
    """
    if now.tzinfo is None:
        raise ValueError("now has no time zone; use datetime.now(UTC)")
    channel = channel or Channel(path=INDEX, title=site.title, description=site.description)
    readings = tuple(_readings(records, site, now))
    accepted = {one.record.id: one.record for one in readings if one.record is not None and one.accepted}
    variant = variant_of(channel, site)
    public = [record for record in accepted.values() if _is_public(record, now)]
    entries = [_entry(record, now, variant) for record in reversed(public)]
    newest = sorted(entries, key=lambda entry: entry.published_at, reverse=True)[: channel.limit]
    head = compose_head(
        site,
        channel,
        id_=channel.id or uuid5(NAMESPACE_URL, f"{site.url}/{channel.path}").urn,
        updated_at=feed_updated_at((entry.updated_at for entry in newest), settings_at=None, created_at=now),
    )
    renderer = FORMATS[Format(form)]
    return RenderedFeed(
        body=render(Document(head=head, entries=tuple(newest)), renderer.form),
        media_type=renderer.media_type,
        rejected=tuple(one for one in readings if not one.accepted),
    )


def validate_feed(
    document: bytes | str,
    *,
    url: str | None = None,
    content_type: str | None = None,
    now: datetime | None = None,
) -> Report:
    """Validate RSS, Atom, JSON Feed or OPML; never raises for what the document contains.

    ``url`` is the address it was read from and enables the rules about links to itself; ``content_type`` is
    the header it came with; ``now`` (aware) enables the rules about dates in the future.
    """
    data = document.encode() if isinstance(document, str) else document
    return check(data, url=url, content_type=content_type, now=now)


def _readings(
    records: Iterable[Record | Mapping[str, object]], site: Site, now: datetime
) -> Iterable[Reading]:
    defaults = source_defaults(SourceSettings(name=_ORIGIN, kind="push"), site, now)
    for number, record in enumerate(records, 1):
        place = Place(path=_ORIGIN, line=number)
        if isinstance(record, Record):
            yield Reading(place=place, record=record)
        else:
            yield read_line(json.dumps(record).encode(), place, defaults)


def _is_public(record: Record, now: datetime) -> bool:
    released = record.release_at is None or record.release_at <= now
    expired = record.expires_at is not None and record.expires_at <= now
    return record.status is Status.USABLE and released and not expired


def _entry(record: Record, now: datetime, variant: Variant) -> Entry:
    published_at = record.published_at or now.astimezone(UTC).replace(microsecond=0)
    updated_at = max(published_at, record.modified_at or published_at)
    return compose_entry(
        record, published_at=published_at, updated_at=updated_at, variant=variant, credits_=Credits(())
    )
