"""JSON Feed 1.1: the mapping of PROTOCOL §3 to its keys.

Keys come in the order of the specification, absent facts are absent keys (R-JSON-16). What the format has
no key for stands in extensions, explained at ``#extensions`` of the channel's page (R-JSON-15):

- ``_source``: ``name``, ``url`` (the original article), ``home_url``, ``feed_url``, ``feed_title``,
  ``feed_id``, ``date_published`` (of the original)
- ``_credits``: ``contributors``, each with ``name``, ``role``, ``url``
- ``_rights``: ``text``, ``license_url``
- ``_links``: ``comments_url``, ``related`` (each ``url``, ``title``)
- ``_correction``: ``text``
- ``_tombstones`` of the feed: ``deleted``, what was taken back, each with ``id`` and ``date_deleted``
"""

import json
from collections.abc import Mapping, Sequence
from typing import TypeAlias

from feeds.errors import RenderError
from feeds.model import Attachment, Entry, Format, Fragment, Head, Person, Tag, Tombstone
from feeds.render.content import own_summary
from feeds.render.modules import source_name
from feeds.render.xmltext import require_legal
from feeds.text.dates import rfc3339

Value: TypeAlias = "str | int | float | Mapping[str, Value] | Sequence[Value] | None"
Thing: TypeAlias = Mapping[str, Value]

FOOT = b"\n]}\n"
TOMBSTONES = "_tombstones"
_ITEMS = b'"items":[\n'
MIDDLE = b"]}," + _ITEMS
_COMMENT = {
    "zh": "这是一个 JSON Feed。把本页地址复制到阅读器里即可订阅。",
    "en": "This is a JSON Feed. To subscribe, copy the address of this page into your feed reader.",
}


def entry(entry: Entry) -> Fragment:
    """One item. Raises ``RenderError``."""
    item = _known(
        id=entry.id,
        url=entry.url,
        external_url=entry.via_url,
        title=entry.title,
        summary=own_summary(entry),
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
    """One member of ``_tombstones``, without content (R-TOMB-08). Raises ``RenderError``."""
    facts = _known(id=tombstone.id, date_deleted=rfc3339(tombstone.deleted_at))
    return Fragment(body=_encode(facts, tombstone.id), prefixes=frozenset({TOMBSTONES}))


def head(head: Head, prefixes: frozenset[str]) -> bytes:
    """Everything before the first tombstone, or the first item without any. Raises ``RenderError``."""
    relations = {link.rel: link.href for link in head.links}
    hubs = [{"type": "WebSub", "url": link.href} for link in head.links if link.rel == "hub"]
    facts = _known(
        version="https://jsonfeed.org/version/1.1",
        title=head.title,
        home_page_url=head.page_url,
        feed_url=head.self_url(Format.JSON),
        description=head.description,
        user_comment=_COMMENT["zh" if (head.language or "").startswith("zh") else "en"],
        next_url=relations.get("next") or relations.get("prev-archive"),
        icon=head.image,
        authors=[_person(head.author)],
        language=head.language,
        hubs=hubs,
    )
    explained = {"about": f"{head.page_url}#extensions"}
    about = dict.fromkeys(sorted(prefixes - {TOMBSTONES}), explained)
    start = _encode({**facts, **about}, head.id).removesuffix(b"}") + b","
    if TOMBSTONES not in prefixes:
        return start + _ITEMS
    graves = _encode({TOMBSTONES: {**explained, "deleted": []}}, head.id)
    return start + graves.removeprefix(b"{").removesuffix(b"]}}")


def _content_text(entry: Entry) -> str | None:
    """An item without content is dropped by readers, so the next best stands in (R-JSON-04)."""
    if entry.content_text or entry.content_html:
        return entry.content_text
    return entry.summary or entry.title


def _person(person: Person) -> Thing:
    """E-mail addresses have no key here."""
    return _known(name=person.name, url=person.url, avatar=person.avatar)


def _tags(tags: tuple[Tag, ...]) -> list[str]:
    """Labels, each once, in order (R-LANG-06, R-LANG-07)."""
    return list(dict.fromkeys(tag.label or tag.term for tag in tags))


def _attachment(file: Attachment) -> Thing:
    return _known(
        url=file.url,
        mime_type=file.mime_type,
        title=file.title,
        size_in_bytes=file.size_bytes,
        duration_in_seconds=_number(file.duration_s),
    )


def _number(value: float | None) -> float | None:
    """``90`` rather than ``90.0``."""
    return int(value) if value is not None and value.is_integer() else value


def _extensions(entry: Entry) -> Thing:
    rights = _known(text=entry.rights, license_url=entry.license_url)
    related = [_known(url=page.url, title=page.title) for page in entry.related]
    credited = [_known(name=one.name, role=one.role, url=one.url) for one in entry.contributors]
    return _known(
        _source=_source(entry),
        _credits=_known(contributors=credited),
        _rights=rights,
        _links=_known(comments_url=entry.comments_url, related=related),
        _correction=_known(text=entry.correction),
    )


def _source(entry: Entry) -> Thing:
    """Where the article comes from, each fact in its own key (R-SRC-01, R-SRC-12)."""
    origin = entry.origin
    return _known(
        name=source_name(entry),
        url=entry.via_url,
        home_url=origin.url if origin else None,
        feed_url=origin.feed_url if origin else None,
        feed_title=origin.feed_title if origin else None,
        feed_id=origin.feed_id if origin else None,
        date_published=rfc3339(entry.created_at) if entry.created_at else None,
    )


def _known(**facts: Value) -> Thing:
    """Facts without those that are absent: no ``null``, no ``""``, no empty list (R-JSON-16)."""
    return {key: value for key, value in facts.items() if value not in (None, "", [], {})}


def _encode(thing: Thing, where: str) -> bytes:
    """Compact UTF-8 JSON (R-JSON-17). Raises ``RenderError``."""
    _require_legal(thing, where)
    try:
        return json.dumps(thing, ensure_ascii=False, allow_nan=False, separators=(",", ":")).encode()
    except ValueError as fault:
        raise RenderError(f"cannot be written as JSON: {fault}", where=where) from fault


def _require_legal(value: Value, where: str) -> None:
    if isinstance(value, str):
        require_legal(value, where)
    elif isinstance(value, Mapping):
        for part in value.values():
            _require_legal(part, where)
    elif isinstance(value, Sequence):
        for part in value:
            _require_legal(part, where)
