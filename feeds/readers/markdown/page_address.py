"""The address of the page that a static site generator makes of a Markdown file.

The rules of each generator are in ``generators``.
"""

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from itertools import dropwhile
from urllib.parse import urlsplit

from feeds.readers.json_values import Json
from feeds.readers.markdown.front_matter import words
from feeds.readers.markdown.generators import GENERATORS, UNKNOWN, Generator
from feeds.readers.markdown.page_name import PageName
from feeds.text.urls import absolute_url

_TOKEN = re.compile(r":(\w+)")
_DATE = re.compile(r"(\d{4})[-/.](\d{1,2})[-/.](\d{1,2})")
_DATE_TOKENS = frozenset(
    {
        *("year", "short_year", "month", "i_month", "monthname"),
        *("day", "i_day", "weekdayname", "yearday", "y_day"),
    }
)
_MAX_TITLE_CHARS = 1_000
_ANY_SECTION = ""
_JEKYLL_POSTS = "_posts"


@dataclass(frozen=True, slots=True, kw_only=True)
class SiteAddresses:
    """How the site makes addresses below ``base``: patterns by section, that of the others at ``""``.

    ``language`` is the site's main one, which does not appear in addresses.
    """

    base: str | None = None
    permalinks: Mapping[str, str] = field(default_factory=dict)
    language: str | None = None
    generator: Generator = UNKNOWN

    def pattern(self, section: str) -> str:
        """Return the pattern of the articles in a section, which is the first folder."""
        patterns = self.permalinks
        found = patterns.get(section) or patterns.get(_ANY_SECTION) or self.generator.pattern
        return f"/{found.lstrip('/')}"


def site_addresses(options: Mapping[str, object], *, base: str | None, language: str | None) -> SiteAddresses:
    """Read the options ``permalinks`` (a pattern, or patterns by section) and ``generator``."""
    given = options.get("permalinks")
    patterns = given if isinstance(given, dict) else {_ANY_SECTION: given} if given else {}
    return SiteAddresses(
        base=base,
        permalinks={str(section): str(pattern) for section, pattern in patterns.items()},
        language=language,
        generator=GENERATORS.get(str(options.get("generator", "")), UNKNOWN),
    )


def page_address(
    fields: Mapping[str, Json], name: PageName, *, title: str, published: Json, site: SiteAddresses
) -> str | None:
    """Return the address of the page: its own permalink, else the pattern.

    ``None`` without a base, or if the pattern has a date and the article none.
    """
    values = _token_values(fields, name, title=title, published=published, generator=site.generator)
    own = own_path(fields)
    if own is not None and "{" not in own:
        is_pattern = ":" in own and "://" not in own
        return address_below(_filled(own, values) if is_pattern else own, site.base)
    if site.base is None:
        return None
    pattern = site.pattern(values["section"])
    if fields.get("slug") and site.generator.slug_replaces_date:
        pattern = f"{pattern.partition(':')[0]}:slug"
    if not values["year"] and _DATE_TOKENS.intersection(_TOKEN.findall(pattern)):
        return None
    if name.language and ":language" not in pattern and not _is_main(name.language, site.language):
        pattern = f"/:language{pattern}"
    return address_below(_filled(pattern, values), site.base)


def own_path(fields: Mapping[str, Json]) -> str | None:
    """Return the path or address that the front matter gives a page; Zola calls it ``path``."""
    own = next((fields[key] for key in ("permalink", "url", "canonical_url") if fields.get(key)), None)
    if isinstance(own, str):
        return own
    path = fields.get("path")
    return f"/{path.strip('/')}/" if isinstance(path, str) and path.strip("/") else None


def address_below(path: str, base: str | None) -> str | None:
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


def _filled(pattern: str, values: Mapping[str, str]) -> str:
    """Fill the tokens of a pattern; an unknown one stays as it is written."""
    filled = _TOKEN.sub(lambda match: values.get(match[1], match[0]), pattern)
    return re.sub(r"/{2,}", "/", filled)


def _token_values(
    fields: Mapping[str, Json], name: PageName, *, title: str, published: Json, generator: Generator
) -> dict[str, str]:
    """Return what each token of a pattern (``:year``, ``:slug``, ``:path``) stands for."""
    own_slug = str(fields.get("slug") or "").strip("/")
    file_name = generator.path(name.name)
    title = title[:_MAX_TITLE_CHARS].replace("/", "-")
    named = title if generator.by_title else name.name
    folders = [generator.path(folder) for folder in _page_folders(name.folders, generator)]
    if generator.folder_pages and folders[-1:] == [file_name]:
        folders = folders[:-1]
    categories = [*words(fields.get("categories") or fields.get("category"))]
    if generator.folder_categories:
        categories = [*folders, *categories]
    category = "/".join(map(generator.category, categories)) or generator.uncategorized
    return {
        "slug": generator.slug(own_slug or named),
        "title": generator.title(named if generator.by_title else own_slug or named),
        "post_title": generator.slug(title),
        "filename": file_name,
        "name": file_name,
        "stem": name.stem,
        "contentbasename": file_name,
        "slugorfilename": generator.slug(own_slug) or file_name,
        "slugorcontentbasename": generator.slug(own_slug) or file_name,
        "path": "/".join(folders),
        "sections": "/".join(folders),
        "section": folders[0] if folders else "",
        "language": (name.language or "").lower(),
        "categories": category,
        "category": category,
        **_date_values(str(published or "")),
    }


def _page_folders(folders: tuple[str, ...], generator: Generator) -> tuple[str, ...]:
    """Return the folders that appear in addresses."""
    named = (folder for folder in folders if folder != _JEKYLL_POSTS)
    return tuple(dropwhile(generator.roots.__contains__, named))


def _date_values(text: str) -> dict[str, str]:
    """Return the tokens of a date as it is written, so in the time zone of the site."""
    found = _DATE.match(text)
    year, month, day = (found[1], found[2].zfill(2), found[3].zfill(2)) if found else ("", "", "")
    values = {
        "year": year,
        "month": month,
        "day": day,
        "i_month": month.lstrip("0"),
        "i_day": day.lstrip("0"),
        "short_year": year[2:],
    }
    try:
        at = date(int(year), int(month), int(day))
    except ValueError:
        return values
    names = {"monthname": at.strftime("%B").lower(), "weekdayname": at.strftime("%A").lower()}
    return {**values, **names, "yearday": str(at.timetuple().tm_yday), "y_day": at.strftime("%j")}
