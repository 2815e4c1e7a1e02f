"""A Markdown file as the data of a record: the conventions of Hugo, Jekyll, Eleventy, Astro and Obsidian."""

import re

from feeds.readers.json_values import Json
from feeds.readers.markdown.body import first_heading, markdown_html
from feeds.readers.markdown.front_matter import MarkdownFile, without_link, words
from feeds.readers.markdown.page_address import SiteAddresses, address_below, page_address
from feeds.readers.markdown.page_name import PageName, page_name
from feeds.text.urls import absolute_url

_DATE = re.compile(r"\d{4}-\d\d?-\d\d?|\d\d?[./]\d\d?[./]\d{4}")
_NAME_SEPARATOR = re.compile(r",| and | & ")
MAX_AUTHORS_CHARS = 10_000
"""Longer lists of names are cut: no article has as many authors."""

_PUBLISHED = (
    "date",
    "pubDate",
    "pubdate",
    "published_at",
    "publishedAt",
    "publishDate",
    "created",
    "datePublished",
)
_MODIFIED = (
    *("lastmod", "updated", "modified", "updatedDate", "last_modified_at", "lastModified", "updated_at"),
    *("dateModified", "mtime"),
)
_RELEASE = ("publishDate", "publish_date", "embargo")
_EXPIRES = ("expiryDate", "expiry_date", "expires", "unpublishDate", "unpublishdate")
_SUMMARY = ("summary", "description", "excerpt", "subtitle", "abstract")
_IMAGE = (
    *("image", "cover", "featured_image", "featuredImage", "featureImage", "feature_image", "thumbnail"),
    *(
        "banner",
        "ogImage",
        "og_image",
        "heroImage",
        "hero_image",
        "header",
        "images",
        "cover_image",
        "socialImage",
    ),
)
_TAGS = ("tags", "tag", "keywords", "categories", "category", "topics")
_IDS = ("id", "guid", "uuid", "uid")


def record_data(file: MarkdownFile, relative: str, site: SiteAddresses) -> dict[str, Json]:
    """Return the fields of a record."""
    fields, name, base = file.fields, page_name(relative), site.base
    heading, body = first_heading(file.body)
    title = str(fields.get("title") or "")
    if not title.strip():
        title = heading or name.title
    elif heading and heading.casefold() != title.strip().casefold():
        body = file.body
    published = publication_date(fields, name)
    address = page_address(fields, name, title=title, published=published, site=site)
    ours: dict[str, Json] = {
        "id": _first(fields, _IDS) or (None if address else relative),
        "url": address,
        "title": title,
        "content_html": markdown_html(body),
        "summary": _text(_first(fields, _SUMMARY)),
        "date_published": published,
        "date_modified": _first(fields, _MODIFIED),
        "date_release": _first(fields, _RELEASE),
        "date_expires": _first(fields, _EXPIRES),
        "authors": _authors(fields),
        "tags": _tags(fields),
        "language": _language(fields, name),
        "image": _image(fields, address or base),
        "aliases": _aliases(fields, base),
    }
    kept = {field: value for field, value in ours.items() if value not in (None, "", [])}
    theirs = {name: value for name, value in fields.items() if name not in ours and name not in _RESERVED}
    return {**theirs, **kept}


_RESERVED = frozenset(
    {"draft", "published", "publish", "permalink", "url", "slug", "status", "author", "tag"}
)


def publication_date(fields: dict[str, Json], name: PageName) -> Json:
    """Return when the article was published: by its front matter, else by the name of its file."""
    published = fields.get("published")
    if isinstance(published, str) and _DATE.match(published):
        return _first(fields, _PUBLISHED) or published
    return _first(fields, _PUBLISHED) or name.date


def _language(fields: dict[str, Json], name: PageName) -> Json:
    return _first(fields, ("lang", "language", "locale")) or name.language


def _first(fields: dict[str, Json], names: tuple[str, ...]) -> Json:
    return next((fields[name] for name in names if fields.get(name) not in (None, "", [], True, False)), None)


def _text(value: Json) -> str | None:
    return " ".join(value.split()) if isinstance(value, str) else None


def _authors(fields: dict[str, Json]) -> list[Json]:
    """Return ``author`` or ``authors``: a name, several, or objects with a name."""
    value = fields.get("authors") or fields.get("author")
    if isinstance(value, str):
        parts = _NAME_SEPARATOR.split(value[:MAX_AUTHORS_CHARS])
        return [{"name": name} for part in parts if (name := without_link(part.strip()))]
    found: list[Json] = []
    for one in value if isinstance(value, list) else [value]:
        if isinstance(one, str):
            found.append({"name": without_link(one)})
        elif isinstance(one, dict) and isinstance(one.get("name"), str):
            found.append({"name": one["name"], "url": one.get("url") or one.get("link")})
    return found


def _tags(fields: dict[str, Json]) -> list[Json]:
    taxonomies = fields.get("taxonomies")
    inner = taxonomies if isinstance(taxonomies, dict) else {}
    found = [word for source in (fields, inner) for key in _TAGS for word in words(source.get(key))]
    return list(dict.fromkeys(word.lstrip("#") for word in found if word.strip("#")))


def _image(fields: dict[str, Json], base: str | None) -> str | None:
    value = _first(fields, _IMAGE)
    if isinstance(value, list):
        value = value[0]
    if isinstance(value, dict):
        value = next(
            (value[key] for key in ("image", "src", "url", "path", "teaser", "relative") if value.get(key)),
            None,
        )
    return absolute_url(value, base) if isinstance(value, str) else None


def _aliases(fields: dict[str, Json], base: str | None) -> list[Json]:
    """Return the former addresses of a page (Hugo's ``aliases``, Jekyll's ``redirect_from``)."""
    found = [*words(fields.get("aliases")), *words(fields.get("redirect_from"))]
    return [url for alias in found if "/" in alias and (url := address_below(alias, base))]
