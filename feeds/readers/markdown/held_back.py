"""What a site's own generator does not publish as an article: drafts, hidden posts, lists and pages."""

import re
from pathlib import PurePosixPath

from feeds.model import Status
from feeds.readers.json_values import Json
from feeds.readers.markdown.page_name import page_name
from feeds.readers.statuses import known_status

_DRAFT_FOLDERS = frozenset({"_drafts", "drafts", "_templates", "templates", "archetypes", "node_modules"})
_LISTING_NAMES = frozenset({"_index", "readme", "license", "changelog", "contributing"})
_TRUE_HOLDS = ("draft", "private", "hidden", "unlisted", "headless", "eleventyExcludeFromCollections")
_FALSE_HOLDS = ("published", "publish", "permalink")
_NAVIGATION = ("menu", "menus", "eleventyNavigation")
_LAYOUT = ("layout", "nav_order", "outputs")
_ARTICLES = re.compile(r"post|article|blog|news|entry|story|note|single", re.IGNORECASE)


def is_held_back(fields: dict[str, Json], relative: str) -> bool:
    """Whether the site's own generator would not publish the file as an article."""
    path = PurePosixPath(relative)
    if page_name(relative).stem.lower() in _LISTING_NAMES or any(
        part.startswith(".") or part.lower() in _DRAFT_FOLDERS for part in path.parts
    ):
        return True
    return (
        any(is_true(fields.get(key)) for key in _TRUE_HOLDS)
        or any(is_false(fields.get(key)) for key in _FALSE_HOLDS)
        or bool(fields.get("password"))
        or fields.get("visibility") not in (None, "", "public")
        or known_status(_status(fields)) in {Status.WITHHELD, Status.WITHDRAWN}
        or _is_left_out(fields.get("build") or fields.get("_build"))
    )


def is_page(fields: dict[str, Json], relative: str, *, dated: bool) -> bool:
    """Whether a file is a page of the site rather than an article.

    Pages are files with ``layout: page`` or ``type: page``, those in the menu of the site but not in a folder
    of articles, and those without a date that have their own layout.
    """
    if "page" in {str(fields.get(key) or "").rpartition("/")[2].lower() for key in ("layout", "type")}:
        return True
    in_articles = any(_ARTICLES.search(folder) for folder in page_name(relative).folders)
    if not in_articles and any(key in fields for key in _NAVIGATION):
        return True
    return not dated and any(key in fields and not _ARTICLES.search(str(fields[key])) for key in _LAYOUT)


def is_true(value: Json) -> bool:
    """Whether a value of front matter means yes."""
    return str(value).strip().lower() in {"true", "yes", "1"}


def is_false(value: Json) -> bool:
    """Whether a value of front matter means no."""
    return str(value).strip().lower() in {"false", "no", "0"}


def _status(fields: dict[str, Json]) -> str:
    value = fields.get("status")
    return value if isinstance(value, str) else ""


def _is_left_out(build: Json) -> bool:
    """Whether Hugo's ``build`` keeps a page from being written or listed."""
    if not isinstance(build, dict):
        return False
    rendered, listed = build.get("render", True), build.get("list", True)
    return (
        is_false(rendered)
        or str(rendered).lower() in {"never", "link"}
        or is_false(listed)
        or str(listed).lower() == "never"
    )
