"""One raw record to a clean one, or to the findings that keep it out: pure, the same for every kind."""

import re
from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import lru_cache
from hashlib import sha256

import msgspec

from feeds.model import Place, Reading, Record, Status
from feeds.readers.cleaning_context import CleaningContext
from feeds.readers.faults import FaultCollector, FieldFault
from feeds.readers.field_cleaning import (
    clean_aliases,
    clean_attachments,
    clean_contributors,
    clean_people,
    clean_related,
    clean_source,
    clean_tags,
    verbatim,
)
from feeds.readers.raw import Json, RawRecord, mapped, raw_record
from feeds.readers.source_defaults import SourceDefaults
from feeds.text.characters import clean_text
from feeds.text.dates import ParsedTime, TimeFlag, implausible
from feeds.text.language import language_tag
from feeds.text.markup import clean_article
from feeds.text.plain import excerpt, plain_text
from feeds.text.urls import canonical_url, permalink

_PATH = re.compile(r"[^\s/?#%\\<>\"]+(?:/[^\s/?#%\\<>\"]+)*")
EMBARGO = timedelta(days=366)
"""How far ahead a publication is taken for planned rather than mistaken."""

_STATUSES = {status.value: status for status in Status}
_UNDATED = 2000
_KNOWN_FLAGS = {flag.value: flag for flag in TimeFlag}


def clean_record(
    data: dict[str, Json], place: Place, terms: SourceDefaults, raw: bytes | None = None
) -> Reading:
    """Make a record of a source's data; ``raw`` is its own notation, kept when it is not accepted."""
    desk = CleaningContext(terms)
    fields = raw_record(mapped(data, terms.fields) if terms.fields else data, desk.faults)
    record = _record(fields, desk) if fields else None
    faults = desk.faults
    if record is None or faults.fatal:
        kept = (msgspec.json.encode(data) if raw is None else raw).decode("utf-8", "replace").rstrip("\r\n")
        return Reading(place=place, record=record, findings=tuple(faults.found), raw=kept)
    return Reading(place=place, record=record, findings=tuple(faults.found))


def no_record(place: Place, raw: str, why: str, hint: str) -> Reading:
    """The reading of something that is no record at all."""
    faults = FaultCollector()
    faults.add(FieldFault.NO_RECORD, None, why, hint)
    return Reading(place=place, findings=tuple(faults.found), raw=raw)


@dataclass(frozen=True, slots=True)
class _Times:
    """The times of a record; only the publication keeps its flags."""

    published: ParsedTime | None
    modified_at: datetime | None
    release_at: datetime | None
    expires_at: datetime | None

    @property
    def published_at(self) -> datetime | None:
        """When it was published, if that is told."""
        return self.published.at if self.published else None


def _record(raw: RawRecord, desk: CleaningContext) -> Record | None:
    """The record as far as it goes; fatal faults are the caller's to judge."""
    desk.plain = raw.feeds_ is not None
    url = _own_address(raw.url, desk)
    times = _times(raw, desk)
    identity = _identity(raw.id, url, times.published_at or times.modified_at, desk)
    if identity is None:
        return None
    desk.place(url or permalink(identity))
    html, text = _content(raw, desk)
    return Record(
        id=identity,
        origin=_origin(raw, desk),
        url=url,
        external_url=desk.address(raw.external_url, "external_url"),
        title=_title(raw, html or text, desk),
        summary=_summary(raw.summary, desk),
        content_html=html,
        content_text=text,
        image=desk.address(raw.image or raw.banner_image, "image"),
        published_at=times.published_at,
        modified_at=times.modified_at,
        time_flags=_flags(times.published, raw),
        authors=clean_people(raw.authors or ([raw.author] if raw.author else []), desk),
        contributors=clean_contributors(raw.contributors, desk) if raw.contributors else (),
        tags=clean_tags(raw.tags, desk),
        language=_language(raw.language, desk),
        attachments=clean_attachments(raw.attachments, desk) if raw.attachments else (),
        channels=_channels(raw, desk),
        source=clean_source(raw.source, desk),
        rights=desk.line(raw.rights),
        license_url=desk.address(raw.license, "license", base=False),
        views=raw.views,
        related=clean_related(raw.related, desk) if raw.related else (),
        comments_url=desk.address(raw.comments_url, "comments_url"),
        release_at=times.release_at,
        expires_at=times.expires_at,
        status=_status(raw.status, desk),
        correction=desk.line(raw.correction),
        aliases=clean_aliases(raw, {identity, url}, _origin(raw, desk)) if raw.aliases else (),
    )


def _origin(raw: RawRecord, desk: CleaningContext) -> str:
    """The source it is from; an export remembers the first."""
    return (raw.feeds_ and desk.line(raw.feeds_.origin)) or desk.terms.origin


def _times(raw: RawRecord, desk: CleaningContext) -> _Times:
    published = desk.time(raw.date_published, "date_published")
    release = desk.time(raw.date_release, "date_release")
    expires = desk.time(raw.date_expires, "date_expires")
    _check_plausible(published, release, desk)
    return _Times(
        published=published,
        modified_at=desk.plausible(raw.date_modified, "date_modified"),
        release_at=release.at if release else None,
        expires_at=expires.at if expires else None,
    )


def _title(raw: RawRecord, content: str | None, desk: CleaningContext) -> str | None:
    """The title as plain text (R-TEXT-07); none is fine where there is something else to read (R-TEXT-15)."""
    title = desk.line(raw.title)
    if not (title or content or raw.summary or raw.attachments or raw.image):
        hint = "Give it a title, content_html or content_text"
        desk.faults.add(FieldFault.MISSING_CONTENT, "title", "there is neither a title nor any content", hint)
    return title


def _own_address(value: str | None, desk: CleaningContext) -> str | None:
    """The article's own address, which must be one if it is given (R-URL-09)."""
    if not value or not value.strip():
        return None
    url = permalink(value, desk.terms.base)
    if url is None:
        hint = "Write an absolute http or https address"
        desk.faults.add(FieldFault.UNUSABLE_ADDRESS, "url", f"{value[:80]!r} cannot be linked", hint)
    return url


def _identity(
    given: str | None, url: str | None, dated_at: datetime | None, desk: CleaningContext
) -> str | None:
    """The given id byte for byte (R-ID-13), else one minted from the canonical address (R-ID-01, R-ID-03)."""
    if given and (identity := verbatim(given)):
        return identity
    if url is None:
        hint = "Give the record an id or a url"
        desk.faults.add(FieldFault.MISSING_IDENTITY, "id", "there is neither an id nor a usable url", hint)
        return None
    digest = sha256(canonical_url(url).encode()).hexdigest()[:16]
    return f"tag:{desk.terms.host},{dated_at.year if dated_at else _UNDATED}:{digest}"


def _check_plausible(published: ParsedTime | None, release: ParsedTime | None, desk: CleaningContext) -> None:
    """A publication in the future is an embargo: within a year, or where a release says so (R-TIME-18)."""
    why = implausible(published.at, now=desk.terms.now, ahead=EMBARGO) if published else None
    if why and not (release and published and release.at >= published.at):
        hint = "Mend it, or say with date_release that it is meant"
        desk.faults.add(FieldFault.IMPLAUSIBLE_TIME, "date_published", why, hint)


def _content(raw: RawRecord, desk: CleaningContext) -> tuple[str | None, str | None]:
    """HTML and text by the source's policy; either may be missing."""
    text = clean_text(raw.content_text).strip() if raw.content_text else ""
    html = raw.content_html or ""
    if html and desk.terms.policy is None:
        return None, text or plain_text(html) or None
    if html:
        html = _clean_html(html, desk)
    return (None if not html or html.isspace() else html), text or None


def _clean_html(html: str, desk: CleaningContext) -> str:
    """Sanitised HTML; what was replaced in it is a warning."""
    if desk.terms.policy is None:
        return ""
    cleaned = clean_article(html, base=desk.article, site=desk.base, policy=desk.terms.policy)
    if cleaned.replaced:
        what = f"{', '.join(cleaned.replaced)} cannot be shown by feed readers"
        hint = "A link or its text stands in its place; change it at the source to choose another"
        desk.faults.add(FieldFault.REPLACED_HTML, "content_html", what, hint)
    return cleaned.html


def _summary(value: str | None, desk: CleaningContext) -> str | None:
    """A summary as plain text of bounded length (R-TEXT-14)."""
    line = desk.line(value)
    return (excerpt(line) or None) if line else None


def _flags(published: ParsedTime | None, raw: RawRecord) -> tuple[TimeFlag, ...]:
    flags = published.flags if published else ()
    if raw.feeds_ is None:
        return flags
    kept = (_KNOWN_FLAGS[flag] for flag in raw.feeds_.time_flags if flag in _KNOWN_FLAGS)
    return tuple(dict.fromkeys((*flags, *kept)))


def _language(value: str | None, desk: CleaningContext) -> str | None:
    """The record's language, else the source's; what is no language is left out (R-LANG-01, R-LANG-05)."""
    if not value or not value.strip():
        return desk.terms.language
    tag = language_tag(value)
    if tag is None:
        hint = "Write a tag such as zh-CN or en"
        desk.faults.add(FieldFault.UNKNOWN_LANGUAGE, "language", f"{value[:40]!r} is no language tag", hint)
    return tag or desk.terms.language


def _channels(raw: RawRecord, desk: CleaningContext) -> tuple[str, ...]:
    """The paths of the channels, without slashes at the ends; the source's where the record names none."""
    paths = []
    for value in (*((raw.channel,) if raw.channel else ()), *raw.channels):
        path = _path(value)
        if path is None:
            hint = "Write a path such as news/province"
            desk.faults.add(FieldFault.BAD_CHANNEL, "channel", f"{value[:60]!r} is no channel path", hint)
        elif path:
            paths.append(path)
    return tuple(dict.fromkeys(paths)) or ((desk.terms.channel,) if desk.terms.channel else ())


@lru_cache(maxsize=8192)
def _path(value: str) -> str | None:
    """A channel's path in normal form, empty where there is none; ``None`` for what is no path."""
    path = clean_text(value).strip().strip("/")
    if path and (not _PATH.fullmatch(path) or not {".", ".."}.isdisjoint(path.split("/"))):
        return None
    return path


def _status(value: str | None, desk: CleaningContext) -> Status:
    if not value or not value.strip():
        return Status.USABLE
    status = _STATUSES.get(value.strip().lower())
    if status is None:
        hint = "Write usable, withheld or withdrawn"
        desk.faults.add(FieldFault.UNKNOWN_STATUS, "status", f"{value[:40]!r} is no status", hint)
    return status or Status.WITHHELD
