"""A Markdown file as the data of a record, by the conventions of static site generators and note programs."""

import re
from collections.abc import Mapping

from feeds.readers.json_values import Json
from feeds.readers.markdown.article_files import ArticleFiles
from feeds.readers.markdown.body import markdown_html
from feeds.readers.markdown.front_matter import MarkdownFile, without_link, words
from feeds.readers.markdown.page_address import address_below, page_address
from feeds.readers.markdown.page_name import PageName, page_name
from feeds.readers.markdown.page_title import first_value, publication_date, title_and_body
from feeds.text.urls import absolute_url

_NAME_SEPARATOR = re.compile(r",| and | & ")
MAX_AUTHORS_CHARS = 10_000
"""Longer lists of names are cut: no article has as many authors."""

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


def record_data(file: MarkdownFile, relative: str, files: ArticleFiles) -> dict[str, Json]:
    """Return the fields of a record; ``relative`` is the path of the file in its source."""
    fields, name, site = file.fields, page_name(relative), files.site
    base = site.base
    title, body = title_and_body(file, name)
    published = publication_date(fields, name)
    address = page_address(fields, name, title=title, published=published, site=site)
    ours: dict[str, Json] = {
        "id": first_value(fields, _IDS) or (None if address else relative),
        "url": address,
        "title": title,
        "content_html": markdown_html(body, files.links_of(relative)),
        "summary": _text(first_value(fields, _SUMMARY)),
        "date_published": published,
        "date_modified": first_value(fields, _MODIFIED),
        "date_release": first_value(fields, _RELEASE),
        "date_expires": first_value(fields, _EXPIRES),
        "authors": _authors(fields, files.authors),
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


def _language(fields: dict[str, Json], name: PageName) -> Json:
    return first_value(fields, ("lang", "language", "locale")) or name.language


def _text(value: Json) -> str | None:
    return " ".join(value.split()) if isinstance(value, str) else None


def _authors(fields: dict[str, Json], known: Mapping[str, Json]) -> list[Json]:
    """Return ``author`` or ``authors``: a name, the key of a known author, several, or objects."""
    value = fields.get("authors") or fields.get("author")
    if isinstance(value, str):
        value = [part.strip() for part in _NAME_SEPARATOR.split(value[:MAX_AUTHORS_CHARS])]
    people = (
        known.get(one, one) if isinstance(one, str) else one
        for one in (value if isinstance(value, list) else [value])
    )
    return [person for one in people if (person := _author(one)) is not None]


def _author(value: Json) -> Json:
    if isinstance(value, str) and (name := without_link(value)):
        return {"name": name}
    if isinstance(value, dict) and isinstance(value.get("name"), str):
        return {"name": value["name"], "url": value.get("url") or value.get("link") or value.get("uri")}
    return None


def _tags(fields: dict[str, Json]) -> list[Json]:
    taxonomies = fields.get("taxonomies")
    inner = taxonomies if isinstance(taxonomies, dict) else {}
    found = [word for source in (fields, inner) for key in _TAGS for word in words(source.get(key))]
    return list(dict.fromkeys(word.lstrip("#") for word in found if word.strip("#")))


def _image(fields: dict[str, Json], base: str | None) -> str | None:
    value = first_value(fields, _IMAGE)
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
