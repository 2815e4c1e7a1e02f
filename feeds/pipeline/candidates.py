"""The feeds and pages of a channel as bytes, and the parts of its archive."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime

from feeds.compose.archive import archive_head, archive_url, live_head
from feeds.compose.catalog import page_view
from feeds.compose.document import link_header, page_links
from feeds.model import Channel, Finding, Format, Head, Pieces, Publication, PublicationDraft, Site, Tombstone
from feeds.pipeline.fragment_cache import RenderedEntry
from feeds.pipeline.site_context import SiteContext
from feeds.publish import (
    ContentKey,
    Verdict,
    base_of,
    build_delta_index,
    build_publication,
    decide,
    digest_of,
    next_modified,
)
from feeds.render import FORMATS, MEDIA_TYPES, PAGE_LANGUAGES, PAGE_TYPE, render_page
from feeds.store import Around, PublicationMeta
from feeds.validate import check

MAX_AGE_S = 900
"""Freshness of what has no rhythm of its own: the outline, the last part of an archive."""

CLOSED_S = 31_536_000
"""Freshness of a part of the archive that another follows: a year (R-PAGE-08)."""

TOMBSTONES = 100
"""How many entries that were taken back a feed tells of, the last ones."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Candidate:
    """One address before it is sealed; with ``faults`` its last good publication stays.

    ``pieces`` and ``tombstones`` are those of a document that deltas are cut from.
    """

    name: str
    media_type: str
    body: bytes
    links: str = ""
    language: str | None = None
    max_age_s: int = MAX_AGE_S
    pieces: Pieces | None = None
    tombstones: tuple[Tombstone, ...] = ()
    faults: tuple[Finding, ...] = ()
    private: bool = False


def draw(
    house: SiteContext,
    channel: Channel,
    head: Head,
    proofs: Sequence[RenderedEntry],
    tombstones: tuple[Tombstone, ...],
    *,
    last_part: str | None = None,
    gains: Sequence[int] = (),
) -> tuple[Candidate, ...]:
    """Write the feeds and pages of a channel; ``last_part`` is that of the archive they lead to.

    A ranking, with ``gains`` beside its entries, has no deltas: they cannot tell that the order is another.
    """
    sheets = []
    for form in channel.formats:
        last_url = archive_url(house.site, channel, last_part, form) if last_part else None
        own = live_head(head, last_url=last_url, media_type=MEDIA_TYPES[form])
        sheet = _feed(channel, own, form, proofs, tombstones)
        sheets.append(sheet if channel.most_read is None else replace(sheet, pieces=None))
    sheets += [_page(house, channel, head, proofs, language, gains=gains) for language in PAGE_LANGUAGES]
    return tuple(sheets)


def draw_part(
    site: Site,
    channel: Channel,
    head: Head,
    proofs: Sequence[RenderedEntry],
    *,
    name: str,
    around: Around,
) -> tuple[Candidate, ...]:
    """Write one part of the archive; it stays fresh for long once another follows it (R-PAGE-08)."""
    return tuple(
        _part(site, channel, head, proofs, form, name=name, around=around) for form in channel.formats
    )


def _part(
    site: Site,
    channel: Channel,
    head: Head,
    proofs: Sequence[RenderedEntry],
    form: Format,
    *,
    name: str,
    around: Around,
) -> Candidate:
    own = archive_head(
        head,
        form,
        own_urls=tuple((other, archive_url(site, channel, name, other)) for other in channel.formats),
        prev_url=archive_url(site, channel, around.before, form) if around.before else None,
        next_url=archive_url(site, channel, around.after, form) if around.after else None,
        media_type=MEDIA_TYPES[form],
    )
    return replace(
        _feed(channel, own, form, proofs, ()),
        name=f"{channel.path}/archive/{name}.{form.value}",
        max_age_s=CLOSED_S if around.after else MAX_AGE_S,
        pieces=None,
    )


def seal_if_changed(
    sheet: Candidate, stamp: PublicationMeta | None, number: int, now: datetime
) -> Publication | None:
    """Seal what is new or different; what is not keeps its bytes, its tag and its date (R-PERF-04).

    A faulty document is not sealed: its last good publication stays.
    """
    last = ContentKey(digest=stamp.digest, links=stamp.links, private=stamp.private) if stamp else None
    face = ContentKey(digest=digest_of(sheet.body), links=sheet.links, private=sheet.private)
    verdict = decide(last, face, valid=not sheet.faults)
    if verdict in {Verdict.UNCHANGED, Verdict.REJECT}:
        return None
    if stamp is not None and verdict is Verdict.RELINK:
        number, modified_at, slices = stamp.number, stamp.modified_at, stamp.slices
    else:
        modified_at = next_modified(stamp.modified_at if stamp else None, now)
        slices = _slices(sheet, stamp, number)
    return build_publication(
        PublicationDraft(
            name=sheet.name,
            media_type=sheet.media_type,
            body=sheet.body,
            links=sheet.links,
            max_age_s=sheet.max_age_s,
            language=sheet.language,
            private=sheet.private,
        ),
        number=number,
        modified_at=modified_at,
        delta_index=slices,
    )


def _slices(sheet: Candidate, stamp: PublicationMeta | None, number: int) -> bytes:
    if sheet.pieces is None:
        return b""
    return build_delta_index(
        sheet.pieces,
        sheet.tombstones,
        number=number,
        all_listed=len(sheet.tombstones) < TOMBSTONES,
        previous=base_of(stamp.number, stamp.digest) if stamp else None,
        previous_index=stamp.slices if stamp else b"",
    ).pack()


def _feed(
    channel: Channel,
    head: Head,
    form: Format,
    proofs: Sequence[RenderedEntry],
    tombstones: tuple[Tombstone, ...],
) -> Candidate:
    renderer = FORMATS[form]
    pieces = renderer.pieces(head, [proof.fragment(form) for proof in proofs], tombstones)
    body = pieces.body
    return Candidate(
        name=f"{channel.path}.{form.value}",
        media_type=renderer.media_type,
        body=body,
        links=link_header(head, form, MEDIA_TYPES),
        language=head.language,
        max_age_s=_fresh_s(head),
        pieces=pieces,
        tombstones=tombstones,
        faults=check(body, structure_only=True).errors,
        private=channel.private,
    )


def _page(
    house: SiteContext,
    channel: Channel,
    head: Head,
    proofs: Sequence[RenderedEntry],
    language: str,
    *,
    gains: Sequence[int],
) -> Candidate:
    view = page_view(house.site, house.tree, channel, head, [proof.entry for proof in proofs], gains=gains)
    return Candidate(
        name=f"{channel.path}.{language}.html",
        media_type=PAGE_TYPE,
        body=render_page(view, language),
        links=page_links(head, MEDIA_TYPES),
        language=language,
        max_age_s=_fresh_s(head),
        private=channel.private,
    )


def _fresh_s(head: Head) -> int:
    """The freshness that agrees with ``ttl`` (R-RSS-24, R-HTTP-16)."""
    return head.ttl_min * 60 if head.ttl_min else MAX_AGE_S
