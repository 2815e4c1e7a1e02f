"""A Markdown file as the data of a record: the conventions of Hugo, Jekyll, Eleventy, Astro and Obsidian."""

import re
from dataclasses import dataclass
from pathlib import PurePosixPath

from feeds.readers.json_values import Json
from feeds.readers.markdown.body import first_heading, markdown_html
from feeds.readers.markdown.front_matter import MarkdownFile, words
from feeds.text.urls import absolute_url

_DATED_NAME = re.compile(r"(?P<date>(?:19|20)\d\d-\d\d-\d\d)[-_ ](?P<name>.+)")
_LANGUAGE_NAME = re.compile(r"(?P<name>.+)\.(?P<language>[a-z]{2}(?:-[a-z]{2})?)", re.IGNORECASE)
_DRAFT_FOLDERS = frozenset(
    {"_drafts", "drafts", "_templates", "templates", "archetypes", "node_modules", ".obsidian"}
)
_LISTING_NAMES = frozenset({"_index", "readme", "license", "changelog", "contributing"})
_BUNDLE_NAME = "index"
_POST_FOLDERS = frozenset({"content", "_posts", "src", "posts_src", "site", "docs", "pages"})
_TOKEN = re.compile(r":(\w+)")
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


@dataclass(frozen=True, slots=True, kw_only=True)
class PageName:
    """The parts of a file's path below the folder of its source; ``name`` is without date and language."""

    folders: tuple[str, ...]
    name: str
    date: str | None = None
    language: str | None = None


def page_name(relative: str) -> PageName:
    """Read the folders, date and language of a file's path, relative to the folder of the source."""
    path = PurePosixPath(relative)
    stem, folders = path.stem, path.parts[:-1]
    language = None
    if match := _LANGUAGE_NAME.fullmatch(stem):
        stem, language = match["name"], match["language"]
    if stem == _BUNDLE_NAME and folders:
        stem, folders = folders[-1], folders[:-1]
    match = _DATED_NAME.fullmatch(stem)
    date, stem = (match["date"], match["name"]) if match else (None, stem)
    return PageName(folders=folders, name=stem, date=date, language=language)


def is_held_back(fields: dict[str, Json], relative: str) -> bool:
    """Whether the site's own generator would not publish the file as an article."""
    path = PurePosixPath(relative)
    if path.stem.lower() in _LISTING_NAMES or _DRAFT_FOLDERS.intersection(
        part.lower() for part in path.parts
    ):
        return True
    build = fields.get("build") or fields.get("_build")
    rendered = build.get("render", True) if isinstance(build, dict) else True
    return (
        _is_true(fields.get("draft"))
        or _is_true(fields.get("eleventyExcludeFromCollections"))
        or _is_true(fields.get("headless"))
        or _is_false(fields.get("published"))
        or _is_false(fields.get("publish"))
        or _is_false(fields.get("permalink"))
        or _is_false(rendered)
        or str(rendered).lower() in {"never", "link"}
    )


def record_data(file: MarkdownFile, relative: str, *, base: str | None, permalinks: str) -> dict[str, Json]:
    """Return the fields of a record; ``permalinks`` is the pattern of addresses, relative to ``base``."""
    fields, name = file.fields, page_name(relative)
    heading, body = first_heading(file.body)
    title = fields.get("title")
    if not isinstance(title, str) or not title.strip():
        title = heading or name.name.replace("-", " ").replace("_", " ").strip().capitalize()
    elif heading and heading.casefold() != title.strip().casefold():
        body = file.body
    published = _first(fields, _PUBLISHED) or name.date
    address = _address(fields, name, published, base, permalinks)
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
        "language": fields.get("lang") or fields.get("language") or fields.get("locale") or name.language,
        "image": _image(fields, address or base),
        "aliases": _aliases(fields, base),
    }
    kept = {field: value for field, value in ours.items() if value not in (None, "", [])}
    theirs = {name: value for name, value in fields.items() if name not in ours and name not in _RESERVED}
    return {**theirs, **kept}


_RESERVED = frozenset(
    {"draft", "published", "publish", "permalink", "url", "slug", "status", "author", "tag"}
)


def _address(
    fields: dict[str, Json], name: PageName, published: Json, base: str | None, permalinks: str
) -> str | None:
    """Return the address of the page: its own permalink, else the pattern; ``None`` without a base."""
    own = next((fields[key] for key in ("permalink", "url", "canonical_url") if fields.get(key)), None)
    if isinstance(own, str) and "{" not in own:
        return absolute_url(
            own if ":" not in own or "://" in own else _filled(own, fields, name, published), base
        )
    if base is None:
        return None
    return absolute_url(_filled(permalinks, fields, name, published), base)


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
        "categories": "/".join(words(fields.get("categories") or fields.get("category"))),
    }
    filled = _TOKEN.sub(lambda match: values.get(match[1], match[0]), pattern)
    return re.sub(r"/{2,}", "/", filled)


def _first(fields: dict[str, Json], names: tuple[str, ...]) -> Json:
    return next((fields[name] for name in names if fields.get(name) not in (None, "", [], True, False)), None)


def _text(value: Json) -> str | None:
    return " ".join(value.split()) if isinstance(value, str) else None


def _is_true(value: Json) -> bool:
    return str(value).strip().lower() in {"true", "yes", "1"}


def _is_false(value: Json) -> bool:
    return str(value).strip().lower() in {"false", "no", "0"}


def _authors(fields: dict[str, Json]) -> list[Json]:
    """Return ``author`` or ``authors``: a name, several, or objects with a name."""
    value = fields.get("authors") or fields.get("author")
    if isinstance(value, str):
        return [{"name": part.strip()} for part in re.split(r",| and | & ", value) if part.strip()]
    found: list[Json] = []
    for one in value if isinstance(value, list) else [value]:
        if isinstance(one, str):
            found.append({"name": one})
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
    return [url for alias in found if "/" in alias and (url := absolute_url(alias, base))]
