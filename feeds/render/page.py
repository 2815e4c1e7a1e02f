"""The HTML page of a channel; that of the index is the directory of the site.

Rendered at publish time in every language of ``PAGE_LANGUAGES``, as one file without scripts, fonts or
images. Its style sheet is inline and allowed by hash in its Content Security Policy; ``PAGE_POLICY`` is the
same policy for a header.
"""

import re
from base64 import b64encode
from dataclasses import replace
from datetime import UTC, datetime
from functools import cache, lru_cache
from hashlib import sha256
from importlib.resources import files
from typing import Any
from urllib.parse import quote
from weakref import ref

from markupsafe import Markup

from feeds.model import INDEX, Entry, Format, OutlineNode, PageView
from feeds.render.listing import LISTED, DisplayTime, by_day, has_phrases, ranked_row, row, shown_time
from feeds.render.mediatypes import MEDIA_TYPES
from feeds.render.phrases import PAGE_LANGUAGES, PHRASES, day

PAGE_TYPE = "text/html; charset=utf-8"

FRAMES = 1024
"""How many pages without their lists are cached, some 8 KB each."""

_NAMES = {Format.RSS: "RSS", Format.ATOM: "Atom", Format.JSON: "JSON"}
_STYLE = (files("feeds.render") / "templates" / "page.css").read_text("utf-8")
_STYLE_HASH = b64encode(sha256(_STYLE.encode()).digest()).decode()

PAGE_POLICY = (
    f"default-src 'none'; style-src 'sha256-{_STYLE_HASH}'; img-src 'self'; base-uri 'none'; "
    "form-action 'none'"
)
"""The ``Content-Security-Policy`` of every page, also in the page itself."""

ICONS = (
    ("icon.png", "image/png"),
    ("icon.svg", "image/svg+xml"),
    ("favicon.ico", "image/x-icon"),
)
"""Address and media type of each form of the site's icon; all are drawn from the SVG."""

_NO_TIME = datetime(1970, 1, 1, tzinfo=UTC)
_STYLES, _LISTING, _ISO, _WORDS = "\0style\0", "\0listing\0", "\0iso\0", "\0words\0"
_PLACES = re.compile(f"({_STYLES}|{_LISTING}|{_ISO}|{_WORDS})")
"""What is inserted into a frame; no text of a channel or a site has such characters."""

_Look = tuple[str, str, str | None]
"""The time zone, the language of a page, and that of its feed."""

_Forms = dict[tuple[_Look, int | None, int], str]

_ARTICLES: dict[int, tuple[ref[Entry], _Forms]] = {}
"""Rendered entries of lists, for as long as the entries exist.

By the identity of the entry: the equality of entries, which a ``WeakKeyDictionary`` needs, takes longer.
"""

LOOKS = 16
"""In how many forms an entry is cached: those of a ranking change with its place."""


def render_page(view: PageView, language: str) -> bytes:
    """Render the page in one of ``PAGE_LANGUAGES``."""
    frame = _frame(replace(view, entries=(), gains=(), updated_at=_NO_TIME), language)
    updated = shown_time(view.updated_at, view.zone, language)
    values = {_STYLES: _STYLE, _LISTING: _listing(view, language), _ISO: updated.iso, _WORDS: updated.words}
    return "".join([values.get(part, part) for part in frame]).encode()


@lru_cache(FRAMES)
def _frame(view: PageView, language: str) -> tuple[str, ...]:
    """Render the page around the list; cached because an article changes only the list and a time."""
    page = _fill(
        "page.html",
        view=view,
        is_index=view.path == INDEX,
        t=PHRASES[language],
        others=[(one, PHRASES[one]) for one in PAGE_LANGUAGES if one != language],
        languages=[(one, PHRASES[one]) for one in PAGE_LANGUAGES],
        listing=Markup(_LISTING),  # noqa: S704  # replaced by what a template wrote
        updated=DisplayTime(words=_WORDS, iso=_ISO),
        advertised=_advertised(view),
        names=_NAMES,
        types=MEDIA_TYPES,
        href=lambda path, spoken=language: page_address(view.site.url, path, spoken),
        style=Markup(_STYLES),  # noqa: S704  # our own file, hashed in the policy
        policy=PAGE_POLICY,
        icons=ICONS,
    )
    return tuple(_PLACES.split(page))


def _listing(view: PageView, language: str) -> str:
    """Render the list of a page: by day, or by rank."""
    look = view.zone, language, view.language
    pairs = zip(view.entries[:LISTED], view.gains, strict=False) if view.most_read else ()
    grouped = () if view.most_read else by_day(view.entries, view.zone)
    return _fill(
        "listing.html",
        ranking=[
            Markup(_article(entry, look, rank, gain))  # noqa: S704  # escaped by its template
            for rank, (entry, gain) in enumerate(pairs, 1)
        ],
        days=[
            {
                "words": day(date, language),
                "iso": date.isoformat(),
                "articles": Markup("\n".join([_article(one, look) for one in entries])),  # noqa: S704  # as above
            }
            for date, entries in grouped
        ],
        most_read=view.most_read,
        t=PHRASES[language],
    )


def _article(entry: Entry, look: _Look, rank: int | None = None, gain: int = 0) -> str:
    """Return one entry of the list; cached because the entries of a busy channel are listed often."""
    cached = _forms_of(entry)
    if rank is None and not has_phrases(entry):
        look = look[0], PAGE_LANGUAGES[0], look[2]
    key = look, rank, gain
    rendered = cached.get(key)
    if rendered is None:
        if len(cached) >= LOOKS:
            cached.clear()
        rendered = cached[key] = _render_article(entry, look, rank, gain)
    return rendered


def _forms_of(entry: Entry) -> _Forms:
    """Return what is cached of an entry."""
    key = id(entry)
    known = _ARTICLES.get(key)
    if known is None or known[0]() is not entry:
        known = _ARTICLES[key] = ref(entry, lambda _: _ARTICLES.pop(key, None)), {}
    return known[1]


def _render_article(entry: Entry, look: _Look, rank: int | None, gain: int) -> str:
    zone, language, feed_language = look
    described = row(entry, zone, language) if rank is None else ranked_row(entry, gain, zone, language)
    return _fill("article.html", row=described, rank=rank, t=PHRASES[language], feed_language=feed_language)


def _fill(name: str, **values: object) -> str:
    return str(_template(name).render(**values))


@cache
def _template(name: str) -> Any:
    """Return a template; jinja2 is imported with the first page, because many commands write none."""
    from jinja2 import Environment, PackageLoader, StrictUndefined

    templates = Environment(
        loader=PackageLoader("feeds.render"),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
        auto_reload=False,
    )
    return templates.get_template(name)


@cache
def icon(name: str) -> bytes:
    """Return the bytes of one of ``ICONS``."""
    return (files("feeds.render") / "templates" / name).read_bytes()


def page_address(base: str, path: str, language: str) -> str:
    """Return the address of a page in one language; without the language the server negotiates."""
    return f"{base}/{quote(path)}.{language}.html"


def _advertised(view: PageView) -> list[tuple[str, str, str]]:
    """Return type, title and address of the feeds in the page's head (R-DISC-01 to R-DISC-05).

    These are its own feed in one XML format and as JSON Feed, then one feed of each channel directly below.
    """
    own = [*_xml(view.feeds)[:1], *(pair for pair in view.feeds if pair[0] is Format.JSON)]
    below = [(_under(view, child), pair) for child in view.children for pair in _xml(child.feeds)[:1]]
    titled = [*((view.title, pair) for pair in own), *below]
    return [(MEDIA_TYPES[form], f"{title} ({_NAMES[form]})", url) for title, (form, url) in titled]


def _under(view: PageView, child: OutlineNode) -> str:
    return child.title if view.path == INDEX else f"{view.title} · {child.title}"


def _xml(feeds: tuple[tuple[Format, str], ...]) -> list[tuple[Format, str]]:
    return [pair for pair in feeds if pair[0] is not Format.JSON]
