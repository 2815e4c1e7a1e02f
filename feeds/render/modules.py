"""Elements of the modules that RSS and Atom share: provenance, media, credits, link relations."""

from types import MappingProxyType

from feeds.model import Attachment, Entry, Head
from feeds.render.node import Node, node, texts
from feeds.text.dates import rfc3339

_EBU_ROLES = MappingProxyType(
    {
        "author": "author",
        "作者": "author",
        "correspondent": "correspondent",
        "通讯员": "correspondent",
        "director": "director",
        "导演": "director",
        "editor": "editor",
        "编辑": "editor",
        "责任编辑": "editor",
        "executive producer": "executive producer",
        "监制": "executive producer",
        "illustrator": "illustrator",
        "插画": "illustrator",
        "interviewer": "interviewer",
        "narrator": "news reader",
        "news reader": "news reader",
        "播音": "news reader",
        "photographer": "photographer",
        "摄影": "photographer",
        "producer": "producer",
        "制片人": "producer",
        "reporter": "reporter",
        "记者": "reporter",
        "translation": "translation",
        "translator": "translation",
        "翻译": "translation",
    }
)
"""Roles that the EBU's list knows (scheme ``urn:ebu``); others are told in JSON Feed only."""


def provenance(entry: Entry) -> tuple[Node, ...]:
    """Original time, publisher beside a byline, what was corrected (R-SRC-07, R-SRC-10)."""
    created = rfc3339(entry.created_at) if entry.created_at else None
    return (
        *texts("dcterms:created", created),
        *texts("dcterms:publisher", entry.publisher.name if entry.publisher else None),
        *texts("dcterms:provenance", entry.correction),
    )


def source_name(entry: Entry) -> str | None:
    """The publisher's name, wherever the entry knows it from (R-SRC-08)."""
    if entry.origin and entry.origin.name:
        return entry.origin.name
    return entry.publisher.name if entry.publisher else None


def links(name: str, entry: Entry) -> tuple[Node, ...]:
    """``via``, ``related`` and ``license`` as elements called ``name`` (R-SRC-06, R-EXT-04)."""
    via = node(name, rel="via", type="text/html", href=entry.via_url, title=source_name(entry))
    related = (node(name, rel="related", href=page.url, title=page.title) for page in entry.related)
    license_ = node(name, rel="license", href=entry.license_url)
    return (*((via,) if entry.via_url else ()), *related, *((license_,) if entry.license_url else ()))


def pictures(entry: Entry) -> tuple[Node, ...]:
    """The lead image with a thumbnail, then attached images; never enclosures (R-MEDIA-03)."""
    attached = tuple(media_content(file) for file in entry.attachments if is_picture(file))
    if not entry.image:
        return attached
    lead = node("media:content", url=entry.image, medium="image")
    listed = any(file.url == entry.image for file in entry.attachments)
    return (*(() if listed else (lead,)), *attached, node("media:thumbnail", url=entry.image))


def is_picture(file: Attachment) -> bool:
    """Whether an attachment is an image."""
    return file.mime_type.startswith("image/")


def media_content(file: Attachment) -> Node:
    """A file as ``media:content``, a direct child of its item (R-MEDIA-04, R-MEDIA-05)."""
    title = (node("media:title", file.title, type="plain"),) if file.title else ()
    kind = file.mime_type.partition("/")[0]
    return node(
        "media:content",
        None,
        *title,
        url=file.url,
        type=file.mime_type,
        medium=kind if kind in {"image", "audio", "video"} else "document",
        fileSize=str(file.size_bytes) if file.size_bytes else None,
        duration=seconds(file.duration_s) if file.duration_s else None,
    )


def seconds(value: float) -> str:
    """A duration without a fraction that says nothing: ``90``, ``90.5``."""
    return f"{value:.3f}".rstrip("0").rstrip(".")


def credited(entry: Entry) -> tuple[Node, ...]:
    """Contributors whose role has a standard name, as ``media:credit`` (R-MEDIA-06)."""
    roles = ((person.name, _EBU_ROLES.get((person.role or "").lower())) for person in entry.contributors)
    return tuple(
        node("media:credit", name, role=role, scheme="urn:ebu") for name, role in roles if role is not None
    )


def archive_mark(head: Head) -> tuple[Node, ...]:
    """``fh:archive`` in a document of the archive (R-PAGE-04). Source: RFC 5005 §4."""
    return (node("fh:archive"),) if head.archive else ()
