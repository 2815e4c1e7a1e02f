"""The parts of a record made clean: people, tags, files, related pages and provenance."""

import mimetypes
import re
from functools import lru_cache

from feeds.model import Alias, Attachment, Contributor, Person, Related, Source, Tag
from feeds.readers.cleaning_context import CleaningContext, one_line
from feeds.readers.raw import RawAttachment, RawPerson, RawRecord, RawRelated, RawSource, RawTag
from feeds.text.characters import clean_text
from feeds.text.urls import absolute_url, host_of, is_absolute_iri, permalink

UNKNOWN_TYPE = "application/octet-stream"
_WEB = ("http://", "https://")
_MIME_TYPE = re.compile(r"[a-z0-9][a-z0-9!#$&^_.+-]*/[a-z0-9][a-z0-9!#$&^_.+-]*")
_MIME_TYPES = mimetypes.MimeTypes(filenames=())


def clean_people(people: list[RawPerson | str], desk: CleaningContext) -> tuple[Person, ...]:
    """Those credited, each once; someone known only by an address is named by its host."""
    clean: dict[str, Person] = {}
    for person in people:
        raw = RawPerson(name=person) if isinstance(person, str) else person
        url = desk.address(raw.url, "authors.url")
        name = (raw.name and desk.name(raw.name)) or (url and host_of(url))
        if name:
            avatar = desk.address(raw.avatar, "authors.avatar")
            clean.setdefault(name, Person(name=name, url=url, email=desk.line(raw.email), avatar=avatar))
    return tuple(clean.values())


def clean_contributors(people: list[RawPerson | str], desk: CleaningContext) -> tuple[Contributor, ...]:
    """Those credited with a role, each role once."""
    clean: dict[Contributor, None] = {}
    for person in people:
        raw = RawPerson(name=person) if isinstance(person, str) else person
        if name := desk.line(raw.name):
            url = desk.address(raw.url, "contributors.url")
            clean[Contributor(name=name, role=desk.line(raw.role), url=url)] = None
    return tuple(clean)


def clean_tags(tags: list[RawTag | str], desk: CleaningContext) -> tuple[Tag, ...]:
    """Categories as plain text, each once, in the source's order (R-LANG-07, R-LANG-08)."""
    clean: dict[Tag, None] = {}
    for raw in tags:
        tag = (
            _tag(raw, None, None, desk.plain)
            if isinstance(raw, str)
            else _tag(raw.term, raw.label, raw.scheme, desk.plain)
        )
        if tag:
            clean[tag] = None
    return tuple(clean)


def clean_attachments(attachments: list[RawAttachment], desk: CleaningContext) -> tuple[Attachment, ...]:
    """Files with an absolute address, each once; a missing type is told by the address's ending."""
    clean: dict[str, Attachment] = {}
    for raw in attachments:
        url = desk.address(raw.url, "attachments.url")
        if url:
            duration = raw.duration_in_seconds
            attachment = Attachment(
                url=url,
                mime_type=_mime_type(raw.mime_type, url),
                title=desk.line(raw.title),
                size_bytes=int(raw.size_in_bytes) if raw.size_in_bytes and raw.size_in_bytes > 0 else None,
                duration_s=float(duration) if duration and duration > 0 else None,
            )
            clean.setdefault(url, attachment)
    return tuple(clean.values())


def clean_related(related: list[RawRelated | str], desk: CleaningContext) -> tuple[Related, ...]:
    """Other pages, each once."""
    clean: dict[str, Related] = {}
    for page in related:
        raw = RawRelated(url=page) if isinstance(page, str) else page
        if url := desk.address(raw.url, "related.url"):
            clean.setdefault(url, Related(url=url, title=desk.line(raw.title)))
    return tuple(clean.values())


def clean_aliases(raw: RawRecord, own: set[str | None], origin: str) -> tuple[Alias, ...]:
    """Former ids and addresses, each once and less the present ones; an export says whose each is.

    An address counts as it stands and as it is cleaned.
    """
    said = raw.feeds_.aliases if raw.feeds_ else []
    clean: dict[str, Alias] = {}
    for number, value in enumerate(raw.aliases):
        name = verbatim(value)
        if number < len(said):
            clean.setdefault(name, Alias(name=name, origin=said[number]))
            continue
        for one in (name, permalink(name) or name) if name[:8].lower().startswith(_WEB) else (name,):
            if one and one not in own:
                clean.setdefault(one, Alias(name=one, origin=origin))
    return tuple(clean.values())


def verbatim(name: str) -> str:
    """An id byte for byte (R-ID-13), unless it holds what no document can."""
    clean = clean_text(name).strip()
    return name if clean and clean == name.strip() else clean


def clean_source(source: RawSource | str | None, desk: CleaningContext) -> Source | None:
    """Provenance as separate facts (R-SRC-01); a name alone is kept and gets no address (R-SRC-08)."""
    if isinstance(source, str):
        if url := absolute_url(source):
            return Source(name=host_of(url), url=url)
        name = desk.name(source)
        return Source(name=name) if name else None
    if source is None:
        return None
    clean = Source(
        name=desk.line(source.name),
        url=desk.address(source.url, "source.url", base=False),
        article_url=desk.address(source.article_url, "source.article_url", base=False),
        feed_url=desk.address(source.feed_url, "source.feed_url", base=False),
        feed_title=desk.line(source.feed_title),
        feed_id=(source.feed_id or "").strip() or None,
        feed_updated_at=desk.plausible(source.feed_date_modified, "source.feed_date_modified"),
        feed_rights=desk.line(source.feed_rights),
        published_at=desk.plausible(source.date_published, "source.date_published"),
    )
    return None if clean == Source() else clean


@lru_cache(maxsize=8192)
def _tag(term: str | None, label: str | None, scheme: str | None, plain: bool) -> Tag | None:  # noqa: FBT001 - a key  # noqa: FBT001 - the cache's key
    label, scheme = one_line(label, plain=plain), one_line(scheme, plain=plain)
    term = one_line(term, plain=plain) or label
    if not term:
        return None
    scheme = scheme if scheme and is_absolute_iri(scheme) else None
    return Tag(term=term, label=label if label != term else None, scheme=scheme)


def _mime_type(value: str | None, url: str) -> str:
    kind = (value or "").partition(";")[0].strip().lower()
    if _MIME_TYPE.fullmatch(kind):
        return kind
    return _MIME_TYPES.guess_type(url.partition("?")[0])[0] or UNKNOWN_TYPE
