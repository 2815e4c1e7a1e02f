"""One answer of a JSON API to readings and the next address: the work that a parser process does."""

from collections.abc import Iterator
from dataclasses import dataclass

from feeds.errors import SourceError
from feeds.model import Place, Reading
from feeds.readers.clean import clean_record, no_record
from feeds.readers.documents import decoded
from feeds.readers.files import opened_own
from feeds.readers.json_records import NoRecordsError, next_address, records_in, with_page
from feeds.readers.json_values import Json
from feeds.readers.packed_readings import PackedReadings, pack
from feeds.readers.source_defaults import SourceDefaults
from feeds.text.link_header import parse_link_header, with_relation


@dataclass(frozen=True, slots=True, kw_only=True)
class JsonBody:
    """An answer to read: ``link`` is its header, ``records`` and ``next`` are as in the settings."""

    body: bytes
    url: str
    defaults: SourceDefaults
    link: str = ""
    records: str = ""
    next: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class JsonFile:
    """A file to read; ``records`` is as in the settings. A parser process opens the ``path`` itself."""

    path: str
    defaults: SourceDefaults
    records: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class JsonPage:
    """The readings of an answer, and the address of the page after it."""

    readings: PackedReadings
    next: str | None = None


def read_json_page(page: JsonBody) -> JsonPage:
    """Read an answer. Raises ``SourceError`` for what is not JSON or has no records."""
    try:
        document = decoded(page.body)
    except ValueError as error:
        raise SourceError(f"the response is not JSON: {error}", where=page.url) from error
    try:
        found = records_in(document, page.records)
    except NoRecordsError as error:
        hint = 'Say where the records are: records = "data.items"'
        raise SourceError(str(error), where=page.url, hint=hint) from error
    readings = cleaned(found, page.url, page.defaults.at(page.url))
    following = _next(document, page) if found else None
    return JsonPage(readings=pack(readings), next=following)


def pack_json_file(file: JsonFile) -> PackedReadings:
    """Read a file: the work that a parser process does."""
    with opened_own(file.path) as opened:
        return pack(read_json_file(file, opened.read()))


def read_json_file(file: JsonFile, body: bytes) -> Iterator[Reading]:
    """Yield the readings of a file; what is not JSON or has no records is one that says so."""
    try:
        found = records_in(decoded(body), file.records)
    except NoRecordsError as error:
        hint = 'Say where the records are: records = "data.items"'
        yield no_record(Place(path=file.path, line=1), "", str(error), hint)
    except ValueError as error:
        place = Place(path=file.path, line=getattr(error, "lineno", 1))
        yield no_record(place, "", f"this is not JSON: {error}", "Correct the document")
    else:
        yield from cleaned(found, file.path, file.defaults)


def cleaned(found: list[Json], path: str, defaults: SourceDefaults) -> Iterator[Reading]:
    """Yield the readings of all records."""
    for number, value in enumerate(found, start=1):
        place = Place(path=path, line=number)
        if isinstance(value, dict):
            yield clean_record(value, place, defaults)
        else:
            yield no_record(place, repr(value)[:2_000], "this is not a JSON object", "Correct records")


def _next(document: Json, page: JsonBody) -> str | None:
    """Return the address of the next page: by the settings, else by the ``Link`` header (RFC 8288)."""
    option = page.next
    if option and (address := next_address(document, option, page.url)):
        return address
    if following := with_relation(parse_link_header(page.link), "next"):
        return next_address({"next": following[0]}, "next", page.url)
    if option and "." not in option and not (isinstance(document, dict) and option in document):
        return with_page(page.url, option)
    return None
