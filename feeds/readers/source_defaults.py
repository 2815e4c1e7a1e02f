"""What a source's settings and its site say about every record of it, worked out once."""

from dataclasses import dataclass
from datetime import datetime

from feeds.model import Site, SourceSettings
from feeds.text.language import language_tag
from feeds.text.markup import HtmlPolicy
from feeds.text.urls import host_of


@dataclass(frozen=True, slots=True, kw_only=True)
class SourceDefaults:
    """How to read the records of one source.

    ``zone`` is for times without an offset, ``base`` for addresses without a host; ``policy`` is ``None``
    where only text is wanted; ``host`` is the authority of minted ids.
    """

    origin: str
    host: str
    zone: str | None
    base: str | None
    policy: HtmlPolicy | None
    language: str | None
    channel: str | None
    fields: tuple[tuple[str, str], ...]
    now: datetime


def source_defaults(settings: SourceSettings, site: Site, now: datetime) -> SourceDefaults:
    """The terms of one run: ``now`` judges what lies in the future."""
    return SourceDefaults(
        origin=settings.name,
        host=host_of(site.url) or "localhost",
        zone=settings.timezone or site.timezone,
        base=settings.base_url or site.url,
        policy=None if settings.html == "none" else HtmlPolicy(settings.html),
        language=language_tag(settings.language) if settings.language else None,
        channel=settings.channel,
        fields=settings.fields,
        now=now,
    )
