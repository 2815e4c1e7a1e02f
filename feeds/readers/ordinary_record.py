"""Ordinary records: an article with an id, an address, a title, HTML and a time, each written as a text.

Most records are. Their values are cleaned by the same functions as in ``clean_record``; its steps for fields
that are missing or written in other ways cost as much as all of these. What is not certain is left to it. A
test compares the results.
"""

from functools import lru_cache

from feeds.model import FIELD_NAMES, Record, Status
from feeds.readers.cleaning_context import CleaningContext
from feeds.readers.field_cleaning import (
    clean_channels,
    clean_language,
    clean_people,
    clean_source,
    clean_tags,
)
from feeds.readers.fields import MAX_CHARS, Fields
from feeds.readers.identity import is_verified, published_id
from feeds.readers.json_values import Json
from feeds.readers.record_texts import clean_content, clean_summary
from feeds.readers.record_times import EMBARGO
from feeds.readers.signed_files import warn_of_signed_files
from feeds.readers.source_defaults import SourceDefaults
from feeds.readers.status_columns import REPORTS
from feeds.readers.statuses import known_status
from feeds.readers.trust import HELD
from feeds.text.dates import ParsedTime, implausible, parse_time
from feeds.text.urls import permalink

_NEEDED = frozenset({"id", "url", "title", "content_html", "date_published"})
_USUAL = _NEEDED | {"channel", "source"}
_MORE = frozenset({"summary", "date_modified", "author", "authors", "tags", "language", "channels", "status"})
_NEVER = (FIELD_NAMES - _USUAL - _MORE) | REPORTS | {HELD}


def ordinary_record(fields: Fields, context: CleaningContext) -> Record | None:
    """Return the clean record and add its warnings; ``None`` and no warning if it is not ordinary.

    ``fields`` have our names, and are only those that the source may set.
    """
    data, defaults = fields.data, context.defaults
    has_more = _has_more(tuple(data))
    if has_more is None or (has_more and not _is_usable(data.get("status"))):
        return None
    identity, url = _identity(data["id"], defaults), _address(data["url"], defaults)
    published, title = _published(data["date_published"], defaults), _short_text(data["title"])
    if identity is None or url is None or published is None or title is None:
        return None
    context.place(url)
    modified_at = context.plausible(fields, "date_modified") if has_more else None
    content = clean_content(fields, context)
    title = context.title(title, "title")
    if content.html is None or title is None:
        context.faults.found.clear()
        return None
    record = Record(
        id=identity,
        origin=defaults.origin,
        url=url,
        title=title,
        summary=clean_summary(fields, content, context),
        content_html=content.html,
        published_at=published.at,
        modified_at=modified_at,
        time_flags=published.flags,
        authors=clean_people(fields, context) if has_more else (),
        tags=clean_tags(fields) if has_more else (),
        language=clean_language(fields, context) if has_more else defaults.language,
        channels=clean_channels(fields, context),
        source=clean_source(fields, context),
    )
    if content.signing is not None:
        warn_of_signed_files(record, content.signing, context.faults)
    return record


@lru_cache(maxsize=4096)
def _has_more(names: tuple[str, ...]) -> bool | None:
    """Whether a record with these fields has more than the usual ones; ``None`` if it is not ordinary.

    Fields with names that are not ours change nothing in a record that has all that is needed.
    """
    if not _NEEDED.issubset(names) or not _NEVER.isdisjoint(names):
        return None
    return not _MORE.isdisjoint(names)


def _short_text(written: Json) -> str | None:
    return written if type(written) is str and len(written) <= MAX_CHARS else None


def _identity(given: Json, defaults: SourceDefaults) -> str | None:
    text = _short_text(str(given) if type(given) is int else given)
    identity = published_id(text, defaults) if text else None
    return identity if identity and is_verified(identity, defaults) else None


def _address(written: Json, defaults: SourceDefaults) -> str | None:
    text = _short_text(written)
    return permalink(text, defaults.base) if text else None


def _published(written: Json, defaults: SourceDefaults) -> ParsedTime | None:
    """Return a time in one of the built-in forms that can be one of publication."""
    text = _short_text(written)
    time = None if text is None or defaults.date_formats else parse_time(text, zone=defaults.zone)
    if type(time) is not ParsedTime or implausible(time.at, now=defaults.now, ahead=EMBARGO) is not None:
        return None
    return time


def _is_usable(status: Json) -> bool:
    if type(status) is not str:
        return status is None
    return not status.strip() or known_status(status) is Status.USABLE
