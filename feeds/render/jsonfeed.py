"""JSON Feed 1.1: the mapping of PROTOCOL §3 to its keys.

Keys are in the order of the specification; a missing value is a missing key (R-JSON-16). Values that the
format has no key for are in extensions, documented at ``#extensions`` of the channel's page (R-JSON-15):

- ``_source``: ``name``, ``url`` (the original article), ``home_url``, ``feed_url``, ``feed_title``,
  ``feed_id``, ``date_published`` (of the original)
- ``_credits``: ``contributors``, each with ``name``, ``role``, ``url``
- ``_rights``: ``text``, ``license_url``
- ``_links``: ``comments_url``, ``related`` (each ``url``, ``title``)
- ``_discussion``: ``comments_count``, ``comments_feed_url``, ``in_reply_to`` (each ``id``, ``url``,
  ``feed_url``)
- ``_correction``: ``text``
- ``_tombstones`` of the feed: ``deleted``, withdrawn entries, each with ``id`` and ``date_deleted``
"""

import math
from collections.abc import Mapping, Sequence
from typing import TypeAlias

import msgspec

from feeds.errors import RenderError
from feeds.model import Attachment, Discussion, Entry, Format, Fragment, Head, Person, Tag, Tombstone
from feeds.render.shared import distinct_summary, source_name
from feeds.render.xmltext import is_legal_utf8, require_legal
from feeds.text.dates import rfc3339

Value: TypeAlias = "str | int | msgspec.Raw | Mapping[str, Value] | Sequence[Value] | None"
Object: TypeAlias = Mapping[str, Value]

FOOT = b"\n]}\n"
TOMBSTONES = "_tombstones"
_ITEMS = b'"items":[\n'
MIDDLE = b"]}," + _ITEMS
_ESCAPED_CONTROL = b"\\u00"
"""How a control character begins in JSON; also what a backslash before ``u00`` ends with."""

_encoder = msgspec.json.Encoder()

_COMMENT = {
    "zh": "这是一个 JSON Feed。把本页地址复制到阅读器里即可订阅。",
    "en": "This is a JSON Feed. To subscribe, copy the address of this page into your feed reader.",
}


def entry(entry: Entry) -> Fragment:
    """Render one item. Raises ``RenderError``."""
    item = _present(
        id=entry.id,
        url=entry.url,
        external_url=entry.via_url,
        title=entry.title,
        summary=distinct_summary(entry),
        content_html=entry.content_html,
        content_text=_content_text(entry),
        image=entry.image,
        date_published=rfc3339(entry.published_at),
        date_modified=rfc3339(entry.updated_at),
        authors=[_person(author) for author in entry.authors] if entry.authors_differ else None,
        tags=_tags(entry.tags),
        language=entry.language,
        attachments=[_attachment(file) for file in entry.attachments],
    )
    extensions = _extensions(entry)
    body = _encode({**item, **extensions}, entry.id)
    return Fragment(body=body, prefixes=frozenset(extensions))


def tombstone(tombstone: Tombstone, _head: Head) -> Fragment:
    """Render one member of ``_tombstones``, without content (R-TOMB-08). Raises ``RenderError``."""
    values = _present(id=tombstone.id, date_deleted=rfc3339(tombstone.deleted_at))
    return Fragment(body=_encode(values, tombstone.id), prefixes=frozenset({TOMBSTONES}))


def head(head: Head, prefixes: frozenset[str]) -> bytes:
    """Render everything before the first tombstone, or the first item. Raises ``RenderError``."""
    relations = {link.rel: link.href for link in head.links}
    hubs = [{"type": "WebSub", "url": link.href} for link in head.links if link.rel == "hub"]
    values = _present(
        version="https://jsonfeed.org/version/1.1",
        title=head.title,
        home_page_url=head.page_url,
        feed_url=head.self_url(Format.JSON),
        description=head.description,
        user_comment=_COMMENT["zh" if (head.language or "").startswith("zh") else "en"],
        next_url=relations.get("next") or relations.get("prev-archive"),
        icon=head.image,
        favicon=head.icon_url,
        authors=[_person(head.author)],
        language=head.language,
        hubs=hubs,
    )
    documented = {"about": f"{head.page_url}#extensions"}
    about = dict.fromkeys(sorted(prefixes - {TOMBSTONES}), documented)
    start = _encode({**values, **about}, head.id).removesuffix(b"}") + b","
    if TOMBSTONES not in prefixes:
        return start + _ITEMS
    tombstones = _encode({TOMBSTONES: {**documented, "deleted": []}}, head.id)
    return start + tombstones.removeprefix(b"{").removesuffix(b"]}}")


def _content_text(entry: Entry) -> str | None:
    """Return text for an item without content too, because readers drop such items (R-JSON-04)."""
    if entry.content_text or entry.content_html:
        return entry.content_text
    return entry.summary or entry.title


def _person(person: Person) -> Object:
    """Build an author; the format has no key for e-mail addresses."""
    return _present(name=person.name, url=person.url, avatar=person.avatar)


def _tags(tags: tuple[Tag, ...]) -> list[str]:
    """Return the labels, each once, in order (R-LANG-06, R-LANG-07)."""
    if not tags:
        return []
    return list(dict.fromkeys(tag.label or tag.term for tag in tags))


def _attachment(file: Attachment) -> Object:
    return _present(
        url=file.url,
        mime_type=file.mime_type,
        title=file.title,
        size_in_bytes=file.size_bytes,
        duration_in_seconds=_number(file.duration_s),
    )


def _number(value: float | None) -> int | msgspec.Raw | None:
    """Write ``90`` instead of ``90.0``, and digits as Python does. Raises ``RenderError``."""
    if value is None:
        return None
    if not math.isfinite(value):
        raise RenderError(f"cannot be written as JSON: {value} is not a number")
    return int(value) if value.is_integer() else msgspec.Raw(repr(value))


def _extensions(entry: Entry) -> Object:
    found: dict[str, Value] = {"_source": _source(entry)}
    if entry.contributors:
        credited = [_present(name=one.name, role=one.role, url=one.url) for one in entry.contributors]
        found["_credits"] = _present(contributors=credited)
    if entry.rights or entry.license_url:
        found["_rights"] = _present(text=entry.rights, license_url=entry.license_url)
    if entry.comments_url or entry.related:
        related = [_present(url=page.url, title=page.title) for page in entry.related]
        found["_links"] = _present(comments_url=entry.comments_url, related=related)
    if entry.discussion is not None:
        found["_discussion"] = _discussion(entry.discussion)
    if entry.correction:
        found["_correction"] = {"text": entry.correction}
    return _present(**found)


def _discussion(discussion: Discussion) -> Object:
    """Build comments and the articles replied to; ids are those of their items (R-EXT-01)."""
    targets = discussion.in_reply_to
    return _present(
        comments_count=discussion.comments_count,
        comments_feed_url=discussion.comments_feed_url,
        in_reply_to=[_present(id=one.id, url=one.url, feed_url=one.feed_url) for one in targets],
    )


def _source(entry: Entry) -> Object:
    """Build the provenance of the article, each value under its own key (R-SRC-01, R-SRC-12)."""
    origin = entry.origin
    if origin is None and entry.publisher is None and not entry.via_url and entry.created_at is None:
        return {}
    return _present(
        name=source_name(entry),
        url=entry.via_url,
        home_url=origin.url if origin else None,
        feed_url=origin.feed_url if origin else None,
        feed_title=origin.feed_title if origin else None,
        feed_id=origin.feed_id if origin else None,
        date_published=rfc3339(entry.created_at) if entry.created_at else None,
    )


def _present(**values: Value) -> Object:
    """Leave out missing values: no ``null``, no ``""``, no empty list (R-JSON-16)."""
    return {key: value for key, value in values.items() if value or value == 0}


def _encode(values: Object, where: str) -> bytes:
    """Encode as compact UTF-8 JSON (R-JSON-17). Raises ``RenderError``."""
    try:
        encoded = _encoder.encode(values)
    except (ValueError, OverflowError) as fault:  # UnicodeEncodeError for a surrogate is a ValueError
        _require_legal(values, where)
        raise RenderError(f"cannot be written as JSON: {fault}", where=where) from fault
    if _ESCAPED_CONTROL in encoded or not is_legal_utf8(encoded):
        _require_legal(values, where)
    return encoded


def _require_legal(value: Value, where: str) -> None:
    if isinstance(value, str):
        require_legal(value, where)
    elif isinstance(value, Mapping):
        for part in value.values():
            _require_legal(part, where)
    elif isinstance(value, Sequence):
        for part in value:
            _require_legal(part, where)
