"""How static site generators write the addresses of their pages.

Source: Hugo, "URL management"; Jekyll and Eleventy, "Permalinks"; Zola, "Content overview"; Hexo,
"Permalinks"; Docusaurus, "Blog"; Pelican, "URL settings".
"""

import re
import unicodedata
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from types import MappingProxyType


def _as_written(text: str) -> str:
    return text


@dataclass(frozen=True, slots=True, kw_only=True)
class Generator:
    """The default ``pattern`` of a generator, and its ways to write texts in a path: as they are by default.

    With ``by_title``, ``:title`` and a missing ``slug`` are the title of the article, otherwise the name
    of its file. With ``folder_pages`` the page of a folder may have its name (``pier/pier.md``). With
    ``slug_replaces_date`` an article with a ``slug`` has it in place of the tokens of the pattern.
    ``uncategorized`` is the category of articles without one; with ``folder_categories`` folders are
    categories. ``roots`` are the first folders that do not appear in addresses; ``pages_folder`` holds
    what is no article, and with ``dated_only`` a file without a date is none.
    """

    pattern: str
    title: Callable[[str], str] = _as_written
    slug: Callable[[str], str] = _as_written
    path: Callable[[str], str] = _as_written
    category: Callable[[str], str] = str.lower
    uncategorized: str = ""
    roots: frozenset[str] = frozenset({"content"})
    folder_categories: bool = False
    by_title: bool = False
    folder_pages: bool = False
    slug_replaces_date: bool = False
    pages_folder: str | None = None
    dated_only: bool = False


def _hugo(text: str) -> str:
    """Lower case, white space as hyphens; of punctuation only ``. _ # + ~ - @`` remain."""
    kept = re.sub(r"[^\w\s./\\#+~@%-]++", "", text.strip())
    return re.sub(r"\s*(-+)\s*|\s+", lambda match: match[1] or "-", kept).lower()


def _jekyll_title(text: str) -> str:
    """Everything but letters, digits and ``._~!$&'()+,;=@`` as hyphens."""
    return re.sub(r"[^\w.~!$&'()+,;=@]+", "-", text).strip("-")


def _hyphens(text: str) -> str:
    """Lower case, everything but letters and digits as hyphens."""
    return re.sub(r"[\W_]+", "-", text).strip("-").lower()


def _without_accents(text: str) -> str:
    kept = (char for char in unicodedata.normalize("NFKD", text) if not unicodedata.combining(char))
    return unicodedata.normalize("NFC", "".join(kept))


def _zola(text: str) -> str:
    """Lower case with hyphens, and letters of the Latin alphabet without accents."""
    return _hyphens(_without_accents(text))


def _pelican(text: str) -> str:
    """Lower case without accents or punctuation, white space as hyphens."""
    kept = re.sub(r"[^\w\s-]", "", _without_accents(text))
    return re.sub(r"[-\s]+", "-", kept.strip()).lower()


def _hexo(text: str) -> str:
    """White space and punctuation as hyphens, in the case it is written."""
    return re.sub(r"[\s~`!@#$%^&*()\-_+=\[\]{}|\\;:\"'<>,.?/]+", "-", text).strip("-")


UNKNOWN = Generator(
    pattern="/:path/:slug/",
    roots=frozenset({"content", "docs", "pages", "posts_src", "site", "src"}),
)
"""A site of which only its files are known: their names are used as they are written."""

GENERATORS: Mapping[str, Generator] = MappingProxyType(
    {
        "docusaurus": Generator(pattern="/blog/:year/:month/:day/:title", slug_replaces_date=True),
        "eleventy": Generator(
            pattern="/:path/:slug/", roots=frozenset({"content", "src"}), folder_pages=True
        ),
        "hexo": Generator(
            pattern="/:year/:month/:day/:title/",
            slug=_hexo,
            category=_hexo,
            uncategorized="uncategorized",
            roots=frozenset({"source"}),
        ),
        "hugo": Generator(
            pattern="/:path/:slugorcontentbasename/", title=_hugo, slug=_hugo, path=_hugo, by_title=True
        ),
        "jekyll": Generator(
            pattern="/:categories/:year/:month/:day/:title.html",
            title=_jekyll_title,
            slug=_hyphens,
            folder_categories=True,
        ),
        "pelican": Generator(
            pattern="/:slug.html",
            title=_pelican,
            slug=_pelican,
            path=_pelican,
            category=_pelican,
            by_title=True,
            pages_folder="pages",
            dated_only=True,
        ),
        "zola": Generator(pattern="/:path/:slug/", title=_zola, slug=_zola, path=_zola, dated_only=True),
    }
)
"""The generators whose rules are known."""
