"""One article page to a reading: the work that a parser process does."""

from dataclasses import dataclass

from msgspec.structs import replace

from feeds.model import AUTHORITY, Place, Reading
from feeds.readers.clean import clean_record
from feeds.readers.page.decode import page_text
from feeds.readers.page.extract import extract
from feeds.readers.page.foreign_format import foreign_format, refusal
from feeds.readers.page.record import record_data
from feeds.readers.page.shrink_check import empty_page
from feeds.readers.source_defaults import SourceDefaults

RAW_CHARS = 200_000


@dataclass(frozen=True, slots=True, kw_only=True)
class PageBody:
    """A page to read: ``url`` is where it was fetched from, ``name`` what its id is made of without one.

    ``path`` is the name that its place has, ``base`` what its links start from, ``selectors`` are CSS by
    field.
    """

    body: bytes
    path: str
    name: str
    defaults: SourceDefaults
    url: str | None = None
    base: str | None = None
    charset: str | None = None
    selectors: tuple[tuple[str, str], ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class PageReading:
    """The reading of a page; ``chars`` is the length of its article, ``None`` if it is not a page at all."""

    reading: Reading
    chars: int | None = None


def read_page(page: PageBody) -> PageReading:
    """Find the article of a page and clean it."""
    place = Place(path=page.path)
    text = page_text(page.body, charset=page.charset)
    raw = text[:RAW_CHARS].encode("utf-8", "replace").decode()
    if foreign := foreign_format(text):
        return PageReading(reading=Reading(place=place, findings=(refusal(*foreign),), raw=raw))
    article = extract(text, url=page.base, zone=page.defaults.zone, selectors=dict(page.selectors))
    chars = len("".join(article.body_text.split()))
    if not chars:
        return PageReading(reading=empty_page(place, raw), chars=0)
    data = record_data(article, url=page.url, name=page.name, host=AUTHORITY)
    reading = clean_record(data, place, page.defaults, plain=True)
    if reading.raw:
        reading = replace(reading, raw=reading.raw.encode("utf-8", "replace").decode())
    return PageReading(reading=reading, chars=chars)
