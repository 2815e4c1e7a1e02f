"""The archive of a channel by month (RFC 5005 §4): the entries of its documents, and the links between them.

Parts follow each other in time without gaps or overlaps, so an entry is in exactly one; together with the
live feed they contain every visible entry (R-PAGE-05).
"""

from collections.abc import Sequence
from dataclasses import replace
from datetime import UTC, datetime
from urllib.parse import quote

from feeds.model import Channel, FeedLink, Filed, Format, Head, Position, Site

PART_ENTRIES = 250
"""The largest number of entries of a new part; a month with more has several parts."""

GROWN = 2
"""A part that grew by late arrivals to more than so many times its limits is cut again."""

RETURNING_SHARE = 4
"""One entry in so many of the live feed may be an archived one that changed or arrived late (R-PAGE-03)."""


def month_of(position: Position) -> str:
    """Return the month of an entry, in UTC, so that it does not depend on settings."""
    at = position.published_at
    at = at if at.tzinfo is UTC else at.astimezone(UTC)
    return f"{at.year:04}-{at.month:02}"


def part_name(month: str, names: Sequence[str]) -> str:
    """Return the name of a further part of a month; ``names`` are those in use."""
    count, name = 1, month
    while name in names:
        count += 1
        name = f"{month}-{count}"
    return name


def cut(
    filed: Sequence[Filed], *, max_bytes: int, max_entries: int = PART_ENTRIES, more: bool = False
) -> tuple[tuple[Filed, ...], ...]:
    """Cut entries, oldest first, into parts of one month each, within the limits.

    With ``more`` entries to come the last part may be incomplete and is left out.
    """
    parts: list[list[Filed]] = []
    size_bytes, month = 0, ""
    for one in filed:
        other = month_of(one.position) != month
        if other or len(parts[-1]) >= max_entries or size_bytes + one.size_bytes > max_bytes:
            parts.append([])
            size_bytes, month = 0, month_of(one.position)
        parts[-1].append(one)
        size_bytes += one.size_bytes
    return tuple(map(tuple, parts[:-1] if more else parts))


def joining(
    filed: Sequence[Filed],
    held: Sequence[Filed],
    name: str,
    *,
    max_bytes: int,
    max_entries: int = PART_ENTRIES,
) -> int:
    """Return how many entries, oldest first, may join the part before them, which holds ``held``.

    So a month has one part unless it exceeds the limits.
    """
    size_bytes = sum(one.size_bytes for one in held)
    for count, one in enumerate(filed):
        size_bytes += one.size_bytes
        full = len(held) + count >= max_entries or size_bytes > max_bytes
        if full or not name.startswith(month_of(one.position)):
            return count
    return len(filed)


def fits(filed: Sequence[Filed], name: str, max_bytes: int) -> bool:
    """Whether the entries of a part, oldest first, may remain one part: all of its month, not too large."""
    return (
        all(name.startswith(month_of(one.position)) for one in (filed[0], filed[-1]))
        and len(filed) <= GROWN * PART_ENTRIES
        and (len(filed) == 1 or sum(one.size_bytes for one in filed) <= GROWN * max_bytes)
    )


def closing(newest: Sequence[Position], now: datetime) -> Position | None:
    """Return the end of the archive: all past months, and the current one without its ``newest`` entries.

    Entries arrive a little late and out of order, so the newest are not archived yet. ``None``: no bound.
    """
    month = now.astimezone(UTC).replace(day=1, hour=0, minute=0, second=0, microsecond=0)
    return max(min(newest), Position(published_at=month, key=0)) if newest else None


def returning(
    newest: Sequence[int], changed: Sequence[tuple[int, int]], limit: int
) -> tuple[int, tuple[int, ...]]:
    """Choose the entries of the live feed: how many of the ``newest``, and which archived ones beside them.

    ``newest`` are keys by publication, ``changed`` are (key, number of the change), the last change first. A
    changed entry stays as long as a new one would: until everything shown arrived after its change.
    """
    places = max(1, limit // RETURNING_SHARE) if limit > 1 else 0
    oldest = min(newest[:limit], default=0)
    recent = [key for key, number in changed[:places] if number > oldest]
    for taken in range(len(recent) + 1):
        shown = set(newest[: limit - taken])
        beside = tuple(key for key in recent if key not in shown)
        if len(beside) <= taken:
            return limit - taken, beside
    return limit, ()


def archive_url(site: Site, channel: Channel, part: str, form: Format) -> str:
    """Return the address of a document of the archive."""
    return f"{site.url}/{quote(channel.path)}/archive/{part}.{form.value}"


def live_head(head: Head, *, last_url: str | None, media_type: str) -> Head:
    """Return the head of the live feed of one format, with a link to the last archive part (R-PAGE-04)."""
    return replace(head, links=(*head.links, *_link("prev-archive", last_url, media_type)))


def archive_head(
    head: Head,
    form: Format,
    *,
    own_urls: tuple[tuple[Format, str], ...],
    prev_url: str | None,
    next_url: str | None,
    media_type: str,
) -> Head:
    """Return the head of an archive part: that of the live feed with other addresses.

    Source: RFC 5005 §4, R-PAGE-04, R-PAGE-06.
    """
    links = (
        *_link("current", head.self_url(form), media_type),
        *_link("prev-archive", prev_url, media_type),
        *_link("next-archive", next_url, media_type),
    )
    return replace(head, self_urls=own_urls, links=links, archive=True, cloud=None)


def _link(rel: str, url: str | None, media_type: str) -> tuple[FeedLink, ...]:
    return (FeedLink(rel=rel, type=media_type, href=url),) if url else ()
