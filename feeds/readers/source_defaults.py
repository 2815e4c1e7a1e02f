"""What a source's settings and its site say about every record of it, worked out once a read."""

from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import datetime

from feeds.model import Site, SourceSettings, TextKind
from feeds.readers.json_values import Json
from feeds.readers.mapping import FieldMap, ValueMap
from feeds.readers.status_columns import COLUMN_KINDS, checked, column_names, objects_of, without_protected
from feeds.readers.trust import FOREIGN_KINDS, is_trusted, without_reserved
from feeds.text.language import language_tag
from feeds.text.markup import HtmlPolicy
from feeds.text.urls import absolute_url, host_of

UNDATED_KINDS = frozenset({"feed", "opml", "page"})
"""Kinds that publish what they bring already: an unreadable date cannot be an embargo."""

KEPT_ID_KINDS = frozenset({"feed", "opml", "wordpress", "ghost"})
"""Kinds whose local ids readers of an older feed know: they are kept as they came."""

UNLINKED_KINDS = frozenset({"feed", "opml", "newsml", "ninjs", "nitf"})
"""Kinds whose ids may be addresses of something else than the article: of an API, or of nothing."""


@dataclass(frozen=True, slots=True, kw_only=True)
class SourceDefaults:
    """How to read the records of one source.

    ``zone`` is for times without an offset, ``date_formats`` are tried before the built-in forms. ``base``
    is for addresses without a host, ``own_base`` whether it is the source's rather than the site's.
    ``policy`` is ``None`` where only text is wanted, ``without`` a CSS selector of what is left out,
    ``titles`` what titles and summaries are. ``trusted``: the source may set every field. ``undated``: an
    unreadable publication time counts as none. ``keeps_local_ids``: ids such as ``42`` stay as they came.
    ``id_is_link``: an id that is an address is the article's own. ``holds_restricted``: what is not trusted
    but says that it is not public is held. ``used_columns`` are the names that ``fields`` uses, ``None`` if
    columns with a status are not looked for. ``objects`` are the names of those that may be protected.
    ``site_host`` is the host of the site.
    """

    origin: str
    zone: str | None
    base: str | None
    own_base: bool
    policy: HtmlPolicy | None
    language: str | None
    channel: str | None
    fields: FieldMap
    now: datetime
    values: ValueMap = ()
    date_formats: tuple[str, ...] = ()
    titles: TextKind = TextKind.TEXT
    channels_from: str | None = None
    without: str | None = None
    trusted: bool = True
    undated: bool = False
    keeps_local_ids: bool = False
    id_is_link: bool = True
    holds_restricted: bool = False
    used_columns: frozenset[str] | None = None
    objects: frozenset[str] = frozenset()
    site_host: str | None = None

    @property
    def after_mapping(self) -> "SourceDefaults":
        """The defaults for records that have our names already, and only fields that the source may set."""
        return replace(self, fields=(), trusted=True, used_columns=None, objects=frozenset())

    def allowed(self, data: dict[str, Json]) -> dict[str, Json]:
        """The fields of a record that the source may set, under their names."""
        known = data if self.used_columns is None else checked(data, self.used_columns)
        known = without_protected(known, self.objects) if self.objects else known
        if self.trusted:
            return known
        chosen = (ours for ours, _ in self.fields)
        return without_reserved(known, holds_restricted=self.holds_restricted, mapped=chosen)

    def after_fields(self, fields: Iterable[str]) -> "SourceDefaults":
        """The defaults for records whose mapped fields have our names already."""
        done = set(fields)
        rest = tuple(pair for pair in self.fields if pair[0] not in done)
        return replace(self, fields=rest, used_columns=None, objects=frozenset())

    def at(self, url: str) -> "SourceDefaults":
        """The defaults for a document that stands at ``url``: its addresses are relative to that."""
        return self if self.own_base or absolute_url(url) is None else replace(self, base=url, own_base=True)


def source_defaults(
    settings: SourceSettings, site: Site, now: datetime, *, from_address: bool = False
) -> SourceDefaults:
    """The defaults of one read; ``now`` decides what lies in the future.

    ``from_address``: the records come from one of the source's ``urls``, not from its files.
    """
    return SourceDefaults(
        origin=settings.name,
        zone=settings.timezone or site.timezone,
        base=settings.base_url or site.url,
        own_base=settings.base_url is not None,
        policy=None if settings.html == "none" else HtmlPolicy(settings.html),
        language=language_tag(settings.language) if settings.language else None,
        channel=settings.channel,
        fields=settings.fields,
        now=now,
        values=settings.values,
        date_formats=settings.date_formats,
        titles=settings.titles or TextKind.TEXT,
        channels_from=settings.channels_from,
        without=settings.without,
        trusted=is_trusted(settings, from_address=from_address),
        undated=settings.kind in UNDATED_KINDS,
        keeps_local_ids=settings.kind in KEPT_ID_KINDS,
        id_is_link=settings.kind not in UNLINKED_KINDS,
        holds_restricted=settings.kind not in FOREIGN_KINDS,
        used_columns=column_names(settings.fields) if settings.kind in COLUMN_KINDS else None,
        objects=objects_of(settings.fields) if settings.kind in COLUMN_KINDS else frozenset(),
        site_host=host_of(site.url),
    )
