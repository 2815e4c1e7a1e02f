"""When a page's result cannot be right: nothing, or much less than before; the old article then stays."""

from dataclasses import replace

import msgspec

from feeds.model import Finding, Place, Reading, Severity

LEAST_PAGES = 10
"""A smaller collection may shrink as it likes."""

LEAST_CHARS = 200
"""A shorter article may shrink as it likes."""


class PageSize(msgspec.Struct, frozen=True, omit_defaults=True):
    """What the last reader saw of a page: characters of its article, and how to ask whether it changed.

    Of a sitemap or the files of a source: how many ``pages`` there were.
    """

    chars: int = 0
    pages: int = 0
    etag: str | None = None
    last_modified: str | None = None
    listed: str | None = None


def decode_size(value: str) -> PageSize:
    """What a mark holds; a mark that cannot be read says nothing."""
    try:
        return msgspec.json.decode(value, type=PageSize)
    except msgspec.DecodeError:
        return PageSize()


def encode_size(page: PageSize) -> str:
    """A mark's value."""
    return msgspec.json.encode(page).decode()


def empty_page(place: Place, raw: str) -> Reading:
    """The reading of a page without an article: an error and no record, so that nothing is replaced."""
    finding = Finding(
        code="PAGE001",
        name="empty-article",
        severity=Severity.ERROR,
        message="no article was found on the page. Give selectors for it if the site's pages changed",
    )
    return Reading(place=place, findings=(finding,), raw=raw)


def checked_size(reading: Reading, *, chars: int, before: int, least_share: float) -> Reading:
    """The reading, in error where its article has less than ``least_share`` of the characters ``before``."""
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
    """What is wrong with a collection that has far fewer pages than before, or none."""
    if not now:
        return "there are no pages"
    if before < LEAST_PAGES or now >= least_share * before:
        return None
    return f"there are {now} pages and were {before}"


def is_alarming(reading: Reading) -> bool:
    """Whether a reading says that something is wrong with the page as a whole."""
    return any(finding.code.startswith("PAGE") for finding in reading.findings)
