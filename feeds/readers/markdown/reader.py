"""Read folders of Markdown files; drafts and whatever else the generator leaves out are not read."""

from collections.abc import Iterator
from functools import partial
from pathlib import Path
from typing import IO, ClassVar

from feeds.model import Place, Reading
from feeds.readers.clean import clean_record, no_record
from feeds.readers.encodings import decode_text
from feeds.readers.filereader import FileReader, Parse
from feeds.readers.markdown.front_matter import FrontMatterError, split_front_matter
from feeds.readers.markdown.record import is_held_back, record_data
from feeds.readers.source_defaults import SourceDefaults

PERMALINKS = "/:path/:slug/"
"""Where a page stands below the base address unless its front matter says so: folders and name."""

_MAX_BYTES = 5_000_000
_RAW_CHARS = 2_000


class MarkdownReader(FileReader):
    """A source of kind ``markdown``: one article in each file."""

    OPTIONS: ClassVar[frozenset[str]] = frozenset({"permalinks"})
    endings = (".md", ".markdown", ".mdown", ".mkd", ".mdx")

    def parser(self) -> Parse:
        """Parse with the addresses that the settings give."""
        options = dict(self._settings.options)
        roots = tuple(path for path in self._settings.paths if Path(path).is_dir())
        permalinks = str(options.get("permalinks", PERMALINKS))
        base = self._settings.base_url
        return partial(read_markdown, roots=roots, base=base, permalinks=permalinks)


def read_markdown(
    file: IO[bytes],
    path: str,
    defaults: SourceDefaults,
    *,
    roots: tuple[str, ...] = (),
    base: str | None = None,
    permalinks: str = PERMALINKS,
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
    if is_held_back(page.fields, relative):
        return
    data = record_data(page, relative, base=base, permalinks=permalinks)
    address = data.get("url")
    yield clean_record(data, place, defaults.at(address) if isinstance(address, str) else defaults)


def _relative(path: str, roots: tuple[str, ...]) -> str:
    for root in roots:
        if Path(path).is_relative_to(root):
            return Path(path).relative_to(root).as_posix()
    return Path(path).name
