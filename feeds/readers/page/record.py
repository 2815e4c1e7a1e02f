"""Convert an article found on a page to record data."""

import re
from urllib.parse import urlsplit

from feeds.model import address_id
from feeds.readers.json_values import Json
from feeds.readers.page.article import Article
from feeds.text.urls import absolute_url, host_of

_NO_PATH = re.compile(r"[\s/?#%\\<>\"]+")


def record_data(article: Article, *, url: str | None, name: str, host: str) -> dict[str, Json]:
    """Return the record fields; ``url`` is the page's address, ``name`` identifies a page without one.

    The declared canonical address takes precedence over ``url`` on the same host, or if there is no ``url``.
    """
    own = _own_address(article.url, url)
    fields: dict[str, Json] = {
        "id": None if own else address_id(name, host),
        "url": own,
        "title": article.title,
        "content_html": article.body_html,
        "date_published": article.published,
        "date_modified": article.modified,
        "authors": [{"name": author} for author in article.authors],
        "contributors": [{"name": one.name, "role": one.role} for one in article.contributors],
        "channel": "/".join(filter(None, (channel_step(step) for step in article.channel))),
        "source": _source(article, own),
        "language": article.language,
        "image": article.image if absolute_url(article.image or "", own) else None,
        "summary": article.summary,
        "tags": list(article.tags),
        "views": article.views,
    }
    return {field: value for field, value in fields.items() if value}


def channel_step(step: str) -> str:
    """Return a breadcrumb step as one segment of a channel path."""
    return _NO_PATH.sub("-", step.strip()).strip("-.")


def _own_address(declared: str | None, url: str | None) -> str | None:
    """Return the declared address, unless it points to another host or to a home page."""
    clean = absolute_url(declared or "", url)
    if clean is None or urlsplit(clean).path in ("", "/"):
        return url
    return clean if url is None or host_of(clean) == host_of(url) else url


def _source(article: Article, base: str | None) -> Json:
    """Return the publisher with its address: a page is the original article, a root its home page."""
    if article.source is None:
        return None
    url = absolute_url(article.source_url or "", base)
    if url is None or not host_of(url):
        return {"name": article.source}
    parts = urlsplit(url)
    home = parts.path in ("", "/") and not parts.query
    return {"name": article.source, ("url" if home else "article_url"): url}
