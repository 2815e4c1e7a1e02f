"""The archive of a channel as months (RFC 5005 §4): which entries make a document, and how they are linked.

Law: parts lie on a line of time without a gap or an overlap, so an entry is in exactly one; together with the
live feed they cover every visible entry (R-PAGE-05).
"""

from collections.abc import Sequence
from dataclasses import replace
from datetime import UTC, datetime
from urllib.parse import quote

from feeds.model import Channel, FeedLink, Filed, Format, Head, Position, Site

PART_ENTRIES = 250
"""How many entries a part has at most when it is cut; a month that has more is several parts."""

GROWN = 2
"""A part that grew to more than so many times what it may be, by late arrivals, is cut anew."""

RETURNING_SHARE = 4
"""One place in so many of the live feed is for archived entries that changed or arrived late (R-PAGE-03)."""


def month_of(position: Position) -> str:
    """The month that an entry is filed under, in UTC, which no change of settings moves."""
    return f"{position.published_at.astimezone(UTC):%Y-%m}"


def part_name(month: str, names: Sequence[str]) -> str:
    """A name for one more part of a month; ``names`` are all that the channel has."""
    count, name = 1, month
    while name in names:
        count += 1
        name = f"{month}-{count}"
    return name


def cut(
    filed: Sequence[Filed], *, max_bytes: int, max_entries: int = PART_ENTRIES, more: bool = False
) -> tuple[tuple[Filed, ...], ...]:
    """Cut entries, oldest first, into parts: of one month each, and none too large.

    With ``more`` to come the last part may not be whole yet and is left out.
    """
    parts: list[list[Filed]] = []
    size_bytes = 0
    for one in filed:
        whole = parts and (
            month_of(parts[-1][0].position) != month_of(one.position)
            or len(parts[-1]) >= max_entries
            or size_bytes + one.size_bytes > max_bytes
        )
        if whole or not parts:
            parts.append([])
            size_bytes = 0
        parts[-1].append(one)
        size_bytes += one.size_bytes
    return tuple(map(tuple, parts[:-1] if more else parts))


def fits(filed: Sequence[Filed], name: str, max_bytes: int) -> bool:
    """Whether what a part holds may stay one: of its own month, and not grown too large."""
    return (
        all(name.startswith(month_of(one.position)) for one in filed)
        and len(filed) <= GROWN * PART_ENTRIES
        and (len(filed) == 1 or sum(one.size_bytes for one in filed) <= GROWN * max_bytes)
    )


def closing(newest: Sequence[Position], now: datetime) -> Position | None:
    """Where the archive may reach: all of the months that are over, and this one but for its ``newest``.

    Entries keep arriving a little late and out of order; what was just published stays out, if it can.
    ``None``: there is no bound.
    """
    month = now.astimezone(UTC).replace(day=1, hour=0, minute=0, second=0, microsecond=0)
    return max(min(newest), Position(published_at=month, id="")) if newest else None


def returning(
    newest: Sequence[int], changed: Sequence[tuple[int, int]], limit: int
) -> tuple[int, tuple[int, ...]]:
    """Choose the live feed: how many of the ``newest`` it shows, and which archived entries beside them.

    ``newest`` are keys by publication, ``changed`` (key, number of the change) with the last change first. A
    changed entry stays until everything newer arrived after its change: as long as a new entry would.
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
    """The address of a document of the archive."""
    return f"{site.url}/{quote(channel.path)}/archive/{part}.{form.value}"


def live_head(head: Head, *, last_url: str | None, media_type: str) -> Head:
    """The head of the live feed of one format, with the way to the last part of the archive (R-PAGE-04)."""
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
    """The head of a part: the same feed, whose ``head`` is the live one's, at another address.

    Source: RFC 5005 §4, R-PAGE-04, R-PAGE-06.
    """
    links = (
        *_link("current", head.self_url(form), media_type),
        *_link("prev-archive", prev_url, media_type),
        *_link("next-archive", next_url, media_type),
    )
    return replace(head, self_urls=own_urls, links=links, archive=True)


def _link(rel: str, url: str | None, media_type: str) -> tuple[FeedLink, ...]:
    return (FeedLink(rel=rel, type=media_type, href=url),) if url else ()
