"""What the formats share: content, provenance, media, credits and link relations of an entry."""

from types import MappingProxyType

from feeds.model import Attachment, Contributor, Entry, Head
from feeds.render.discussion import parents
from feeds.render.node import Node, node, texts
from feeds.render.xmltext import html_of
from feeds.text.dates import rfc3339
from feeds.text.media_types import is_image, is_playable, type_of_address

_MAKERS = MappingProxyType(
    {
        "photographer": ("photographer", "image"),
        "photo": ("photographer", "image"),
        "摄影": ("photographer", "image"),
        "图": ("photographer", "image"),
        "illustrator": ("illustrator", "image"),
        "illustration": ("illustrator", "image"),
        "插画": ("illustrator", "image"),
        "graphic designer": ("graphic designer", "image"),
        "narrator": ("news reader", "audio"),
        "news reader": ("news reader", "audio"),
        "播音": ("news reader", "audio"),
        "composer": ("composer", "audio"),
        "作曲": ("composer", "audio"),
        "musician": ("musician", "audio"),
        "sound designer": ("sound designer", "audio"),
        "sound recordist": ("sound recordist", "audio"),
        "camera": ("camera operator", "video"),
        "camera operator": ("camera operator", "video"),
        "摄像": ("camera operator", "video"),
        "director": ("director", "video"),
        "导演": ("director", "video"),
        "animator": ("animator", "video"),
    }
)
"""Roles of people who make a medium: the name in the EBU's list (``urn:ebu``), and the medium they make.

Other roles belong to the article, not to a medium: they are contributors only.
"""


def html_content(entry: Entry) -> str | None:
    """Return the content as HTML; plain text becomes paragraphs that look the same (R-TEXT-01)."""
    if entry.content_html:
        return entry.content_html
    return html_of(entry.content_text) if entry.content_text else None


def distinct_summary(entry: Entry) -> str | None:
    """Return the summary, unless it only repeats the title or the content (R-ATOM-17)."""
    summary = entry.summary
    if not summary or summary in (entry.title, entry.content_text, entry.content_html):
        return None
    return None if entry.content_html == html_of(summary) else summary


def source_name(entry: Entry) -> str | None:
    """Return the publisher's name, from the provenance or the publisher (R-SRC-08)."""
    if entry.origin and entry.origin.name:
        return entry.origin.name
    return entry.publisher.name if entry.publisher else None


def provenance(entry: Entry) -> tuple[Node, ...]:
    """Build the original time, the publisher beside a byline, and the correction (R-SRC-07, R-SRC-10)."""
    if entry.created_at is None and entry.publisher is None and not entry.correction:
        return ()
    created = rfc3339(entry.created_at) if entry.created_at else None
    return (
        *texts("dcterms:created", created),
        *texts("dc:publisher", entry.publisher.name if entry.publisher else None),
        *texts("dcterms:provenance", entry.correction),
    )


def links(name: str, entry: Entry) -> tuple[Node, ...]:
    """Build ``via``, ``related`` and ``license`` as elements called ``name`` (R-SRC-06, R-EXT-04).

    An article that is replied to is related, for readers that do not know ``thr`` (R-EXT-01).
    """
    found = []
    if entry.via_url:
        via = node(name, rel="via", type="text/html", href=entry.via_url, title=source_name(entry))
        found.append(via)
    found += [node(name, rel="related", href=page.url, title=page.title) for page in entry.related]
    if entry.discussion is not None:
        found += [node(name, rel="related", href=url) for url in parents(entry)]
    if entry.license_url:
        found.append(node(name, rel="license", href=entry.license_url))
    return tuple(found)


def files_of(entry: Entry) -> tuple[Attachment, ...]:
    """Return the attachments that are not images, audio and video first, else in their order (R-MEDIA-03)."""
    if not entry.attachments:
        return ()
    files = (file for file in entry.attachments if not is_image(file.mime_type))
    return tuple(sorted(files, key=lambda file: not is_playable(file.mime_type)))


def media(entry: Entry, files: tuple[Attachment, ...] = ()) -> tuple[Node, ...]:
    """Build ``media:content`` of ``files``, the lead image and attached images, and the thumbnail.

    The first medium of a kind carries the credits of its makers (R-MEDIA-03 to R-MEDIA-06).
    """
    if not entry.image and not entry.attachments:
        return ()
    images = tuple(file for file in entry.attachments if is_image(file.mime_type))
    lead: tuple[Attachment, ...] = ()
    if entry.image and all(file.url != entry.image for file in images):
        lead = (Attachment(url=entry.image, mime_type=type_of_address(entry.image) or ""),)
    credited: set[str] = set()
    contents = []
    for file in (*files, *lead, *images):
        medium = "image" if file in lead else _medium(file)
        contributors = () if medium in credited else entry.contributors
        credited.add(medium)
        contents.append(_media_content(file, medium, contributors))
    thumbnail = (node("media:thumbnail", url=entry.image),) if entry.image else ()
    return (*contents, *thumbnail)


def _medium(file: Attachment) -> str:
    kind = file.mime_type.partition("/")[0]
    return kind if kind in {"image", "audio", "video"} else "document"


def _media_content(file: Attachment, medium: str, contributors: tuple[Contributor, ...]) -> Node:
    title = (node("media:title", file.title, type="plain"),) if file.title else ()
    makers = ((person.name, _MAKERS.get((person.role or "").lower())) for person in contributors)
    credits_ = (
        node("media:credit", name, role=maker[0], scheme="urn:ebu")
        for name, maker in makers
        if maker is not None and maker[1] == medium
    )
    return node(
        "media:content",
        None,
        *title,
        *credits_,
        url=file.url,
        type=file.mime_type or None,
        medium=medium,
        fileSize=str(file.size_bytes) if file.size_bytes else None,
        duration=_seconds(file.duration_s) if file.duration_s else None,
    )


def _seconds(value: float) -> str:
    """Write a duration without trailing zeros: ``90``, ``90.5``."""
    return f"{value:.3f}".rstrip("0").rstrip(".")


def playback(file: Attachment | None, entry: Entry) -> tuple[Node, ...]:
    """Build duration and title of the enclosure that players play, as podcasts carry them (R-POD-08)."""
    if file is None or not is_playable(file.mime_type):
        return ()
    title = file.title if file.title != entry.title else None
    duration = str(max(1, round(file.duration_s))) if file.duration_s else None
    return (*texts("itunes:title", title), *texts("itunes:duration", duration))


def archive_mark(head: Head) -> tuple[Node, ...]:
    """Build ``fh:archive`` for a document of the archive (R-PAGE-04). Source: RFC 5005 §4."""
    return (node("fh:archive"),) if head.archive else ()
