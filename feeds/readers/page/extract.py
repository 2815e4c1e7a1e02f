"""Extract the article of an HTML or plain-text page; the pure function behind the reader."""

import re
from collections.abc import Mapping
from dataclasses import replace

from feeds.readers.page.article import Article, read_article
from feeds.readers.page.article_html import to_html, to_text
from feeds.readers.page.breadcrumb import cleaned_path
from feeds.readers.page.byline import count_in
from feeds.readers.page.credits import credits_of, names_in
from feeds.readers.page.decode import page_text
from feeds.readers.page.html_layout import read_html, read_text, select
from feeds.readers.page.lexicon import CreditKind
from feeds.readers.page.page_layout import PageLayout
from feeds.readers.page.times import first_time, is_epoch
from feeds.text.bounded_html import bounded_html

SELECTABLE = frozenset(
    {"title", "content_html", "date_published", "date_modified", "source", "authors", "channel"}
    | {"summary", "image", "language", "tags", "views", "without"}
)
"""The fields a CSS selector may be given for; ``without`` names what is left out of the content."""

_MARKUP = re.compile(
    r"<(?:!doctype|html|head|body|div|p|span|article|section|table|meta|title|h1)\b", re.IGNORECASE
)
_HEAD_CHARS = 20_000


def extract(
    page: str | bytes,
    *,
    url: str | None = None,
    zone: str | None = None,
    selectors: Mapping[str, str] | None = None,
) -> Article:
    """Find the article of a page.

    ``url`` makes links absolute, ``zone`` is the IANA name of the zone its clocks show. ``selectors`` are
    CSS by field (``SELECTABLE``; ``meta[name=x]@content`` takes an attribute): what they find counts
    instead of what is found without them. Raises ``ValueError`` for a selector that cannot be read.
    """
    text = page_text(page) if isinstance(page, bytes) else page
    if not _MARKUP.search(text[:_HEAD_CHARS]):
        return read_article(read_text(text), zone=zone)
    text = bounded_html(text)
    article = read_article(read_html(text, url=url), zone=zone)
    if not article.body_text:
        article = read_article(read_html(text, url=url, hidden=True), zone=zone)
    return _selected(article, text, selectors, url) if selectors else article


def _selected(article: Article, text: str, selectors: Mapping[str, str], url: str | None) -> Article:
    """Return the article with the values that the selectors find."""
    without = selectors.get("without")
    found = {
        field: [page for page in select(text, css, url=url, without=without) if page.blocks]
        for field, css in selectors.items()
        if field != "without"
    }
    lines = {field: _line(pages[0]) for field, pages in found.items() if pages}
    named = {field: tuple(_line(page) for page in pages) for field, pages in found.items() if pages}
    body = found.get("content_html") or []
    source = _value(found, "source", CreditKind.SOURCE) or article.source
    authors = tuple(name for line in named.get("authors", ()) for name in names_in(_after_label(line)))
    return replace(
        article,
        title=lines.get("title", article.title),
        body_html="\n".join(to_html(page, page.blocks) for page in body) or article.body_html,
        body_text="\n\n".join(to_text(page.blocks) for page in body) or article.body_text,
        published=_time(lines.get("date_published")) or article.published,
        modified=_time(lines.get("date_modified")) or article.modified,
        source=source,
        authors=tuple(name for name in authors or article.authors if name != source),
        channel=_path(named.get("channel", ()), article.title) or article.channel,
        summary=lines.get("summary", article.summary),
        image=_image(found.get("image", [])) or article.image,
        language=lines.get("language", article.language),
        tags=named.get("tags", article.tags),
        views=count_in(lines.get("views", "")) if "views" in lines else article.views,
    )


def _line(page: PageLayout) -> str:
    return " ".join(block.text for block in page.blocks if block.text)


def _after_label(line: str) -> str:
    """Return ``作者：罗启文`` without its label."""
    return re.sub(r"^\s*\S{1,12}?\s*[:：]\s*", "", line)


def _value(found: Mapping[str, list[PageLayout]], field: str, kind: CreditKind) -> str | None:
    """Return the labelled value in the selected text, else all of it."""
    for page in found.get(field, []):
        labelled = [c.value for block in page.blocks for c in credits_of(block) if c.kind is kind and c.value]
        if text := labelled[0] if labelled else _after_label(_line(page)):
            return text
    return None


def _time(line: str | None) -> str | None:
    if line and is_epoch(line.strip()):
        return line.strip()
    moment = first_time(line) if line else None
    return moment.text if moment else None


def _path(lines: tuple[str, ...], title: str | None) -> tuple[str, ...]:
    """Return one step per element; a single line is split at its separators."""
    steps = list(lines) if len(lines) > 1 else re.split(r"\s*[>›»/|＞]+\s*", lines[0] if lines else "")
    return cleaned_path(steps, title or "", "")


def _image(pages: list[PageLayout]) -> str | None:
    images = (image for page in pages for block in page.blocks for image in block.images)
    addresses = (block.text for page in pages for block in page.blocks if "/" in block.text)
    return next(images, None) or next(addresses, None)
