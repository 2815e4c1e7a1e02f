"""Read folders of Markdown files; drafts and other files that the generator leaves out are not read."""

from collections.abc import Iterator
from functools import partial
from pathlib import Path
from typing import IO, ClassVar

from feeds.model import Place, Reading
from feeds.readers.clean import no_record
from feeds.readers.encodings import decode_text
from feeds.readers.filereader import FileReader, Parse
from feeds.readers.large_records import clean_source_record
from feeds.readers.markdown.front_matter import FrontMatterError, split_front_matter
from feeds.readers.markdown.held_back import is_held_back, is_page
from feeds.readers.markdown.page_address import SiteAddresses, site_addresses
from feeds.readers.markdown.page_name import page_name
from feeds.readers.markdown.record import publication_date, record_data
from feeds.readers.source_defaults import SourceDefaults

_MAX_BYTES = 5_000_000
_RAW_CHARS = 2_000


class MarkdownReader(FileReader):
    """A source of kind ``markdown``: one article in each file."""

    OPTIONS: ClassVar[frozenset[str]] = frozenset({"generator", "pages", "permalinks"})
    endings = (".md", ".markdown", ".mdown", ".mkd", ".mdx")

    def parser(self) -> Parse:
        """Parse with the addresses that the settings give."""
        settings, options = self._settings, dict(self._settings.options)
        language = settings.language or self._context.site.language
        site = site_addresses(options, base=settings.base_url, language=language)
        roots = tuple(path for path in settings.paths if Path(path).is_dir())
        return partial(read_markdown, roots=roots, site=site, pages=options.get("pages") is True)


def read_markdown(
    file: IO[bytes],
    path: str,
    defaults: SourceDefaults,
    *,
    roots: tuple[str, ...] = (),
    site: SiteAddresses,
    pages: bool = False,
) -> Iterator[Reading]:
    """Read one file; nothing comes of a draft. ``roots`` are the folders that paths are relative to."""
    body = file.read(_MAX_BYTES + 1)
    place = Place(path=path, line=1)
    if len(body) > _MAX_BYTES:
        why = f"this file is larger than {_MAX_BYTES} bytes"
        yield no_record(place, "", why, "Give one article in each file")
        return
    text = decode_text(body).text
    try:
        page = split_front_matter(text)
    except FrontMatterError as error:
        at = Place(path=path, line=error.line)
        yield no_record(at, text[:_RAW_CHARS], str(error), "Correct the front matter between its fences")
        return
    relative = _relative(path, roots)
    dated = publication_date(page.fields, page_name(relative)) is not None
    if is_held_back(page.fields, relative) or (not pages and is_page(page.fields, relative, dated=dated)):
        return
    data = record_data(page, relative, site)
    address = data.get("url")
    yield clean_source_record(data, place, defaults.at(address) if isinstance(address, str) else defaults)


def _relative(path: str, roots: tuple[str, ...]) -> str:
    for root in roots:
        if Path(path).is_relative_to(root):
            return Path(path).relative_to(root).as_posix()
    return Path(path).name
