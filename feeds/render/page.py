"""The HTML page of a channel; that of the index is the directory of the site.

Rendered at publish time in every language of ``PAGE_LANGUAGES``, as one file without scripts, fonts or
images. Its style sheet is inline and allowed by hash in its Content Security Policy; ``PAGE_POLICY`` is the
same policy for a header.
"""

from base64 import b64encode
from functools import cache, lru_cache
from hashlib import sha256
from importlib.resources import files
from urllib.parse import quote

from jinja2 import Environment, PackageLoader, StrictUndefined
from markupsafe import Markup

from feeds.model import INDEX, Format, OutlineNode, PageView
from feeds.render.listing import Row, days, ranking, shown_time
from feeds.render.mediatypes import MEDIA_TYPES
from feeds.render.phrases import PAGE_LANGUAGES, PHRASES

PAGE_TYPE = "text/html; charset=utf-8"

ARTICLES = 8192
"""How many rendered entries of lists are cached, a kilobyte each."""

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

_TEMPLATES = Environment(
    loader=PackageLoader("feeds.render"),
    autoescape=True,
    undefined=StrictUndefined,
    trim_blocks=True,
    lstrip_blocks=True,
    auto_reload=False,
)


def render_page(view: PageView, language: str) -> bytes:
    """Render the page in one of ``PAGE_LANGUAGES``."""
    page = _TEMPLATES.get_template("page.html").render(
        view=view,
        is_index=view.path == INDEX,
        t=PHRASES[language],
        others=[(one, PHRASES[one]) for one in PAGE_LANGUAGES if one != language],
        languages=[(one, PHRASES[one]) for one in PAGE_LANGUAGES],
        days=() if view.most_read else days(view.entries, view.zone, language),
        ranking=ranking(view.entries, view.gains, view.zone, language) if view.most_read else (),
        updated=shown_time(view.updated_at, view.zone, language),
        advertised=_advertised(view),
        names=_NAMES,
        types=MEDIA_TYPES,
        article=lambda row, rank=None: _article(row, rank, language, view.language),
        href=lambda path, spoken=language: page_address(view.site.url, path, spoken),
        style=Markup(_STYLE),  # noqa: S704  # our own file, hashed in the policy
        policy=PAGE_POLICY,
        icons=ICONS,
    )
    return page.encode()


@lru_cache(ARTICLES)
def _article(row: Row, rank: int | None, language: str, feed_language: str | None) -> Markup:
    """Render one entry of the list; cached because the entries of a busy channel are listed often."""
    rendered = _TEMPLATES.get_template("article.html").render(
        row=row, rank=rank, t=PHRASES[language], feed_language=feed_language
    )
    return Markup(rendered)  # noqa: S704  # escaped by the template


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
