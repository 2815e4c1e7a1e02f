"""The address of the page that a static site generator makes of a Markdown file.

Source: Hugo, "URL management" and "Permalinks"; Jekyll, "Permalinks"; Eleventy, "Permalinks".
"""

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import date
from types import MappingProxyType
from urllib.parse import urlsplit

from feeds.readers.json_values import Json
from feeds.readers.markdown.front_matter import words
from feeds.readers.markdown.page_name import PageName
from feeds.text.urls import absolute_url

_POST_FOLDERS = frozenset({"content", "_posts", "src", "posts_src", "site", "docs", "pages"})
_TOKEN = re.compile(r":(\w+)")
_MAX_TITLE_CHARS = 1_000
_ANY_SECTION = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Generator:
    """How a generator makes addresses: its default pattern, and its ways to write texts in a path.

    With ``by_title``, ``:title`` and a missing ``slug`` are the title of the article, otherwise the name
    of its file. With ``folder_pages`` the page of a folder may have its name (``pier/pier.md``).
    """

    pattern: str
    title: Callable[[str], str]
    slug: Callable[[str], str]
    path: Callable[[str], str]
    by_title: bool = False
    folder_pages: bool = False


def _as_written(text: str) -> str:
    return text


def _hugo(text: str) -> str:
    """Lower case, white space as hyphens; of punctuation only ``. _ # + ~ - @`` remain."""
    kept = re.sub(r"[^\w\s./\\#+~@%-]", "", text.strip())
    return re.sub(r"\s*(-+)\s*|\s+", lambda match: match[1] or "-", kept).lower()


def _jekyll_title(text: str) -> str:
    """Everything but letters, digits and ``._~!$&'()+,;=@`` as hyphens."""
    return re.sub(r"[^\w.~!$&'()+,;=@]+", "-", text).strip("-")


def _jekyll_slug(text: str) -> str:
    return re.sub(r"[\W_]+", "-", text).strip("-").lower()


_UNKNOWN = Generator(pattern="/:path/:slug/", title=_as_written, slug=_as_written, path=_as_written)
GENERATORS: Mapping[str, Generator] = MappingProxyType(
    {
        "hugo": Generator(
            pattern="/:path/:slugorcontentbasename/", title=_hugo, slug=_hugo, path=_hugo, by_title=True
        ),
        "eleventy": Generator(
            pattern="/:path/:slug/", title=_as_written, slug=_as_written, path=_as_written, folder_pages=True
        ),
        "jekyll": Generator(
            pattern="/:categories/:year/:month/:day/:title.html",
            title=_jekyll_title,
            slug=_jekyll_slug,
            path=_as_written,
        ),
    }
)
"""The generators whose rules are known. Without one, names of files are used as they are written."""


@dataclass(frozen=True, slots=True, kw_only=True)
class SiteAddresses:
    """How the site makes addresses below ``base``: patterns by section, that of the others at ``""``.

    ``language`` is the site's main one, which does not appear in addresses.
    """

    base: str | None = None
    permalinks: Mapping[str, str] = field(default_factory=dict)
    language: str | None = None
    generator: Generator = _UNKNOWN

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
        generator=GENERATORS.get(str(options.get("generator", "")), _UNKNOWN),
    )


def page_address(
    fields: Mapping[str, Json], name: PageName, *, title: str, published: Json, site: SiteAddresses
) -> str | None:
    """Return the address of the page: its own permalink, else the pattern; ``None`` without a base."""
    values = _token_values(fields, name, title=title, published=published, generator=site.generator)
    own = next((fields[key] for key in ("permalink", "url", "canonical_url") if fields.get(key)), None)
    if isinstance(own, str) and "{" not in own:
        is_pattern = ":" in own and "://" not in own
        return address_below(_filled(own, values) if is_pattern else own, site.base)
    if site.base is None:
        return None
    pattern = site.pattern(values["section"])
    if name.language and ":language" not in pattern and not _is_main(name.language, site.language):
        pattern = f"/:language{pattern}"
    return address_below(_filled(pattern, values), site.base)


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
    named = title[:_MAX_TITLE_CHARS].replace("/", "-") if generator.by_title else name.name
    folders = [generator.path(folder) for folder in name.folders if folder not in _POST_FOLDERS]
    if generator.folder_pages and folders[-1:] == [file_name]:
        folders = folders[:-1]
    categories = words(fields.get("categories") or fields.get("category"))
    return {
        "slug": generator.slug(own_slug or named),
        "title": generator.title(named if generator.by_title else own_slug or named),
        "filename": file_name,
        "name": file_name,
        "contentbasename": file_name,
        "slugorfilename": generator.slug(own_slug) or file_name,
        "slugorcontentbasename": generator.slug(own_slug) or file_name,
        "path": "/".join(folders),
        "sections": "/".join(folders),
        "section": folders[0] if folders else "",
        "language": (name.language or "").lower(),
        "categories": "/".join(category.lower() for category in categories),
        **_date_values(str(published or "")[:10]),
    }


def _date_values(text: str) -> dict[str, str]:
    """Return the tokens of a date as it is written, so in the time zone of the site."""
    year, _, rest = text.partition("-")
    month, day = rest[:2], rest[3:5]
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
