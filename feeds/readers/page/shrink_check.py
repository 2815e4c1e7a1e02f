"""Reject page results that cannot be right: empty, or much smaller than before; the old article stays."""

import msgspec
from msgspec.structs import replace

from feeds.model import Finding, Place, Reading, Severity

LEAST_PAGES = 10
"""Smaller collections are not checked."""

LEAST_CHARS = 200
"""Shorter articles are not checked."""


class PageSize(msgspec.Struct, frozen=True, omit_defaults=True, gc=False):
    """The last size of a page: characters of its article, and validators for conditional requests.

    For a sitemap or the files of a source: the number of ``pages``.
    """

    chars: int = 0
    pages: int = 0
    etag: str | None = None
    last_modified: str | None = None
    listed: str | None = None


def decode_size(value: str) -> PageSize:
    """Decode the value of a mark; an unreadable value gives an empty size."""
    try:
        return msgspec.json.decode(value, type=PageSize)
    except msgspec.DecodeError:
        return PageSize()


def encode_size(page: PageSize) -> str:
    """Encode a size as the value of a mark."""
    return msgspec.json.encode(page).decode()


def empty_page(place: Place, raw: str) -> Reading:
    """Return an error without a record for a page without an article, so that nothing is replaced."""
    finding = Finding(
        code="PAGE001",
        name="empty-article",
        severity=Severity.ERROR,
        message="no article was found on the page. Give selectors for it if the site's pages changed",
    )
    return Reading(place=place, findings=(finding,), raw=raw)


def checked_size(reading: Reading, *, chars: int, before: int, least_share: float) -> Reading:
    """Return the reading, with an error if the article lost more than ``1 - least_share`` of its text."""
    if before < LEAST_CHARS or chars >= least_share * before:
        return reading
    finding = Finding(
        code="PAGE002",
        name="shrunken-article",
        severity=Severity.ERROR,
        message=f"the article has {chars} characters and had {before}. Look at the page, then retry it",
        element="content_html",
    )
    return replace(reading, findings=(*reading.findings, finding))


def shrunken_collection(now: int, before: int, least_share: float) -> str | None:
    """Return an error message for a collection with no or far fewer pages than before, else ``None``."""
    if not now:
        return "there are no pages"
    if before < LEAST_PAGES or now >= least_share * before:
        return None
    return f"there are {now} pages and were {before}"


def is_alarming(reading: Reading) -> bool:
    """Whether a reading has an error about the page as a whole."""
    return any(finding.code.startswith("PAGE") for finding in reading.findings)
