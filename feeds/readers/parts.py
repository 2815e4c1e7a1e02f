"""The parts of a record made clean: addresses, people, tags, files, provenance and times."""

import mimetypes
import re
from datetime import datetime
from functools import lru_cache

from feeds.model import Attachment, Contributor, Person, Related, Source, Tag
from feeds.readers.faults import Fault, Faults
from feeds.readers.raw import RawAttachment, RawPerson, RawRelated, RawSource, RawTag, Time
from feeds.readers.terms import Terms
from feeds.text.dates import ParsedTime, implausible, parse_time
from feeds.text.plain import plain_line
from feeds.text.urls import absolute_url, host_of, is_absolute_iri, permalink

UNKNOWN_TYPE = "application/octet-stream"
_MIME_TYPE = re.compile(r"[a-z0-9][a-z0-9!#$&^_.+-]*/[a-z0-9][a-z0-9!#$&^_.+-]*")
_WRITE_TIME = "Write it as 2024-10-22T09:07:16+08:00, or set the source's timezone"
_MIME_TYPES = mimetypes.MimeTypes(filenames=())


def clean_time(value: Time, field: str, terms: Terms, faults: Faults) -> ParsedTime | None:
    """One time, or a fault that says why it is none."""
    if value is None or value == "":
        return None
    time = parse_time(value, zone=terms.zone)
    if isinstance(time, ParsedTime):
        return time
    faults.add(Fault.UNREADABLE_TIME, field, time.reason, _WRITE_TIME)
    return None


def plausible_time(value: Time, field: str, terms: Terms, faults: Faults) -> datetime | None:
    """A time of less weight: one that cannot be is dropped with a warning (R-TIME-18)."""
    time = clean_time(value, field, terms, faults)
    why = implausible(time.at, now=terms.now) if time else None
    if why:
        faults.add(Fault.DROPPED_TIME, field, why, "It was left out; mend it at the source")
        return None
    return time.at if time else None


def clean_address(value: str | None, field: str, base: str | None, faults: Faults) -> str | None:
    """An address of less weight: one that cannot be linked is dropped with a warning (R-URL-06)."""
    if not value or not value.strip():
        return None
    url = permalink(value, base)
    if url is None:
        faults.add(
            Fault.DROPPED_ADDRESS, field, f"{value[:80]!r} is no http or https address", "It was left out"
        )
    return url


def clean_line(value: str | None) -> str | None:
    """A text of one line, ``None`` when nothing is left."""
    return (plain_line(value) or None) if value else None


@lru_cache(maxsize=8192)
def clean_name(value: str) -> str | None:
    """A text that comes again in other records: a name, a tag."""
    return clean_line(value)


def clean_people(people: list[RawPerson | str], base: str | None, faults: Faults) -> tuple[Person, ...]:
    """Those credited, each once; someone known only by an address is named by its host."""
    clean: dict[str, Person] = {}
    for person in people:
        raw = RawPerson(name=person) if isinstance(person, str) else person
        url = clean_address(raw.url, "authors.url", base, faults)
        name = (raw.name and clean_name(raw.name)) or (url and host_of(url))
        if name:
            avatar = clean_address(raw.avatar, "authors.avatar", base, faults)
            clean.setdefault(name, Person(name=name, url=url, email=clean_line(raw.email), avatar=avatar))
    return tuple(clean.values())


def clean_contributors(
    people: list[RawPerson | str], base: str | None, faults: Faults
) -> tuple[Contributor, ...]:
    """Those credited with a role, each role once."""
    clean: dict[Contributor, None] = {}
    for person in people:
        raw = RawPerson(name=person) if isinstance(person, str) else person
        if name := clean_line(raw.name):
            url = clean_address(raw.url, "contributors.url", base, faults)
            clean[Contributor(name=name, role=clean_line(raw.role), url=url)] = None
    return tuple(clean)


def clean_tags(tags: list[RawTag | str]) -> tuple[Tag, ...]:
    """Categories as plain text, each once, in the source's order (R-LANG-07, R-LANG-08)."""
    clean: dict[Tag, None] = {}
    for raw in tags:
        tag = _tag(raw, None, None) if isinstance(raw, str) else _tag(raw.term, raw.label, raw.scheme)
        if tag:
            clean[tag] = None
    return tuple(clean)


def clean_attachments(
    attachments: list[RawAttachment], base: str | None, faults: Faults
) -> tuple[Attachment, ...]:
    """Files with an absolute address, each once; a missing type is told by the address's ending."""
    clean: dict[str, Attachment] = {}
    for raw in attachments:
        url = clean_address(raw.url, "attachments.url", base, faults)
        if url:
            duration = raw.duration_in_seconds
            attachment = Attachment(
                url=url,
                mime_type=_mime_type(raw.mime_type, url),
                title=clean_line(raw.title),
                size_bytes=int(raw.size_in_bytes) if raw.size_in_bytes and raw.size_in_bytes > 0 else None,
                duration_s=float(duration) if duration and duration > 0 else None,
            )
            clean.setdefault(url, attachment)
    return tuple(clean.values())


def clean_related(related: list[RawRelated | str], base: str | None, faults: Faults) -> tuple[Related, ...]:
    """Other pages, each once."""
    clean: dict[str, Related] = {}
    for page in related:
        raw = RawRelated(url=page) if isinstance(page, str) else page
        if url := clean_address(raw.url, "related.url", base, faults):
            clean.setdefault(url, Related(url=url, title=clean_line(raw.title)))
    return tuple(clean.values())


def clean_source(source: RawSource | str | None, terms: Terms, faults: Faults) -> Source | None:
    """Provenance as separate facts (R-SRC-01); a name alone is kept and gets no address (R-SRC-08)."""
    if isinstance(source, str):
        if url := absolute_url(source):
            return Source(name=host_of(url), url=url)
        name = clean_name(source)
        return Source(name=name) if name else None
    if source is None:
        return None
    clean = Source(
        name=clean_line(source.name),
        url=clean_address(source.url, "source.url", None, faults),
        article_url=clean_address(source.article_url, "source.article_url", None, faults),
        feed_url=clean_address(source.feed_url, "source.feed_url", None, faults),
        feed_title=clean_line(source.feed_title),
        feed_id=(source.feed_id or "").strip() or None,
        feed_updated_at=plausible_time(source.feed_date_modified, "source.feed_date_modified", terms, faults),
        feed_rights=clean_line(source.feed_rights),
        published_at=plausible_time(source.date_published, "source.date_published", terms, faults),
    )
    return None if clean == Source() else clean


@lru_cache(maxsize=8192)
def _tag(term: str | None, label: str | None, scheme: str | None) -> Tag | None:
    label, scheme = clean_line(label), clean_line(scheme)
    term = clean_line(term) or label
    if not term:
        return None
    scheme = scheme if scheme and is_absolute_iri(scheme) else None
    return Tag(term=term, label=label if label != term else None, scheme=scheme)


def _mime_type(value: str | None, url: str) -> str:
    kind = (value or "").partition(";")[0].strip().lower()
    if _MIME_TYPE.fullmatch(kind):
        return kind
    return _MIME_TYPES.guess_type(url.partition("?")[0])[0] or UNKNOWN_TYPE
