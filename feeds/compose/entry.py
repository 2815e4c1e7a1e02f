"""Records to entries: the fields of an article that one kind of channel carries (PROTOCOL §3.1)."""

from dataclasses import dataclass
from datetime import datetime
from html import escape

from feeds.compose.credits import Credits
from feeds.model import Channel, ContentMode, Entry, Person, Record, Site, Source
from feeds.text.plain import excerpt, excerpt_of_html


@dataclass(frozen=True, slots=True, kw_only=True)
class Variant:
    """The settings of a channel that change its entries; channels with equal variants share fragments."""

    content: ContentMode
    excerpt_chars: int
    language: str | None
    author: Person


def variant_of(channel: Channel, site: Site, content: ContentMode | None = None) -> Variant:
    """Return the variant of a channel's entries; ``content`` overrides the channel's content mode."""
    return Variant(
        content=content or channel.content,
        excerpt_chars=channel.excerpt_chars,
        language=channel.language or site.language,
        author=feed_author(channel, site),
    )


def feed_author(channel: Channel, site: Site) -> Person:
    """Return the author of articles that name none (R-ATOM-06)."""
    return Person(name=channel.author or site.author or site.title, url=f"{site.url}/")


def compose_entry(
    record: Record, *, published_at: datetime, updated_at: datetime, variant: Variant, credits_: Credits
) -> Entry:
    """Build the entry of a record for channels of one variant."""
    source = credits_.complete(record.source)
    authors = record.authors or _publisher(source)
    full = variant.content is ContentMode.FULL
    summary = record.summary if full else _summary(record, variant.excerpt_chars)
    return Entry(
        id=record.id,
        url=record.url or _elsewhere(record, source),
        title=record.title,
        published_at=published_at,
        updated_at=updated_at,
        authors=authors or (variant.author,),
        authors_differ=bool(authors) and authors != (variant.author,),
        summary=_distinct(summary, record),
        content_html=(record.content_html or _files_html(record)) if full else None,
        content_text=record.content_text if full else None,
        via_url=_via(record, source),
        publisher=_named(source) if record.authors else None,
        created_at=_created(source, published_at),
        origin=source,
        contributors=record.contributors,
        tags=record.tags,
        image=record.image,
        attachments=record.attachments,
        related=record.related,
        comments_url=record.comments_url,
        discussion=record.discussion,
        rights=record.rights,
        license_url=record.license_url,
        language=record.language if record.language != variant.language else None,
        correction=record.correction,
    )


def _named(source: Source | None) -> Person | None:
    return Person(name=source.name, url=source.url) if source and source.name else None


def _publisher(source: Source | None) -> tuple[Person, ...]:
    named = _named(source)
    return (named,) if named else ()


def _elsewhere(record: Record, source: Source | None) -> str | None:
    return record.external_url or (source.article_url if source else None)


def _via(record: Record, source: Source | None) -> str | None:
    original = (source.article_url if source else None) or record.external_url
    return original if record.url and original != record.url else None


def _created(source: Source | None, published_at: datetime) -> datetime | None:
    original = source.published_at if source else None
    return original if original != published_at else None


def _summary(record: Record, limit_chars: int) -> str | None:
    """Return the author's own summary in full, or the beginning of the content."""
    if record.summary:
        return record.summary
    if record.content_text:
        return excerpt(record.content_text, limit_chars) or None
    return excerpt_of_html(record.content_html or _files_html(record) or "", limit_chars) or None


def _files_html(record: Record) -> str | None:
    """Return the image and files of an article that is nothing else, for readers that show no attachments.

    An RSS item has a title or a description, a JSON Feed item has content (R-RSS-05).
    """
    if record.title or record.summary or record.content_text:
        return None
    links = [(one.url, one.title or one.url) for one in record.attachments]
    shown = [f'<p><img src="{escape(record.image)}" alt=""></p>'] if record.image else []
    shown += [f'<p><a href="{escape(url)}">{escape(name, quote=False)}</a></p>' for url, name in links]
    return "".join(shown) or None


def _distinct(summary: str | None, record: Record) -> str | None:
    """Drop a summary that only repeats the title or the whole content (R-ATOM-17)."""
    return None if summary in {record.title, record.content_text, ""} and record.content_html else summary
