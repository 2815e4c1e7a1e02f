"""Read the metadata that a page declares: JSON-LD, OpenGraph, meta elements and script state."""

import json
import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any

from feeds.readers.page.lexicon import OUTLET
from feeds.readers.page.page_layout import PageLayout
from feeds.readers.page.times import first_time, is_epoch

_ARTICLES = (
    *("newsarticle", "reportagenewsarticle", "analysisnewsarticle", "opinionnewsarticle", "article"),
    *(
        "blogposting",
        "liveblogposting",
        "scholarlyarticle",
        "techarticle",
        "report",
        "socialmediaposting",
        "webpage",
    ),
)
_PUBLISHED = (
    "article:published_time",
    "og:article:published_time",
    "og:published_time",
    "article:published",
    "datepublished",
    "rnews:datepublished",
    "firstpublishedtime",
    "firstpublishedat",
    "firstpublished",
    "first_published",
    "originalpublicationdate",
    "article_date_original",
    "publishdate",
    "publish_date",
    "publish-date",
    "pubdate",
    "pub_date",
    "publishtime",
    "publish_time",
    "publishedtime",
    "published_time",
    "published",
    "publication_date",
    "publicationdate",
    "publication-date",
    "article.published",
    "article.created",
    "parsely-pub-date",
    "sailthru.date",
    "cxenseparse:recs:publishtime",
    "bt:pubdate",
    "citation_publication_date",
    "citation_online_date",
    "citation_date",
    "dc.date.issued",
    "dc.date.created",
    "dcterms.issued",
    "dcterms.created",
    "dc.date",
    "dc:date",
    "og:release_date",
    "og:time",
    "uploaddate",
    "releasedate",
    "createdate",
    "created",
    "dateupdate",
    "date",
    "time",
)
"""Names of publication times, the most reliable first."""

_MODIFIED = (
    *(
        "article:modified_time",
        "og:updated_time",
        "datemodified",
        "dcterms.modified",
        "last-modified",
        "lastmod",
    ),
)
_TITLES = (
    "og:title",
    "articletitle",
    "twitter:title",
    "headline",
    "dc.title",
    "dcterms.title",
    "parsely-title",
)
_SOURCES = (*("contentsource", "source", "article:source", "og:article:source", "og:source", "mediasource"),)
_AUTHORS = ("author", "article:author", "og:article:author", "dc.creator", "byl", "parsely-author")
_COLUMNS = (
    "columnname",
    "article:section",
    "og:article:section",
    "section",
    "channel",
    "catalogs",
    "columntype",
)
_IMAGES = ("og:image", "og:image:url", "twitter:image", "image", "thumbnailurl")
_STATE = re.compile(
    r"""["']?(?<!\w)(?P<key>\w{0,40}?(?:publish|pub|post|create|release|ct\b|ptime)\w{0,40}+)["']?\s*+[:=]\s*+["']?"""
    r"""(?P<value>1\d{9}(?:\d{3})?|(?:19|20)\d\d[-/]\d{1,2}[-/]\d{1,2}"""
    r"""(?:[ T]\d{1,2}:\d{2}(?::\d{2})?(?:\.\d+)?(?:Z|[+-]\d\d:?\d\d)?)?)""",
    re.IGNORECASE,
)
_STATE_SOURCE = re.compile(
    r"""(?<![\w.])["']?source(?:_?name)?["']?\s{0,4}[:=]\s{0,4}["'](?P<name>[\w·《》]{2,30})["']""",
    re.IGNORECASE,
)
_DEEPEST = 2
_STATE_CHARS = 600_000


@dataclass(frozen=True, slots=True, kw_only=True)
class PageMetadata:
    """The declared metadata, as written; not checked against the visible page."""

    titles: tuple[str, ...] = ()
    published: str | None = None
    modified: str | None = None
    source: str | None = None
    authors: tuple[str, ...] = ()
    column: str | None = None
    image: str | None = None
    url: str | None = None
    summary: str | None = None
    language: str | None = None
    tags: tuple[str, ...] = field(default=())
    state_times: tuple[str, ...] = field(default=())


def page_metadata(page: PageLayout) -> PageMetadata:
    """Collect metadata: JSON-LD first, then OpenGraph and meta elements, most reliable first."""
    linked = next(iter(_articles(page)), {})
    titles = [_text(linked.get("headline")), *(_meta(page, (name,)) for name in _TITLES)]
    return PageMetadata(
        titles=tuple(dict.fromkeys(title for title in titles if title)),
        published=_time(linked.get("datePublished")) or _meta_time(page, _PUBLISHED),
        modified=_time(linked.get("dateModified")) or _meta_time(page, _MODIFIED),
        source=_meta(page, _SOURCES) or _state_source(page),
        authors=_people(linked.get("author")) or tuple(filter(None, [_meta(page, _AUTHORS)])),
        column=_text(linked.get("articleSection")) or _meta(page, _COLUMNS),
        image=_image(linked.get("image")) or _meta(page, _IMAGES),
        url=_meta(page, ("canonical", "og:url", "url")),
        summary=_text(linked.get("description")) or _meta(page, ("og:description", "description")),
        language=_text(linked.get("inLanguage"))
        or page.language
        or _meta(page, ("og:locale", "content-language")),
        tags=tuple(content for name, content in page.metas if name == "article:tag"),
        state_times=tuple(_state_times(page)),
    )


def _meta(page: PageLayout, names: tuple[str, ...]) -> str | None:
    """Return the content of the first of the names that is declared."""
    for wanted in names:
        for name, content in page.metas:
            if name == wanted and content:
                return content
    return None


def _meta_time(page: PageLayout, names: tuple[str, ...]) -> str | None:
    for wanted in names:
        for name, content in page.metas:
            if name == wanted and (found := _time(content)):
                return found
    return None


def _time(value: Any) -> str | None:
    """Return a time in a form that ``feeds.text.dates`` parses, or ``None``."""
    text = _text(value)
    if not text:
        return None
    if is_epoch(text):
        return text
    moment = first_time(text)
    return moment.text if moment else None


def _articles(page: PageLayout) -> Iterator[dict[str, Any]]:
    """Yield the JSON-LD objects that describe an article, the most specific type first."""
    found = [item for text in page.linked_data for item in _objects(_load(text))]
    for kind in _ARTICLES:
        for item in found:
            kinds = item.get("@type")
            if kind in [str(name).lower() for name in (kinds if isinstance(kinds, list) else [kinds])]:
                yield item


def _load(text: str) -> Any:
    """Parse JSON as sites write it, with comments around it and raw line breaks in strings."""
    text = re.sub(r"^\s*(?:<!--|//\s*<!\[CDATA\[|/\*.*?\*/)|(?:-->|//\s*\]\]>)\s*$", "", text.strip())
    try:
        return json.loads(text.strip().rstrip(";"), strict=False)
    except (ValueError, RecursionError):
        return None


def _objects(value: Any, depth: int = 0) -> Iterator[dict[str, Any]]:
    """Yield every object of a JSON value, including members of ``@graph``."""
    if isinstance(value, list):
        for item in value:
            yield from _objects(item, depth)
    elif isinstance(value, dict) and depth <= _DEEPEST:
        yield value
        for key in ("@graph", "mainEntity", "mainEntityOfPage"):
            yield from _objects(value.get(key), depth + 1)


def _text(value: Any) -> str | None:
    if isinstance(value, list):
        value = value[0] if value else None
    if isinstance(value, dict):
        value = value.get("name") or value.get("@value")
    return value.strip() or None if isinstance(value, str) else None


def _people(value: Any) -> tuple[str, ...]:
    """Return the names of authors; URLs in their place are ignored."""
    values = value if isinstance(value, list) else [value]
    names = (_text(item) for item in values)
    return tuple(dict.fromkeys(name for name in names if name and "://" not in name))


def _image(value: Any) -> str | None:
    if isinstance(value, list):
        value = value[0] if value else None
    if isinstance(value, dict):
        value = value.get("url") or value.get("contentUrl")
    return value if isinstance(value, str) else None


def _state_source(page: PageLayout) -> str | None:
    """Return a publisher under the key ``source`` in a script, if its name is one."""
    found = (
        match["name"] for script in page.scripts for match in _STATE_SOURCE.finditer(script[:_STATE_CHARS])
    )
    return next((name for name in found if OUTLET.search(name)), None)


def _state_times(page: PageLayout) -> Iterator[str]:
    """Yield times under publication keys in scripts, in order of appearance."""
    for script in page.scripts:
        for match in _STATE.finditer(script[:_STATE_CHARS]):
            found = _time(match["value"])
            if found:
                yield found
