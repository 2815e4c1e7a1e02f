"""The documents of a channel: its feeds, its pages, and the parts of its archive."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace

from feeds.compose.archive import archive_head, archive_url, live_head
from feeds.compose.catalog import page_view
from feeds.compose.document import link_header, page_links
from feeds.model import Channel, DocumentKind, Format, Head, PublicationDraft, Tombstone
from feeds.pipeline.candidates import Candidate
from feeds.pipeline.rendered_entry import RenderedEntry
from feeds.pipeline.site_context import SiteContext
from feeds.pipeline.window import Window
from feeds.render import FORMATS, MEDIA_TYPES, PAGE_LANGUAGES, PAGE_TYPE, render_page
from feeds.store import Neighbours
from feeds.validate import check_assembled, is_ordinary_head

MAX_AGE_S = 900
"""The freshness of live documents without a poll interval."""

_KINDS = {
    Format.RSS: DocumentKind.RSS,
    Format.ATOM: DocumentKind.ATOM,
    Format.JSON: DocumentKind.JSONFEED,
}

ARCHIVE_S = 0
"""Archive parts change at any time under one address, so every copy is revalidated (R-PAGE-08)."""


@dataclass(frozen=True, slots=True, kw_only=True)
class PartContent:
    """What an archive part is made from: its name, its neighbours and its entries, newest first."""

    name: str
    neighbours: Neighbours
    entries: tuple[RenderedEntry, ...]


def live_documents(
    context: SiteContext,
    channel: Channel,
    head: Head,
    window: Window,
    tombstones: tuple[Tombstone, ...],
    *,
    last_part: str | None,
) -> tuple[Candidate, ...]:
    """Write the feeds and pages of a channel; ``last_part`` is the archive part that the feeds link to.

    A ranking has no deltas: they cannot express that the order changed.
    """
    ranked = channel.most_read is not None
    candidates = []
    for form in channel.formats:
        last_url = archive_url(context.site, channel, last_part, form) if last_part else None
        own = live_head(head, last_url=last_url, media_type=MEDIA_TYPES[form])
        candidate = _feed(channel, own, form, window.entries, tombstones)
        candidates.append(replace(candidate, pieces=None) if ranked else candidate)
    return (*candidates, *_pages(context, channel, head, window))


def part_documents(
    context: SiteContext, channel: Channel, head: Head, content: PartContent
) -> tuple[Candidate, ...]:
    """Write one part of the archive."""
    return tuple(_part(context, channel, head, form, content) for form in channel.formats)


def _part(
    context: SiteContext, channel: Channel, head: Head, form: Format, content: PartContent
) -> Candidate:
    def url(part: str | None, other: Format = form) -> str | None:
        return archive_url(context.site, channel, part, other) if part else None

    around = content.neighbours
    own = archive_head(
        head,
        form,
        own_urls=tuple(
            (other, archive_url(context.site, channel, content.name, other)) for other in channel.formats
        ),
        prev_url=url(around.before),
        next_url=url(around.after),
        media_type=MEDIA_TYPES[form],
    )
    candidate = _feed(channel, own, form, content.entries, ())
    draft = replace(
        candidate.draft,
        name=f"{channel.path}/archive/{content.name}.{form.value}",
        max_age_s=ARCHIVE_S,
        packed=True,
    )
    return replace(candidate, draft=draft, pieces=None)


def _feed(
    channel: Channel,
    head: Head,
    form: Format,
    entries: Sequence[RenderedEntry],
    tombstones: tuple[Tombstone, ...],
) -> Candidate:
    renderer = FORMATS[form]
    pieces = renderer.pieces(head, [entry.fragments[form] for entry in entries], tombstones)
    body = pieces.body
    draft = PublicationDraft(
        name=f"{channel.path}.{form.value}",
        media_type=renderer.media_type,
        body=body,
        links=link_header(head, form, MEDIA_TYPES),
        language=head.language,
        max_age_s=_freshness_s(head),
        private=channel.private,
    )
    ids = [entry.entry.id for entry in entries]
    ordinary = not tombstones and is_ordinary_head(head)
    report = check_assembled(_KINDS[form] if ordinary else pieces.sample, ids, size_bytes=len(body))
    return Candidate(draft=draft, pieces=pieces, tombstones=tombstones, errors=report.errors)


def _pages(context: SiteContext, channel: Channel, head: Head, window: Window) -> Iterator[Candidate]:
    """Write the page of a channel in every language."""
    entries = [rendered.entry for rendered in window.entries]
    children = context.page_children(channel.path)
    view = page_view(
        context.site, context.tree, channel, head, entries, children=children, gains=window.gains
    )
    links = page_links(head, MEDIA_TYPES)
    for language in PAGE_LANGUAGES:
        draft = PublicationDraft(
            name=f"{channel.path}.{language}.html",
            media_type=PAGE_TYPE,
            body=render_page(view, language),
            links=links,
            language=language,
            max_age_s=_freshness_s(head),
            private=channel.private,
        )
        yield Candidate(draft=draft)


def _freshness_s(head: Head) -> int:
    """Return the freshness that agrees with ``ttl`` (R-RSS-24, R-HTTP-16)."""
    return head.ttl_min * 60 if head.ttl_min else MAX_AGE_S
