"""The Markdown files of a site, and the addresses of the pages that are made of them."""

from collections.abc import Mapping, Sequence
from functools import cached_property
from pathlib import Path, PurePosixPath
from posixpath import normpath
from urllib.parse import unquote

from feeds.readers.encodings import decode_text
from feeds.readers.files import BROKEN, input_files, opened
from feeds.readers.json_values import Json
from feeds.readers.markdown.authors_file import read_authors
from feeds.readers.markdown.front_matter import FrontMatterError, split_front_matter
from feeds.readers.markdown.held_back import is_held_back
from feeds.readers.markdown.page_address import SiteAddresses, address_below, page_address
from feeds.readers.markdown.page_links import PageLinks
from feeds.readers.markdown.page_name import page_name
from feeds.readers.markdown.page_title import publication_date, title_and_body

MAX_BYTES = 5_000_000
"""The largest Markdown file that is read."""

_INDEX = "index"


class ArticleFiles:
    """The files of one source during one read of it; each is opened when a link first leads to it."""

    def __init__(
        self,
        paths: Sequence[str],
        endings: Sequence[str],
        site: SiteAddresses,
        languages: Sequence[str] = (),
    ) -> None:
        """``paths`` are those of the source; ``languages`` are the names of folders of translations."""
        self._paths, self._endings = tuple(paths), tuple(endings)
        self._languages = frozenset(languages)
        self._roots = tuple(path for path in self._paths if Path(path).is_dir())
        self._addresses: dict[str, str | None] = {}
        self.site = site

    def relative(self, path: str) -> str:
        """Return the path of a file below the folder of the source that it is in.

        A file in a folder of translations (``de/pier.md``) has the path of one that names its language
        (``pier.de.md``).
        """
        root = next((root for root in self._roots if Path(path).is_relative_to(root)), None)
        relative = PurePosixPath(Path(path).relative_to(root).as_posix() if root else Path(path).name)
        language, *rest = relative.parts
        if language not in self._languages or not rest:
            return str(relative)
        return str(PurePosixPath(*rest).with_suffix(f".{language}{relative.suffix}"))

    def links_of(self, page: str) -> PageLinks:
        """Return the links as the page of a file sees them; ``page`` is the file's relative path."""
        return _LinksOfPage(self, page)

    def address(self, reference: str, page: str) -> str | None:
        """Return the address of the page that a reference on another page means, with its fragment.

        A reference is a path from that page's file or from the folder of the source, or the name of a file.
        """
        target, mark, fragment = unquote(reference).removeprefix("@").partition("#")
        if not target:
            return reference or None
        found = self._find(_without_ending(target, self._endings), page)
        if found is None:
            return None
        if found not in self._addresses:
            self._addresses[found] = self._address(found)
        address = self._addresses[found]
        return f"{address}{mark}{fragment}" if address else None

    @cached_property
    def authors(self) -> Mapping[str, Json]:
        """The authors that the site names in a file, by their keys."""
        return read_authors(self._roots)

    @cached_property
    def _path_of(self) -> dict[str, str]:
        """The files by their relative paths."""
        return {self.relative(path): path for path in input_files(self._paths, self._endings)}

    @cached_property
    def _named(self) -> dict[str, tuple[str, ...]]:
        """The files by their names, with and without a date; that of ``index.md`` is its folder's."""
        found: dict[str, list[str]] = {}
        for relative in self._path_of:
            names = {PurePosixPath(_key(relative)).name, page_name(relative).name}
            for name in names:
                found.setdefault(name, []).append(relative)
        return {name: tuple(files) for name, files in found.items()}

    def _find(self, target: str, page: str) -> str | None:
        """Return the nearest file with the name of a target, in the language of the page if there is one."""
        beside = normpath(str(PurePosixPath(page).parent / target))
        below = target.strip("/")
        language = page_name(page).language
        ranked = [
            (_distance(_key(file), beside, below), page_name(file).language != language, file)
            for file in self._named.get(PurePosixPath(below).name, ())
        ]
        distance, _, nearest = min(ranked, default=(_NAME_ONLY, False, None))
        return nearest if distance < _NAME_ONLY or "/" not in below else None

    def _address(self, relative: str) -> str | None:
        try:
            with opened(self._path_of[relative]) as file:
                page = split_front_matter(decode_text(file.read(MAX_BYTES)).text)
        except (*BROKEN, FrontMatterError):
            return None
        if is_held_back(page.fields, relative):
            return None
        name = page_name(relative)
        title, _ = title_and_body(page, name)
        published = publication_date(page.fields, name)
        return page_address(page.fields, name, title=title, published=published, site=self.site)


class _LinksOfPage:
    """The links of one page."""

    def __init__(self, files: ArticleFiles, page: str) -> None:
        self._files, self._page = files, page

    def page(self, reference: str) -> str | None:
        return self._files.address(reference, self._page)

    def below(self, path: str) -> str | None:
        return address_below(path, self._files.site.base)


_NAME_ONLY = 3


def _distance(key: str, beside: str, below: str) -> int:
    """Return how well a file fits: beside the page, below the folder, by the end of its path, by its name."""
    if key == beside:
        return 0
    if key == below:
        return 1
    return 2 if f"/{key}".endswith(f"/{below}") or f"/{below}".endswith(f"/{key}") else _NAME_ONLY


def _key(relative: str) -> str:
    """Return the path of a file without its ending and language; that of ``index.md`` is its folder."""
    path = PurePosixPath(relative).with_name(page_name(relative).stem)
    return str(path.parent if path.name == _INDEX else path)


def _without_ending(target: str, endings: Sequence[str]) -> str:
    ending = next((ending for ending in endings if target.lower().endswith(ending)), None)
    return target.removesuffix("/") if ending is None else _key(target)
