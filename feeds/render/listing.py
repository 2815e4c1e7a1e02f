"""The latest entries as a page lists them: grouped by day, in the site's time zone."""

import re
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta
from functools import lru_cache
from itertools import groupby
from unicodedata import east_asian_width
from zoneinfo import ZoneInfo

from feeds.model import Entry
from feeds.render.phrases import moment
from feeds.render.shared import source_name
from feeds.text.characters import single_line
from feeds.text.plain import beginning_of, excerpt, text_of_beginning

LISTED = 30
"""How many entries a page lists; the feed has more."""

_TITLE_COLUMNS = 80
_SUMMARY_COLUMNS = 190
_WIDE = "WF"
_READ_CHARS = 600, 2000
"""How much of the content is read: the beginning is usually enough."""

_MARGIN_CHARS = 60
"""How much more text than is shown has to be known: an excerpt ends at a word before its limit."""

_CACHED = 1024
"""Cached beginnings, about 2 MB with articles of 2 KB."""

_SPACE_IN_CHINESE = re.compile(
    r"(?<=[。！？”」』；])\s+(?=[\u3000-\u303f\u3400-\u9fff\uf900-\ufaff\uff00-\uffef“‘])"
)
_SAME_MOMENT = timedelta(minutes=1)


@dataclass(frozen=True, slots=True, kw_only=True)
class DisplayTime:
    """A time for people (``words``) and machines (``iso``)."""

    words: str
    iso: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Row:
    """One entry in the list."""

    title: str | None
    url: str | None
    language: str | None
    published: DisplayTime
    authors: tuple[str, ...]
    source: str | None
    source_url: str | None
    original: DisplayTime | None
    updated: DisplayTime | None
    summary: str | None
    correction: str | None
    reads: str | None = None


def by_day(entries: tuple[Entry, ...], zone: str) -> list[tuple[date, tuple[Entry, ...]]]:
    """Group the latest entries by their day of publication in ``zone``."""
    zone_info = ZoneInfo(zone)
    latest = entries[:LISTED]
    return [
        (day_, tuple(group))
        for day_, group in groupby(latest, key=lambda entry: entry.published_at.astimezone(zone_info).date())
    ]


def row(entry: Entry, zone: str, language: str) -> Row:
    """Describe an entry in a list by day, with the time of its publication."""
    zone_info = ZoneInfo(zone)
    return _row(entry.published_at.astimezone(zone_info), entry, zone_info, language)


def has_phrases(entry: Entry) -> bool:
    """Return whether an entry in a list by day has words in the language of the page around it."""
    return bool(
        not entry.title
        or entry.correction
        or entry.created_at
        or source_name(entry)
        or (entry.authors_differ and entry.authors)
        or entry.updated_at - entry.published_at >= _SAME_MOMENT
    )


def ranked_row(entry: Entry, gain: int, zone: str, language: str) -> Row:
    """Describe an entry in a ranking, with the day of its publication and the number of its views."""
    published = _display_time(entry.published_at, ZoneInfo(zone), language)
    return replace(row(entry, zone, language), published=published, reads=f"{gain:,}")


def _row(at: datetime, entry: Entry, zone: ZoneInfo, language: str) -> Row:
    source = source_name(entry)
    changed = entry.updated_at - entry.published_at >= _SAME_MOMENT
    return Row(
        title=entry.title or _beginning(entry.content_html, entry.content_text, _TITLE_COLUMNS),
        url=entry.url,
        language=entry.language,
        published=DisplayTime(words=f"{at.hour:02}:{at.minute:02}", iso=at.isoformat()),
        authors=tuple(one.name for one in entry.authors if one.name != source)
        if entry.authors_differ
        else (),
        source=source,
        source_url=entry.via_url or (entry.origin.url if entry.origin else None),
        original=_display_time(entry.created_at, zone, language) if entry.created_at else None,
        updated=_display_time(entry.updated_at, zone, language) if changed else None,
        summary=_summary(entry) if entry.title else None,
        correction=entry.correction,
    )


def shown_time(at: datetime, zone: str, language: str) -> DisplayTime:
    """Return a time in the site's time zone."""
    return _display_time(at, ZoneInfo(zone), language)


def _display_time(at: datetime, zone: ZoneInfo, language: str) -> DisplayTime:
    local = at.astimezone(zone)
    return DisplayTime(words=moment(local, language), iso=local.isoformat())


def _summary(entry: Entry) -> str | None:
    """Return the entry's own summary in full, or the beginning of its content."""
    return entry.summary or _beginning(entry.content_html, entry.content_text, _SUMMARY_COLUMNS)


@lru_cache(_CACHED)
def _beginning(content_html: str | None, content_text: str | None, columns: int) -> str | None:
    """Return the beginning of the content as plain text; cached because busy channels list entries often.

    Between Chinese paragraphs there is no space.
    """
    if content_text:
        return _shortened(_joined(content_text[: _READ_CHARS[-1]]), columns)
    text = ""
    for chars in _READ_CHARS:
        text = _joined(text_of_beginning(beginning_of(content_html or "", chars)))
        if len(single_line(text)) > columns + _MARGIN_CHARS:
            break
    return _shortened(text, columns)


def _joined(text: str) -> str:
    """Leave out spaces between Chinese sentences; ASCII, which has none, is put on one line only once."""
    return single_line(text) if text.isascii() else _SPACE_IN_CHINESE.sub("", text)


def _shortened(text: str, columns: int) -> str | None:
    """Cut a text to ``columns``; a Chinese character takes two."""
    sample = text[:columns]
    wide = 0 if sample.isascii() else sum(east_asian_width(character) in _WIDE for character in sample)
    taken = len(sample) + wide
    return excerpt(text, columns * len(sample) // taken) if taken else None
