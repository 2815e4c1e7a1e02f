"""Combine headline, byline, body, breadcrumb and metadata of a page into one article."""

import re
from dataclasses import dataclass
from datetime import UTC, datetime
from zoneinfo import ZoneInfo

from feeds.model import Contributor
from feeds.readers.page.article_html import to_html, to_text
from feeds.readers.page.authors import without_signature
from feeds.readers.page.body import find_body, find_standfirst, without_tail
from feeds.readers.page.breadcrumb import channel_path
from feeds.readers.page.byline import Byline, read_byline
from feeds.readers.page.credits import is_person
from feeds.readers.page.headline import find_headline, title_of
from feeds.readers.page.page_layout import PageLayout
from feeds.readers.page.page_metadata import PageMetadata, page_metadata

_EPOCH_SECONDS = 10
_SENTENCE = re.compile(r"[。！？；]|[.!?](?:\s|$)")


@dataclass(frozen=True, slots=True, kw_only=True)
class Article:
    """The article found on a page: times as text that ``feeds.text.dates`` parses, addresses absolute.

    ``channel`` is the breadcrumb between home and article; ``source`` the publisher it was taken from,
    which is never among ``authors``.
    """

    title: str | None = None
    body_html: str = ""
    body_text: str = ""
    published: str | None = None
    modified: str | None = None
    source: str | None = None
    source_url: str | None = None
    authors: tuple[str, ...] = ()
    contributors: tuple[Contributor, ...] = ()
    channel: tuple[str, ...] = ()
    language: str | None = None
    image: str | None = None
    url: str | None = None
    summary: str | None = None
    tags: tuple[str, ...] = ()
    views: int | None = None


def read_article(page: PageLayout, *, zone: str | None = None) -> Article:
    """Find the article in a page layout."""
    metadata = page_metadata(page)
    body = find_body(page)
    headline = find_headline(page, metadata, body_start=body.start if body.kept else None)
    kept = without_tail([page.blocks[at] for at in body.kept if at not in headline])
    lead = find_standfirst(page, body, headline)
    byline = read_byline(page, body, headline[-1] if headline else None)
    title = title_of(page, metadata, headline)
    source = byline.source or (None if byline.denied else metadata.source)
    site_names = _site_names(page, title)
    limit = headline[0] if headline else body.start
    kept = [*lead, *without_signature(kept, (*byline.authors, *filter(None, [source])))]
    published = _published(byline, metadata, zone)
    return Article(
        title=title,
        body_html=to_html(page, kept),
        body_text=to_text(kept),
        published=published,
        modified=byline.modified.text if byline.modified else metadata.modified,
        source=source,
        source_url=byline.source_url,
        authors=_authors(byline, metadata, site_names, source),
        contributors=byline.contributors,
        channel=channel_path(
            page, headline=title or "", site_names=site_names, limit=limit or len(page.blocks)
        )
        or tuple(filter(None, [metadata.column])),
        language=metadata.language,
        image=metadata.image or next((image for block in kept for image in block.images), None),
        url=metadata.url,
        summary=_summary(metadata.summary),
        tags=metadata.tags,
        views=byline.views,
    )


def _site_names(page: PageLayout, title: str | None) -> str:
    """Return where the page names its own site: the rest of its title, copyright and site name."""
    rights = (content for name, content in page.metas if name in ("copyright", "og:site_name", "sitename"))
    return " ".join([page.title.replace(title or "\0", " "), *rights])


def _authors(byline: Byline, metadata: PageMetadata, site_names: str, source: str | None) -> tuple[str, ...]:
    """Return the authors shown, else declared people; never the original source (R-SRC-01)."""
    declared = tuple(name for name in metadata.authors if is_person(name) and name not in site_names)
    return tuple(name for name in byline.authors or declared if name != source)


def _published(byline: Byline, metadata: PageMetadata, zone: str | None) -> str | None:
    """Return the time shown; a declared one if it is more precise and agrees, or if no full date is shown."""
    declared = [text for text in (metadata.published, *metadata.state_times) if text]
    walls = [(text, _wall(text, zone)) for text in declared]
    shown = byline.published
    if shown and shown.exact:
        return shown.text
    if shown:
        finer = (text for text, wall in walls if "T" in wall and _same_day(wall, shown.day))
        return next(finer, shown.text)
    if byline.partial:
        agreeing = (text for text, wall in walls if wall[5:16] == byline.partial)
        return next(agreeing, declared[0] if declared else None)
    return declared[0] if declared else None


def _summary(declared: str | None) -> str | None:
    """Return the declared description if it reads as a sentence; many are lists of keywords."""
    return declared if declared and _SENTENCE.search(declared) else None


def _same_day(wall: str, day: str) -> bool:
    """Whether both are the same calendar day; one day apart is accepted if an offset is written."""
    if wall.startswith(day):
        return True
    if not re.search(r"T.*(?:Z|[+-]\d\d:?\d\d)$", wall):
        return False
    apart = datetime.fromisoformat(wall[:10]) - datetime.fromisoformat(day)
    return abs(apart.days) <= 1


def _wall(text: str, zone: str | None) -> str:
    """Return a declared time as local time of the page's zone, in ISO form."""
    if not text.isdigit():
        return text
    seconds = int(text) / (1000 if len(text) > _EPOCH_SECONDS else 1)
    return datetime.fromtimestamp(seconds, ZoneInfo(zone) if zone else UTC).strftime("%Y-%m-%dT%H:%M:%S")
