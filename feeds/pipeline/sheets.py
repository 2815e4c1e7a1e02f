"""All addresses of a channel as bytes: its feeds, its pages, and the outline of the whole site."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from feeds.compose.catalog import outline, page_view
from feeds.compose.document import link_header
from feeds.model import Channel, Finding, Format, Head, Publication, Tombstone
from feeds.pipeline.gate import Proof
from feeds.pipeline.house import House
from feeds.publish import digest_of, next_modified, seal
from feeds.render import FORMATS, MEDIA_TYPES, OPML_TYPE, PAGE_LANGUAGES, PAGE_TYPE, render_opml, render_page
from feeds.store import Stamp
from feeds.validate import check

MAX_AGE_S = 900
"""Freshness of every address; agrees with ``ttl`` (R-RSS-24, R-HTTP-16)."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Sheet:
    """One address before it is sealed; with ``faults`` its last good publication stays."""

    name: str
    media_type: str
    body: bytes
    links: str = ""
    language: str | None = None
    faults: tuple[Finding, ...] = ()


def draw(
    house: House, channel: Channel, head: Head, proofs: Sequence[Proof], tombstones: tuple[Tombstone, ...]
) -> tuple[Sheet, ...]:
    """Write the feeds and pages of a channel."""
    sheets = [_feed(channel, head, form, proofs, tombstones) for form in channel.formats]
    sheets += [_page(house, channel, head, proofs, language) for language in PAGE_LANGUAGES]
    return tuple(sheets)


def seal_if_changed(sheet: Sheet, stamp: Stamp | None, number: int, now: datetime) -> Publication | None:
    """Seal what is new or different; what is not keeps its bytes, its tag and its date (R-PERF-04).

    A faulty document is not sealed: its last good publication stays.
    """
    same = stamp is not None and stamp.digest == digest_of(sheet.body)
    if sheet.faults or (stamp is not None and same and stamp.links == sheet.links):
        return None
    fresh_at = next_modified(stamp.modified_at if stamp else None, now)
    return seal(
        sheet.name,
        sheet.media_type,
        sheet.body,
        number=stamp.number if stamp and same else number,
        modified_at=stamp.modified_at if stamp and same else fresh_at,
        links=sheet.links,
        max_age_s=MAX_AGE_S,
        language=sheet.language,
    )


def _feed(
    channel: Channel, head: Head, form: Format, proofs: Sequence[Proof], tombstones: tuple[Tombstone, ...]
) -> Sheet:
    renderer = FORMATS[form]
    body = renderer.join(head, [proof.fragment(form) for proof in proofs], tombstones)
    return Sheet(
        name=f"{channel.path}.{form.value}",
        media_type=renderer.media_type,
        body=body,
        links=link_header(head, form, MEDIA_TYPES),
        language=head.language,
        faults=check(body, structure_only=True).errors,
    )


def _page(house: House, channel: Channel, head: Head, proofs: Sequence[Proof], language: str) -> Sheet:
    view = page_view(house.site, house.tree, channel, head, [proof.entry for proof in proofs])
    return Sheet(
        name=f"{channel.path}.{language}.html",
        media_type=PAGE_TYPE,
        body=render_page(view, language),
        language=language,
    )


def draw_outline(house: House, head: Head) -> Sheet:
    """Write the outline of the site, which depends on the settings alone."""
    body = render_opml(outline(house.site, house.tree), head)
    return Sheet(name="opml.xml", media_type=OPML_TYPE, body=body, faults=check(body).errors)
