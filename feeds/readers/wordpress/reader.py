"""Read WordPress exports: posts that WordPress shows to everybody, and nothing else."""

import re
import shutil
import tempfile
from collections.abc import Iterator
from functools import partial
from typing import IO, ClassVar

from lxml import etree

from feeds.model import Place, Reading
from feeds.readers.clean import no_record
from feeds.readers.filereader import FileReader, Parse
from feeds.readers.json_values import Json
from feeds.readers.large_records import clean_source_record
from feeds.readers.source_defaults import SourceDefaults
from feeds.readers.wordpress.export import Item, Library, items, library
from feeds.readers.wordpress.paragraphs import with_paragraphs
from feeds.readers.wordpress.shortcodes import (
    is_block_content,
    resolve_shortcodes,
    without_block_comments,
)
from feeds.text.plain import plain_text

_IN_MEMORY_BYTES = 16_000_000
_NO_DATE = "0000-00-00 00:00:00"
_MARK = re.compile(rb"https?://wordpress\.org/export/")
_HEAD_BYTES = 20_000
_DURATION = re.compile(r'"duration";s:\d{1,2}:"(?:(\d{1,3}):)?(\d{1,2}):(\d{2})"')
_TERMS = frozenset({"category", "post_tag"})


class WordPressReader(FileReader):
    """A source of kind ``wordpress``; ``pages = true`` reads published pages as well as posts."""

    OPTIONS: ClassVar[frozenset[str]] = frozenset({"pages"})
    endings = (".xml", ".wxr")

    def parser(self) -> Parse:
        """Parse posts, and pages where the settings ask for them."""
        pages = dict(self._settings.options).get("pages") is True
        return partial(read_wxr, types=frozenset({"post", "page"} if pages else {"post"}))


def is_wxr(body: bytes) -> bool:
    """Whether a document is a WordPress export rather than a feed."""
    return _MARK.search(body, 0, _HEAD_BYTES) is not None


def read_wxr(
    file: IO[bytes], path: str, defaults: SourceDefaults, *, types: frozenset[str] = frozenset({"post"})
) -> Iterator[Reading]:
    """Read the published posts of one export; the file is gone through twice."""
    with tempfile.SpooledTemporaryFile(max_size=_IN_MEMORY_BYTES) as copy:
        shutil.copyfileobj(file, copy)
        copy.seek(0)
        if not is_wxr(copy.read(_HEAD_BYTES)):
            hint = "Export the site again: Tools, Export, All content"
            yield no_record(Place(path=path, line=1), "", "this is not a WordPress export", hint)
            return
        copy.seek(0)
        try:
            found = library(copy)
            copy.seek(0)
            for item in items(copy):
                if _is_public(item, types):
                    data = _record_data(item, found)
                    yield clean_source_record(data, Place(path=path, line=item.line), defaults, plain=True)
        except etree.XMLSyntaxError as error:
            place = Place(path=path, line=error.lineno or 1)
            yield no_record(place, "", f"this is not XML: {error.msg}", "Export the site again")


def _is_public(item: Item, types: frozenset[str]) -> bool:
    """Whether everybody may read an item: published, of a wanted type and without a password."""
    return (
        item.wp.get("post_type", "post") in types
        and item.wp.get("status") == "publish"
        and not item.wp.get("post_password")
    )


def _record_data(item: Item, found: Library) -> dict[str, Json]:
    """Return the fields of a record; titles are HTML in WordPress and plain text in a record."""
    picture = found.attachments.get(item.thumbnail)
    data: dict[str, Json] = {
        "id": item.guid or item.link or _default_guid(item, found.site),
        "url": item.link,
        "title": " ".join(plain_text(item.title).split()),
        "content_html": _content(item, found),
        "summary": " ".join(plain_text(item.excerpt).split()),
        "date_published": _time(item, "post_date_gmt") or item.pub_date,
        "date_modified": _time(item, "post_modified_gmt"),
        "authors": [{"name": found.authors.get(item.creator, item.creator)}] if item.creator else [],
        "tags": list(dict.fromkeys(name for domain, name in item.terms if domain in _TERMS)),
        "image": picture.url if picture else None,
        "attachments": [file for value in item.enclosures if (file := _enclosure(value))],
        "language": found.language,
        "comments_url": f"{item.link}#comments" if item.wp.get("comment_status") == "open" else None,
    }
    return {field: value for field, value in data.items() if value not in (None, "", [])}


def _content(item: Item, found: Library) -> str:
    own = found.by_post.get(item.wp.get("post_id", ""), ())
    blocks = is_block_content(item.content)
    html = resolve_shortcodes(without_block_comments(item.content), found.attachments, own)
    return html if blocks else with_paragraphs(html)


def _default_guid(item: Item, site: str) -> str:
    """Return the id that WordPress gives a post; without the site's address, its number."""
    number = item.wp.get("post_id", "")
    return f"{site.rstrip('/')}/?p={number}" if site and number else number


def _enclosure(value: str) -> Json:
    """Read a medium of a post, as WordPress and podcast plugins store it: address, bytes, type, details."""
    address, size, media_type = (*(line.strip() for line in value.splitlines()[:3]), "", "", "")[:3]
    if not address.startswith(("http://", "https://")):
        return None
    found: dict[str, Json] = {"url": address}
    if size.isdecimal() and int(size):
        found["size_in_bytes"] = int(size)
    if "/" in media_type:
        found["mime_type"] = media_type
    if duration := _DURATION.search(value):
        hours, minutes, seconds = (int(part or 0) for part in duration.groups())
        found["duration_in_seconds"] = hours * 3600 + minutes * 60 + seconds
    return found


def _time(item: Item, name: str) -> str | None:
    """Return a time in UTC; drafts have one of zeros."""
    value = item.wp.get(name, "")
    return f"{value.replace(' ', 'T')}Z" if value and value != _NO_DATE else None
