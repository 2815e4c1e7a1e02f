"""One raw record to a clean one, or to the findings that keep it out: pure, the same for every kind."""

import re
from dataclasses import dataclass
from datetime import datetime
from functools import lru_cache
from hashlib import sha256

import msgspec

from feeds.model import Place, Reading, Record, Status
from feeds.readers.faults import Fault, Faults
from feeds.readers.parts import (
    clean_address,
    clean_attachments,
    clean_contributors,
    clean_line,
    clean_people,
    clean_related,
    clean_source,
    clean_tags,
    clean_time,
    plausible_time,
)
from feeds.readers.raw import Json, RawRecord, mapped, raw_record
from feeds.readers.terms import Terms
from feeds.text.characters import clean_text
from feeds.text.dates import ParsedTime, TimeFlag, implausible
from feeds.text.language import language_tag
from feeds.text.markup import clean_html
from feeds.text.plain import excerpt, plain_text
from feeds.text.urls import canonical_url, permalink

_PATH = re.compile(r"[^\s/?#%\\<>\"]+(?:/[^\s/?#%\\<>\"]+)*")
_STATUSES = {status.value: status for status in Status}
_UNDATED = 2000
_KNOWN_FLAGS = {flag.value: flag for flag in TimeFlag}


def clean_record(data: dict[str, Json], place: Place, terms: Terms, raw: bytes | None = None) -> Reading:
    """Make a record of a source's data; ``raw`` is its own notation, kept when it is not accepted."""
    faults = Faults()
    fields = raw_record(mapped(data, terms.fields) if terms.fields else data, faults)
    record = _record(fields, terms, faults) if fields else None
    if record is None or faults.fatal:
        kept = (msgspec.json.encode(data) if raw is None else raw).decode("utf-8", "replace").rstrip("\r\n")
        return Reading(place=place, record=record, findings=tuple(faults.found), raw=kept)
    return Reading(place=place, record=record, findings=tuple(faults.found))


def no_record(place: Place, raw: str, why: str, cure: str) -> Reading:
    """The reading of something that is no record at all."""
    faults = Faults()
    faults.add(Fault.NO_RECORD, None, why, cure)
    return Reading(place=place, findings=tuple(faults.found), raw=raw)


@dataclass(frozen=True, slots=True)
class _Times:
    """The times of a record; only the publication keeps its flags."""

    published: ParsedTime | None
    modified_at: datetime | None
    release_at: datetime | None
    expires_at: datetime | None


def _record(raw: RawRecord, terms: Terms, faults: Faults) -> Record | None:
    """The record as far as it goes; fatal faults are the caller's to judge."""
    url = _own_address(raw.url, terms, faults)
    times = _times(raw, terms, faults)
    published_at = times.published.at if times.published else None
    identity = _identity(raw.id, url, published_at or times.modified_at, terms, faults)
    if identity is None:
        return None
    base = url or terms.base
    html, text = _content(raw, base, terms)
    return Record(
        id=identity,
        origin=(raw.feeds_ and clean_line(raw.feeds_.origin)) or terms.origin,
        url=url,
        external_url=clean_address(raw.external_url, "external_url", base, faults),
        title=_title(raw, html or text, faults),
        summary=_summary(raw.summary),
        content_html=html,
        content_text=text,
        image=clean_address(raw.image or raw.banner_image, "image", base, faults),
        published_at=published_at,
        modified_at=times.modified_at,
        time_flags=_flags(times.published, raw),
        authors=clean_people(raw.authors or ([raw.author] if raw.author else []), base, faults),
        contributors=clean_contributors(raw.contributors, base, faults) if raw.contributors else (),
        tags=clean_tags(raw.tags),
        language=_language(raw.language, terms, faults),
        attachments=clean_attachments(raw.attachments, base, faults) if raw.attachments else (),
        channels=_channels(raw, terms, faults),
        source=clean_source(raw.source, terms, faults),
        rights=clean_line(raw.rights),
        license_url=clean_address(raw.license, "license", None, faults),
        views=raw.views,
        related=clean_related(raw.related, base, faults) if raw.related else (),
        comments_url=clean_address(raw.comments_url, "comments_url", base, faults),
        release_at=times.release_at,
        expires_at=times.expires_at,
        status=_status(raw.status, faults),
        correction=clean_line(raw.correction),
    )


def _times(raw: RawRecord, terms: Terms, faults: Faults) -> _Times:
    published = clean_time(raw.date_published, "date_published", terms, faults)
    release = clean_time(raw.date_release, "date_release", terms, faults)
    expires = clean_time(raw.date_expires, "date_expires", terms, faults)
    _check_plausible(published, release, terms, faults)
    return _Times(
        published=published,
        modified_at=plausible_time(raw.date_modified, "date_modified", terms, faults),
        release_at=release.at if release else None,
        expires_at=expires.at if expires else None,
    )


def _title(raw: RawRecord, content: str | None, faults: Faults) -> str | None:
    """The title as plain text (R-TEXT-07); none is fine where there is something else to read (R-TEXT-15)."""
    title = clean_line(raw.title)
    if not (title or content or raw.summary or raw.attachments or raw.image):
        cure = "Give it a title, content_html or content_text"
        faults.add(Fault.MISSING_CONTENT, "title", "there is neither a title nor any content", cure)
    return title


def _own_address(value: str | None, terms: Terms, faults: Faults) -> str | None:
    """The article's own address, which must be one if it is given (R-URL-09)."""
    if not value or not value.strip():
        return None
    url = permalink(value, terms.base)
    if url is None:
        cure = "Write an absolute http or https address"
        faults.add(Fault.UNUSABLE_ADDRESS, "url", f"{value[:80]!r} cannot be linked", cure)
    return url


def _identity(
    given: str | None, url: str | None, dated_at: datetime | None, terms: Terms, faults: Faults
) -> str | None:
    """The given id byte for byte (R-ID-13), else one minted from the canonical address (R-ID-01, R-ID-03)."""
    if given and (clean := clean_text(given).strip()):
        return given if clean == given.strip() else clean
    if url is None:
        cure = "Give the record an id or a url"
        faults.add(Fault.MISSING_IDENTITY, "id", "there is neither an id nor a usable url", cure)
        return None
    digest = sha256(canonical_url(url).encode()).hexdigest()[:16]
    return f"tag:{terms.host},{dated_at.year if dated_at else _UNDATED}:{digest}"


def _check_plausible(
    published: ParsedTime | None, release: ParsedTime | None, terms: Terms, faults: Faults
) -> None:
    """A publication in the future is an embargo only where a release says so (R-TIME-18)."""
    why = implausible(published.at, now=terms.now) if published else None
    if why and not (release and published and release.at >= published.at):
        cure = "Mend it, or hold the record with date_release"
        faults.add(Fault.IMPLAUSIBLE_TIME, "date_published", why, cure)


def _content(raw: RawRecord, base: str | None, terms: Terms) -> tuple[str | None, str | None]:
    """HTML and text by the source's policy; either may be missing."""
    text = clean_text(raw.content_text).strip() if raw.content_text else ""
    html = raw.content_html or ""
    if html and terms.policy is None:
        return None, text or plain_text(html) or None
    if html:
        html = clean_html(html, base=base, policy=terms.policy) if terms.policy else ""
    return (None if not html or html.isspace() else html), text or None


def _summary(value: str | None) -> str | None:
    """A summary as plain text of bounded length (R-TEXT-14)."""
    line = clean_line(value)
    return (excerpt(line) or None) if line else None


def _flags(published: ParsedTime | None, raw: RawRecord) -> tuple[TimeFlag, ...]:
    flags = published.flags if published else ()
    if raw.feeds_ is None:
        return flags
    kept = (_KNOWN_FLAGS[flag] for flag in raw.feeds_.time_flags if flag in _KNOWN_FLAGS)
    return tuple(dict.fromkeys((*flags, *kept)))


def _language(value: str | None, terms: Terms, faults: Faults) -> str | None:
    """The record's language, else the source's; what is no language is left out (R-LANG-01, R-LANG-05)."""
    if not value or not value.strip():
        return terms.language
    tag = language_tag(value)
    if tag is None:
        cure = "Write a tag such as zh-CN or en"
        faults.add(Fault.UNKNOWN_LANGUAGE, "language", f"{value[:40]!r} is no language tag", cure)
    return tag or terms.language


def _channels(raw: RawRecord, terms: Terms, faults: Faults) -> tuple[str, ...]:
    """The paths of the channels, without slashes at the ends; the source's where the record names none."""
    paths = []
    for value in (*((raw.channel,) if raw.channel else ()), *raw.channels):
        path = _path(value)
        if path is None:
            cure = "Write a path such as news/province"
            faults.add(Fault.BAD_CHANNEL, "channel", f"{value[:60]!r} is no channel path", cure)
        elif path:
            paths.append(path)
    return tuple(dict.fromkeys(paths)) or ((terms.channel,) if terms.channel else ())


@lru_cache(maxsize=8192)
def _path(value: str) -> str | None:
    """A channel's path in normal form, empty where there is none; ``None`` for what is no path."""
    path = clean_text(value).strip().strip("/")
    if path and (not _PATH.fullmatch(path) or not {".", ".."}.isdisjoint(path.split("/"))):
        return None
    return path


def _status(value: str | None, faults: Faults) -> Status:
    if not value or not value.strip():
        return Status.USABLE
    status = _STATUSES.get(value.strip().lower())
    if status is None:
        cure = "Write usable, withheld or withdrawn"
        faults.add(Fault.UNKNOWN_STATUS, "status", f"{value[:40]!r} is no status", cure)
    return status or Status.WITHHELD
