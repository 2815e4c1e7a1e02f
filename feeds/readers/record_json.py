"""A record in the public JSON vocabulary, so that it reads back to the identical record.

Invariant: ``clean_record(json of record_json(r)) == r`` for every clean record and every source.
"""

from datetime import datetime

import msgspec

from feeds.model import (
    Attachment,
    Contributor,
    Discussion,
    Finding,
    Person,
    Reading,
    Record,
    Related,
    Source,
    Status,
    Tag,
)
from feeds.readers.json_values import Json
from feeds.text.dates import rfc3339


def record_json(record: Record) -> bytes:
    """One record as a line of JSON, absent values left out (R-JSON-16), keys in one order."""
    return msgspec.json.encode(record_fields(record))


def reading_json(reading: Reading) -> bytes:
    """What a reader yielded: the record with ``_origin``, and ``_findings`` where there are any."""
    fields: dict[str, Json] = record_fields(reading.record) if reading.record else {"_raw": reading.raw}
    fields.pop("_feeds", None)
    fields["_origin"] = _kept({"path": reading.place.path, "line": reading.place.line})
    if reading.findings:
        fields["_findings"] = [_finding(finding) for finding in reading.findings]
    return msgspec.json.encode(fields)


def record_fields(record: Record) -> dict[str, Json]:
    """The record's facts under their public names."""
    return _kept(
        {
            "id": record.id,
            "url": record.url,
            "external_url": record.external_url,
            "title": record.title,
            "content_html": record.content_html,
            "content_text": record.content_text,
            "summary": record.summary,
            "image": record.image,
            "date_published": _time(record.published_at),
            "date_modified": _time(record.modified_at),
            "authors": [_person(person) for person in record.authors],
            "tags": [_tag(tag) for tag in record.tags],
            "language": record.language,
            "attachments": [_attachment(attachment) for attachment in record.attachments],
            "channels": list(record.channels),
            "source": _source(record.source) if record.source else None,
            "contributors": [_contributor(person) for person in record.contributors],
            "rights": record.rights,
            "license": record.license_url,
            "views": record.views,
            "related": [_related(page) for page in record.related],
            "comments_url": record.comments_url,
            **_discussion(record.discussion),
            "date_release": _time(record.release_at),
            "date_expires": _time(record.expires_at),
            "status": record.status.value if record.status is not Status.USABLE else None,
            "correction": record.correction,
            "aliases": [alias.name for alias in record.aliases],
            "_feeds": _origin(record),
        }
    )


def _discussion(discussion: Discussion | None) -> dict[str, Json]:
    if discussion is None:
        return {}
    return {
        "comments_feed_url": discussion.comments_feed_url,
        "comments_count": discussion.comments_count,
        "in_reply_to": [
            _kept({"id": one.id, "url": one.url, "feed_url": one.feed_url}) for one in discussion.in_reply_to
        ],
    }


def _origin(record: Record) -> Json:
    """What an export keeps; whose aliases they are only where they are not all its own."""
    kept: dict[str, Json] = {
        "origin": record.origin,
        "time_flags": [flag.value for flag in record.time_flags],
    }
    if any(alias.origin != record.origin for alias in record.aliases):
        kept["aliases"] = [alias.origin for alias in record.aliases]
    return kept


def _kept(values: dict[str, Json]) -> dict[str, Json]:
    return {key: value for key, value in values.items() if value is not None and value != []}


def _finding(finding: Finding) -> Json:
    return _kept(
        {
            "code": finding.code,
            "name": finding.name,
            "severity": finding.severity.value,
            "message": finding.message,
            "element": finding.element,
        }
    )


def _time(at: datetime | None) -> str | None:
    return rfc3339(at) if at else None


def _person(person: Person) -> Json:
    return _kept({"name": person.name, "url": person.url, "email": person.email, "avatar": person.avatar})


def _contributor(person: Contributor) -> Json:
    return _kept({"name": person.name, "role": person.role, "url": person.url})


def _tag(tag: Tag) -> Json:
    if tag.label is None and tag.scheme is None:
        return tag.term
    return _kept({"term": tag.term, "label": tag.label, "scheme": tag.scheme})


def _attachment(attachment: Attachment) -> Json:
    return _kept(
        {
            "url": attachment.url,
            "mime_type": attachment.mime_type,
            "title": attachment.title,
            "size_in_bytes": attachment.size_bytes,
            "duration_in_seconds": attachment.duration_s,
        }
    )


def _related(page: Related) -> Json:
    return _kept({"url": page.url, "title": page.title})


def _source(source: Source) -> Json:
    return _kept(
        {
            "name": source.name,
            "url": source.url,
            "article_url": source.article_url,
            "feed_url": source.feed_url,
            "feed_title": source.feed_title,
            "feed_id": source.feed_id,
            "feed_date_modified": _time(source.feed_updated_at),
            "feed_rights": source.feed_rights,
            "date_published": _time(source.published_at),
        }
    )
