"""A Markdown file as the data of a record: the conventions of Hugo, Jekyll, Eleventy, Astro and Obsidian."""

import re
from dataclasses import dataclass
from urllib.parse import urlsplit

from feeds.readers.json_values import Json
from feeds.readers.markdown.body import first_heading, markdown_html
from feeds.readers.markdown.front_matter import MarkdownFile, without_link, words
from feeds.readers.markdown.page_name import PageName, page_name
from feeds.text.urls import absolute_url

_POST_FOLDERS = frozenset({"content", "_posts", "src", "posts_src", "site", "docs", "pages"})
_TOKEN = re.compile(r":(\w+)")
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


PERMALINKS = "/:path/:slug/"
"""The default address of a page below the base address: folders and name."""


@dataclass(frozen=True, slots=True, kw_only=True)
class SiteAddresses:
    """How the site makes addresses: the pattern ``permalinks`` below ``base``.

    ``language`` is the site's main one, which does not appear in addresses.
    """

    base: str | None = None
    permalinks: str = PERMALINKS
    language: str | None = None


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
    address = _address(fields, name, published, site)
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


def _address(fields: dict[str, Json], name: PageName, published: Json, site: SiteAddresses) -> str | None:
    """Return the address of the page: its own permalink, else the pattern; ``None`` without a base."""
    base = site.base
    own = next((fields[key] for key in ("permalink", "url", "canonical_url") if fields.get(key)), None)
    if isinstance(own, str) and "{" not in own:
        is_pattern = ":" in own and "://" not in own
        return _below(_filled(own, fields, name, published) if is_pattern else own, base)
    if base is None:
        return None
    pattern = f"/{site.permalinks.lstrip('/')}"
    if name.language and ":language" not in pattern and not _is_main(name.language, site.language):
        pattern = f"/:language{pattern}"
    return _below(_filled(pattern, fields, name, published), base)


def _below(path: str, base: str | None) -> str | None:
    """Return the address of a path of the site, whose base address may have a path."""
    if base is None or "://" in path or path.startswith("//"):
        return absolute_url(path, base)
    root, inner = base.rstrip("/"), urlsplit(base).path.rstrip("/")
    repeated = bool(inner) and f"{path}/".startswith(f"{inner}/")
    return absolute_url(f"{root}/{(path[len(inner) :] if repeated else path).lstrip('/')}")


def _is_main(language: str, main: str | None) -> bool:
    """Whether a file's language is that of the site, so that its address does not contain it."""
    first, second = language.lower(), (main or language).lower()
    return first == second or second.partition("-")[0] == first


def _filled(pattern: str, fields: dict[str, Json], name: PageName, published: Json) -> str:
    """Fill the tokens of a pattern (``:year``, ``:slug``, ``:path``), as Hugo and Jekyll name them."""
    slug = str(fields.get("slug") or name.name).strip("/")
    folders = [folder for folder in name.folders if folder not in _POST_FOLDERS]
    year, _, rest = str(published or "")[:10].partition("-")
    values = {
        "year": year,
        "month": rest[:2],
        "day": rest[3:5],
        "i_month": rest[:2].lstrip("0"),
        "i_day": rest[3:5].lstrip("0"),
        "slug": slug,
        "title": slug,
        "filename": name.name,
        "name": name.name,
        "path": "/".join(folders),
        "section": folders[0] if folders else "",
        "language": (name.language or "").lower(),
        "categories": "/".join(words(fields.get("categories") or fields.get("category"))),
    }
    filled = _TOKEN.sub(lambda match: values.get(match[1], match[0]), pattern)
    return re.sub(r"/{2,}", "/", filled)


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
    return [url for alias in found if "/" in alias and (url := _below(alias, base))]
