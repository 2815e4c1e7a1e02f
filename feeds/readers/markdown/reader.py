"""Read folders of Markdown files; drafts and other files that the generator leaves out are not read."""

from collections.abc import Iterator
from functools import partial
from typing import IO, ClassVar

from feeds.model import Place, Reading
from feeds.readers.clean import no_record
from feeds.readers.encodings import decode_text
from feeds.readers.filereader import FileReader, Parse
from feeds.readers.large_records import clean_source_record
from feeds.readers.markdown.article_files import MAX_BYTES, ArticleFiles
from feeds.readers.markdown.front_matter import FrontMatterError, MarkdownFile, split_front_matter
from feeds.readers.markdown.held_back import is_held_back, is_page
from feeds.readers.markdown.page_address import SiteAddresses, site_addresses
from feeds.readers.markdown.page_name import page_name
from feeds.readers.markdown.page_title import publication_date
from feeds.readers.markdown.record import record_data
from feeds.readers.source_defaults import SourceDefaults

_RAW_CHARS = 2_000


class MarkdownReader(FileReader):
    """A source of kind ``markdown``: one article in each file."""

    OPTIONS: ClassVar[frozenset[str]] = frozenset({"generator", "languages", "pages", "permalinks"})
    endings = (".md", ".markdown", ".mdown", ".mkd", ".mdx")

    def parser(self) -> Parse:
        """Parse with the addresses that the settings give."""
        settings, options = self._settings, dict(self._settings.options)
        language = settings.language or self._context.site.language
        site = site_addresses(options, base=settings.base_url, language=language)
        languages = options.get("languages", ())
        folders = languages if isinstance(languages, list | tuple) else (str(languages),)
        files = ArticleFiles(settings.paths, self.endings, site, folders)
        return partial(read_markdown, files=files, pages=options.get("pages") is True)


def read_markdown(
    file: IO[bytes], path: str, defaults: SourceDefaults, *, files: ArticleFiles, pages: bool = False
) -> Iterator[Reading]:
    """Read one file; nothing comes of a draft, nor of a page of the site unless ``pages``."""
    body = file.read(MAX_BYTES + 1)
    place = Place(path=path, line=1)
    if len(body) > MAX_BYTES:
        why = f"this file is larger than {MAX_BYTES} bytes"
        yield no_record(place, "", why, "Give one article in each file")
        return
    text = decode_text(body).text
    try:
        page = split_front_matter(text)
    except FrontMatterError as error:
        at = Place(path=path, line=error.line)
        yield no_record(at, text[:_RAW_CHARS], str(error), "Correct the front matter between its fences")
        return
    relative = files.relative(path)
    if is_held_back(page.fields, relative) or (not pages and _is_page(page, relative, files.site)):
        return
    data = record_data(page, relative, files)
    address = data.get("url")
    yield clean_source_record(data, place, defaults.at(address) if isinstance(address, str) else defaults)


def _is_page(page: MarkdownFile, relative: str, site: SiteAddresses) -> bool:
    name, generator = page_name(relative), site.generator
    dated = publication_date(page.fields, name) is not None
    left_out = generator.pages_folder in name.folders or (generator.dated_only and not dated)
    return left_out or is_page(page.fields, relative, dated=dated)
