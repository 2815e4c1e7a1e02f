"""The latest entries as a page lists them: by day, in the site's own zone."""

import re
from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from functools import lru_cache
from itertools import groupby
from unicodedata import east_asian_width
from zoneinfo import ZoneInfo

from markupsafe import Markup

from feeds.model import Entry
from feeds.render.phrases import day, moment
from feeds.render.shared import source_name
from feeds.text.plain import excerpt

LISTED = 30
"""Entries on a page; the feed has the rest."""

_TITLE_WIDTH = 80
_SUMMARY_WIDTH = 190
_WIDE = "WF"
_READ_CHARS = 2000
_REMEMBERED = 4096
"""Beginnings kept, of 2 KB articles some 8 MB."""

_BREAK_IN_CHINESE = re.compile(r"(?<=[。！？”」』；])\s+")
_SAME_MOMENT = timedelta(minutes=1)


@dataclass(frozen=True, slots=True, kw_only=True)
class DisplayTime:
    """A time as people and as machines read it."""

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


@dataclass(frozen=True, slots=True, kw_only=True)
class Day:
    """The entries of one day."""

    words: str
    iso: str
    rows: tuple[Row, ...]


def days(entries: tuple[Entry, ...], zone: str, language: str) -> tuple[Day, ...]:
    """Group the latest entries by the day they were published on, in ``zone``."""
    place = ZoneInfo(zone)
    dated = [(entry.published_at.astimezone(place), entry) for entry in entries[:LISTED]]
    return tuple(_days(dated, place, language))


def _days(dated: list[tuple[datetime, Entry]], place: ZoneInfo, language: str) -> Iterator[Day]:
    for date, group in groupby(dated, key=lambda pair: pair[0].date()):
        pairs = tuple(group)
        rows = tuple(_row(at, entry, place, language) for at, entry in pairs)
        yield Day(words=day(pairs[0][0], language), iso=date.isoformat(), rows=rows)


def ranking(entries: tuple[Entry, ...], gains: tuple[int, ...], zone: str, language: str) -> tuple[Row, ...]:
    """List entries in their order, each with its day and how often it was read."""
    place = ZoneInfo(zone)
    pairs = zip(entries[:LISTED], gains, strict=False)
    return tuple(
        replace(
            _row(entry.published_at.astimezone(place), entry, place, language),
            published=_shown(entry.published_at, place, language),
            reads=f"{gain:,}",
        )
        for entry, gain in pairs
    )


def _row(at: datetime, entry: Entry, place: ZoneInfo, language: str) -> Row:
    source = source_name(entry)
    changed = entry.updated_at - entry.published_at >= _SAME_MOMENT
    return Row(
        title=entry.title or _beginning(entry.content_html, entry.content_text, _TITLE_WIDTH),
        url=entry.url,
        language=entry.language,
        published=DisplayTime(words=f"{at.hour:02}:{at.minute:02}", iso=at.isoformat()),
        authors=tuple(one.name for one in entry.authors if one.name != source)
        if entry.authors_differ
        else (),
        source=source,
        source_url=entry.via_url or (entry.origin.url if entry.origin else None),
        original=_moment(entry.created_at, place, language),
        updated=_moment(entry.updated_at if changed else None, place, language),
        summary=_summary(entry) if entry.title else None,
        correction=entry.correction,
    )


def shown_time(at: datetime, zone: str, language: str) -> DisplayTime:
    """A time in the site's own zone."""
    return _shown(at, ZoneInfo(zone), language)


def _moment(at: datetime | None, place: ZoneInfo, language: str) -> DisplayTime | None:
    return None if at is None else _shown(at, place, language)


def _shown(at: datetime, place: ZoneInfo, language: str) -> DisplayTime:
    local = at.astimezone(place)
    return DisplayTime(words=moment(local, language), iso=local.isoformat())


def _summary(entry: Entry) -> str | None:
    if entry.summary:
        return _shortened(entry.summary, _SUMMARY_WIDTH)
    return _beginning(entry.content_html, entry.content_text, _SUMMARY_WIDTH)


@lru_cache(_REMEMBERED)
def _beginning(content_html: str | None, content_text: str | None, columns: int) -> str | None:
    """How an entry begins, as plain text; a busy channel lists the same ones again and again.

    Paragraphs of Chinese run on without a space.
    """
    beginning = (content_html or "")[:_READ_CHARS]
    if beginning.rfind("<") > beginning.rfind(">"):  # cut inside a tag
        beginning = beginning[: beginning.rfind("<")]
    text = Markup(beginning.replace("</p>", " ")).striptags()  # noqa: S704  # it leaves as plain text
    return _shortened(_BREAK_IN_CHINESE.sub("", content_text or text), columns)


def _shortened(text: str, columns: int) -> str | None:
    """At most ``columns`` of a text; a Chinese character takes two."""
    sample = text[:columns]
    wide = 0 if sample.isascii() else sum(east_asian_width(character) in _WIDE for character in sample)
    taken = len(sample) + wide
    return excerpt(text, columns * len(sample) // taken) if taken else None
