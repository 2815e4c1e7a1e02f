"""Read Ghost's JSON exports: published posts that everybody may read. Source: Ghost 1 to 6."""

from collections.abc import Iterator
from functools import partial
from typing import IO, ClassVar

from feeds.model import Place, Reading
from feeds.readers.clean import no_record
from feeds.readers.documents import decoded
from feeds.readers.filereader import FileReader, Parse
from feeds.readers.json_values import Json
from feeds.readers.large_records import clean_source_record
from feeds.readers.source_defaults import SourceDefaults
from feeds.text.urls import absolute_url

_SITE = "__GHOST_URL__"
_HEX_ID = 24
_MAX_BYTES = 500_000_000
_HINT = "Export the content in Ghost's settings, and give that file"

Row = dict[str, Json]


class GhostReader(FileReader):
    """A source of kind ``ghost``; ``pages = true`` reads published pages as well as posts."""

    OPTIONS: ClassVar[frozenset[str]] = frozenset({"pages"})
    endings = (".json",)

    def parser(self) -> Parse:
        """Parse posts, and pages where the settings ask for them."""
        pages = dict(self._settings.options).get("pages") is True
        return partial(read_ghost, base=self._settings.base_url, pages=pages)


def read_ghost(
    file: IO[bytes], path: str, defaults: SourceDefaults, *, base: str | None = None, pages: bool = False
) -> Iterator[Reading]:
    """Read the public posts of one export; ``base`` is the address of the site."""
    place = Place(path=path, line=1)
    body = file.read(_MAX_BYTES)
    try:
        tables = _tables(decoded(body))
    except ValueError as error:
        yield no_record(place, "", f"this is not JSON: {error}", _HINT)
        return
    posts = _rows(tables, "posts")
    if "posts" not in tables or (posts and not any("status" in post for post in posts)):
        yield no_record(place, "", "this is not a Ghost export: it has no posts", _HINT)
        return
    related = _Related(tables)
    for number, post in enumerate(posts, start=1):
        if not _is_public(post, pages=pages):
            continue
        at = Place(path=path, line=number)
        if _is_unrendered(post):
            why = f"the post {post.get('title')!r} has no HTML, only the data of the editor"
            yield no_record(at, "", why, "Publish the post again in Ghost, then export the content again")
            continue
        yield clean_source_record(_record_data(post, related, base), at, defaults, plain=True)


def _tables(value: Json) -> Row:
    """Return the tables of an export: ``{"db": [{"data": …}]}``, ``{"data": …}`` or the tables themselves."""
    if isinstance(value, dict) and isinstance(databases := value.get("db"), list) and databases:
        value = databases[0]
    if isinstance(value, dict) and isinstance(data := value.get("data"), dict):
        value = data
    if isinstance(value, dict):
        return value
    raise ValueError("it is not an object")


def _rows(tables: Row, name: str) -> list[Row]:
    found = tables.get(name)
    return [row for row in found if isinstance(row, dict)] if isinstance(found, list) else []


class _Related:
    """Authors, tags and metadata of posts, by the id of the post."""

    def __init__(self, tables: Row) -> None:
        users = {str(user.get("id")): user for user in _rows(tables, "users")}
        tags = {str(tag.get("id")): tag for tag in _rows(tables, "tags")}
        self._authors = _joined(tables, "posts_authors", "author_id", users)
        self._tags = _joined(tables, "posts_tags", "tag_id", tags)
        self._meta = {str(row.get("post_id")): row for row in _rows(tables, "posts_meta")}
        self._users = users

    def authors(self, post: Row) -> list[Row]:
        """Return the users who wrote a post, the first one first."""
        own = _objects(post.get("authors")) or self._authors.get(str(post.get("id")), [])
        single = self._users.get(str(post.get("author_id")))
        return own or ([single] if single else [])

    def tags(self, post: Row) -> list[Row]:
        """Return the public tags of a post; names that begin with ``#`` are internal."""
        own = _objects(post.get("tags")) or self._tags.get(str(post.get("id")), [])
        public = [tag for tag in own if tag.get("visibility", "public") == "public"]
        return [tag for tag in public if not str(tag.get("name", "#")).startswith("#")]

    def meta(self, post: Row) -> Row:
        """Return the metadata of a post, which newer versions store in a separate table."""
        return self._meta.get(str(post.get("id")), {})


def _joined(tables: Row, name: str, key: str, others: dict[str, Row]) -> dict[str, list[Row]]:
    found: dict[str, list[tuple[float, Row]]] = {}
    for row in _rows(tables, name):
        other = others.get(str(row.get(key)))
        order = row.get("sort_order")
        if other is not None:
            place = float(order) if isinstance(order, int | float) else 0.0
            found.setdefault(str(row.get("post_id")), []).append((place, other))
    return {post: [row for _, row in sorted(rows, key=lambda pair: pair[0])] for post, rows in found.items()}


def _objects(value: Json) -> list[Row]:
    return [row for row in value if isinstance(row, dict)] if isinstance(value, list) else []


def _is_public(post: Row, *, pages: bool) -> bool:
    """Whether everybody may read a post: published, not for members, on the site and not only by e-mail."""
    is_page = post.get("type") == "page" or post.get("page") in (1, True)
    return (
        post.get("status") == "published"
        and post.get("visibility", "public") == "public"
        and post.get("email_only") not in (1, True)
        and (pages or not is_page)
    )


def _is_unrendered(post: Row) -> bool:
    """Whether the text of a post is only in the format of Ghost's editor."""
    has_text = any(post.get(key) for key in ("html", "plaintext"))
    return not has_text and any(post.get(key) for key in ("lexical", "mobiledoc"))


def _record_data(post: Row, related: _Related, base: str | None) -> Row:
    meta, id_, uuid = related.meta(post), str(post.get("id") or ""), post.get("uuid")
    slug = post.get("slug")
    canonical = post.get("canonical_url") or post.get("url")
    url = _address(canonical, base) or (absolute_url(f"/{slug}/", base) if base and slug else None)
    data: Row = {
        "id": id_ if len(id_) == _HEX_ID or not uuid else uuid,
        "url": url,
        "title": post.get("title"),
        "content_html": _with_site(post.get("html"), base),
        "content_text": None if post.get("html") else post.get("plaintext"),
        "summary": post.get("custom_excerpt") or meta.get("meta_description") or post.get("meta_description"),
        "date_published": post.get("published_at"),
        "date_modified": post.get("updated_at"),
        "authors": [
            {"name": user.get("name"), "url": _address(user.get("website"), base)}
            for user in related.authors(post)
            if isinstance(user.get("name"), str)
        ],
        "tags": [tag.get("name") for tag in related.tags(post)],
        "image": _address(post.get("feature_image"), base),
        "language": post.get("locale"),
    }
    return {field: value for field, value in data.items() if value not in (None, "", [])}


def _with_site(html: Json, base: str | None) -> Json:
    if not isinstance(html, str):
        return None
    return html.replace(_SITE, (base or "").rstrip("/"))


def _address(value: Json, base: str | None) -> str | None:
    address = _with_site(value, base)
    return absolute_url(address, base) if isinstance(address, str) else None
