"""One feed document to readings: the work that a parser process does."""

from collections.abc import Iterator
from dataclasses import dataclass, replace
from io import BytesIO

from msgspec import structs

from feeds.model import Place, Reading, Record, Status
from feeds.readers.clean import clean_record, no_record
from feeds.readers.documents import item_lines, with_fault
from feeds.readers.faults import FaultCollector, FieldFault
from feeds.readers.feed_document import FeedDocument, read_feed
from feeds.readers.packed_readings import PackedReadings, pack
from feeds.readers.source_defaults import SourceDefaults
from feeds.readers.wordpress import is_wxr, read_wxr

MAX_HUBS = 10
"""How many hubs of a feed are considered."""


@dataclass(frozen=True, slots=True, kw_only=True)
class FeedBody:
    """A document to read: ``url`` is where it was fetched from, ``path`` the name that its places have."""

    body: bytes
    path: str
    defaults: SourceDefaults
    url: str | None = None
    content_type: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class FeedReadings:
    """The readings of a document, the address of the one with older entries, and what it says about push."""

    readings: PackedReadings
    older: str | None = None
    hubs: tuple[str, ...] = ()
    self_url: str | None = None


def read_document(document: FeedBody) -> FeedReadings:
    """Read a document. Raises ``SourceError`` for what is not a feed or cannot be parsed.

    A WordPress export looks like RSS but holds drafts too: it is read as one, with a warning.
    """
    if is_wxr(document.body):
        export = read_wxr(BytesIO(document.body), document.path, document.defaults)
        return FeedReadings(readings=pack(_with_export_warning(export)))
    feed = read_feed(document.body, document.url, document.content_type)
    readings = _held_duplicates(_readings(feed, document))
    return FeedReadings(
        readings=pack(readings),
        older=feed.older,
        hubs=feed.hubs[:MAX_HUBS],
        self_url=feed.self_url,
    )


def _readings(feed: FeedDocument, document: FeedBody) -> Iterator[Reading]:
    """The items in their order, on their lines where the format is JSON; the first has what was repaired."""
    defaults = document.defaults
    if not defaults.own_base:
        defaults = replace(defaults, base=feed.base, own_base=True)
    lines = _lines(document.body)
    for number, item in enumerate(feed.items):
        place = Place(path=document.path, line=lines[number] if number < len(lines) else number + 1)
        if isinstance(item, dict):
            draft = bool(item.pop("_draft", False))
            reading = clean_record(item, place, defaults, plain=True)
            if draft and reading.record:
                reading = structs.replace(
                    reading, record=structs.replace(reading.record, status=Status.WITHHELD)
                )
        else:
            reading = no_record(place, repr(item)[:2000], "this item is not an object", "Correct the feed")
        yield reading if number else with_fault(reading, feed.fault)


def _with_export_warning(readings: Iterator[Reading]) -> Iterator[Reading]:
    """Say with the first reading that the document is an export."""
    first = next(readings, None)
    if first is not None:
        faults = FaultCollector()
        what = "this is a WordPress export, not a feed; only its published posts are read"
        faults.add(FieldFault.WORDPRESS_EXPORT, None, what, 'Set kind = "wordpress"')
        yield structs.replace(first, findings=(*first.findings, *faults.found))
    yield from readings


def _lines(body: bytes) -> list[int]:
    if body.lstrip(b"\xef\xbb\xbf \t\r\n")[:1] != b"{":
        return []
    return item_lines(body.decode("utf-8", "replace"))


def _held_duplicates(readings: Iterator[Reading]) -> Iterator[Reading]:
    """Of one id the first counts: the same again is read again, a different one is held (R-ID-10)."""
    firsts: dict[str, Record] = {}
    for reading in readings:
        record = reading.record
        first = firsts.setdefault(record.id, record) if record else None
        if record and record is not first and record != first:
            faults = FaultCollector()
            what = f"{record.id[:120]!r} is the id of an earlier, different entry"
            hint = "The earlier one counts; give each entry its own id"
            faults.add(FieldFault.DUPLICATE_ID, "id", what, hint)
            yield structs.replace(reading, findings=(*reading.findings, *faults.found))
        else:
            yield reading
