"""One record as a source wrote it to a clean one, or to the findings that hold it: pure, for every kind."""

import logging
from typing import Any

import msgspec
from msgspec import structs

from feeds.model import Place, Reading, Record, Status, local_id, local_name
from feeds.readers import status_columns
from feeds.readers.cleaning_context import CleaningContext
from feeds.readers.discussion import clean_discussion
from feeds.readers.faults import FaultCollector, FieldFault
from feeds.readers.field_cleaning import (
    clean_aliases,
    clean_attachments,
    clean_channels,
    clean_contributors,
    clean_language,
    clean_people,
    clean_related,
    clean_source,
    clean_tags,
)
from feeds.readers.fields import Fields
from feeds.readers.identity import id_from_url, is_verified, published_id
from feeds.readers.json_values import Json
from feeds.readers.mapping import mapped, translated
from feeds.readers.ordinary_record import ordinary_record
from feeds.readers.record_texts import clean_content, clean_summary, clean_title
from feeds.readers.record_times import read_times, time_flags
from feeds.readers.signed_files import warn_of_signed_files
from feeds.readers.source_defaults import SourceDefaults
from feeds.readers.statuses import known_status
from feeds.readers.trust import HELD
from feeds.readers.unused_fields import warn_of_unused
from feeds.text.urls import permalink

MAX_RAW_CHARS = 1_000_000
"""How much is kept of a record that cannot be used: its beginning shows what is wrong."""

_RARE = frozenset({
    "external_url", "image", "banner_image", "contributors", "attachments", "rights", "license", "views",
    "related", "comments_url", "comments_feed_url", "comments_count", "in_reply_to", "correction", "aliases",
})  # fmt: skip

_SHOWN_CHARS = 60
_log = logging.getLogger(__name__)


def clean_record(
    data: dict[str, Json],
    place: Place,
    defaults: SourceDefaults,
    raw: bytes | None = None,
    *,
    plain: bool = False,
) -> Reading:
    """Make a record of a source's data; ``raw`` is its own notation, kept when the record is held.

    ``plain``: titles and names are plain text for certain, as those of an export are. Never raises: what
    fails is a finding of this record.
    """
    faults = FaultCollector()
    record = None
    try:
        fields = Fields(_under_our_names(data, defaults), faults)
        context = CleaningContext(defaults, plain=plain, faults=faults)
        record = ordinary_record(fields, context) or _any_record(fields, context)
    except Exception as error:  # noqa: BLE001 - one record must not stop its source
        _log.exception("a record could not be cleaned", extra={"place": str(place)})
        what = f"it could not be read ({type(error).__name__})"
        faults.add(FieldFault.FAILED, None, what, "Report this with the record; the others go on")
    if record is None or (faults.found and faults.fatal):
        return Reading(place=place, record=record, findings=tuple(faults.found), raw=_kept(data, raw))
    return Reading(place=place, record=record, findings=tuple(faults.found))


def unreadable_record(data: dict[str, Json], place: Place, why: str, raw: bytes | None = None) -> Reading:
    """The reading of a record that cannot be cleaned."""
    faults = FaultCollector()
    faults.add(FieldFault.FAILED, None, why, "Make it smaller")
    return Reading(place=place, findings=tuple(faults.found), raw=_kept(data, raw))


def no_record(place: Place, raw: str, why: str, hint: str) -> Reading:
    """The reading of something that is not a record at all."""
    faults = FaultCollector()
    faults.add(FieldFault.NO_RECORD, None, why, hint)
    return Reading(place=place, findings=tuple(faults.found), raw=raw[:MAX_RAW_CHARS])


def _under_our_names(data: dict[str, Json], defaults: SourceDefaults) -> dict[str, Json]:
    """The fields that this source may set; what its settings map counts as the newsroom's own choice."""
    allowed = defaults.allowed(data)
    named = mapped(data, defaults.fields, allowed) if defaults.fields else allowed
    channels_from = defaults.channels_from
    if channels_from and (channels := named.get(channels_from, data.get(channels_from))) is not None:
        named = {**named, "channels": channels}
        named.pop("channel", None)
    return translated(named, defaults.values) if defaults.values else named


def _kept(data: dict[str, Json], raw: bytes | None) -> str:
    if raw is not None:
        return raw[:MAX_RAW_CHARS].decode("utf-8", "replace").rstrip("\r\n")
    data = {name: value for name, value in data.items() if name not in status_columns.REPORTS | {HELD}}
    try:
        return msgspec.json.encode(data)[:MAX_RAW_CHARS].decode("utf-8", "ignore")
    except (ValueError, TypeError, RecursionError, UnicodeEncodeError):
        return repr(data).encode("utf-8", "replace").decode()[:100_000]


def _any_record(fields: Fields, context: CleaningContext) -> Record | None:
    """The record as far as it goes, with the faults that hold it because of what it says of itself."""
    exported = isinstance(fields.data.get("_feeds"), dict)
    if held := fields.data.get(HELD):
        hint = "Set trust = true in the source if it is the newsroom's own"
        what = f"{held}, which only a trusted source may say"
        context.faults.add(FieldFault.UNTRUSTED_RESTRICTION, None, what, hint)
    status_columns.report(fields.data, context.faults)
    context.plain = context.plain or exported
    return _record(fields, context)


def _record(fields: Fields, context: CleaningContext) -> Record | None:
    """The record as far as it goes; the caller decides whether its faults hold it."""
    times = read_times(fields, context)
    identity, url = _names(fields, context)
    if identity is None:
        return None
    content = clean_content(fields, context)
    origin = _origin(fields, context)
    record = Record(
        id=identity,
        origin=origin,
        url=url,
        title=clean_title(fields, content.html or content.text, context),
        summary=clean_summary(fields, content, context),
        content_html=content.html,
        content_text=content.text,
        published_at=times.published_at,
        modified_at=times.modified_at,
        time_flags=time_flags(times.published, fields),
        authors=clean_people(fields, context),
        tags=clean_tags(fields),
        language=clean_language(fields, context),
        channels=clean_channels(fields, context),
        source=clean_source(fields, context),
        release_at=times.release_at,
        expires_at=times.expires_at,
        status=_status(fields, context),
    )
    if not _RARE.isdisjoint(fields.data):
        record = structs.replace(record, **_rare_fields(fields, context, {identity, url}, origin))
    warn_of_unused(fields.data, record, context.faults)
    warn_of_signed_files(record, content.signing, context.faults)
    return record


def _rare_fields(
    fields: Fields, context: CleaningContext, own: set[str | None], origin: str
) -> dict[str, Any]:
    """The fields that few records have, by their names in ``Record``; looking for each costs most of them."""
    own = own | {local_name(identity, origin) for identity in own if identity}
    return {
        "external_url": context.address(fields, "external_url"),
        "image": context.address(fields, "image", "banner_image"),
        "contributors": clean_contributors(fields, context),
        "attachments": clean_attachments(fields, context),
        "rights": context.line(fields.text("rights")),
        "license_url": context.address(fields, "license", base=False),
        "views": _views(fields),
        "related": clean_related(fields, context),
        "comments_url": context.address(fields, "comments_url"),
        "discussion": clean_discussion(fields, context),
        "correction": context.line(fields.text("correction")),
        "aliases": clean_aliases(fields, own, origin),
    }


def _origin(fields: Fields, context: CleaningContext) -> str:
    """The source it is from; an export remembers the first."""
    exported = fields.object("_feeds") if "_feeds" in fields.data else None
    return (exported and context.line(exported.text("origin"))) or context.defaults.origin


def _names(fields: Fields, context: CleaningContext) -> tuple[str | None, str | None]:
    """The id and the article's own address, from which its relative addresses start."""
    context.place(None)
    url, written = _own_address(fields, context)
    identity = _identity(fields, url, written, context)
    own = url or (permalink(identity) if identity else None)
    context.place(own)
    return identity, own if context.defaults.id_is_link else url


def _own_address(fields: Fields, context: CleaningContext) -> tuple[str | None, str | None]:
    """The article's own address and how it was written; one that cannot be linked is left out (R-URL-09)."""
    written = fields.link("url")
    if written is None:
        return None, None
    url = permalink(written, context.defaults.base)
    if url is None:
        what = f"{written[:80]!r} cannot be linked"
        context.faults.add(
            FieldFault.UNUSABLE_ADDRESS, "url", what, "Write an absolute http or https address"
        )
    return url, written


def _identity(fields: Fields, url: str | None, written: str | None, context: CleaningContext) -> str | None:
    """The given id (R-ID-13), else one minted from the address."""
    given = fields.token("id")
    if given and (identity := published_id(given, context.defaults)):
        if is_verified(identity, context.defaults):
            return identity
        what = f"{identity[:80]!r} is in the namespace of this site and comes from another host"
        hint = "It is published under an id of its source; set trust = true if the source is yours"
        context.faults.add(FieldFault.UNVERIFIED_ID, "id", what, hint)
        return local_id(identity, context.defaults.origin)
    if url is None or written is None:
        what = "there is neither an id nor a usable url"
        context.faults.add(FieldFault.MISSING_IDENTITY, "id", what, "Give the record an id or a url")
        return None
    return id_from_url(written, url, context.defaults)


def _views(fields: Fields) -> int | None:
    views = fields.number("views")
    return None if views is None else int(views)


def _status(fields: Fields, context: CleaningContext) -> Status:
    """Whether it may be published; an unknown word holds the record, because it may mean no."""
    value = fields.data.get("status")
    if value is None or (isinstance(value, str) and not value.strip()):
        return Status.USABLE
    word = str(value)[:_SHOWN_CHARS] if isinstance(value, bool | int) else fields.token("status")
    status = known_status(word) if word else None
    if status is None:
        shown = word[:40] if word else str(value)[:40]
        hint = f'Write usable, withheld or withdrawn, or map it: [sources.values.status] {shown!r} = "usable"'
        context.faults.add(FieldFault.UNKNOWN_STATUS, "status", f"{shown!r} is not a known status", hint)
    return status or Status.WITHHELD
