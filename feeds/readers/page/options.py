"""The settings of a page source: CSS selectors by field, and limits."""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass

from feeds.errors import ConfigError, Problem
from feeds.model import SourceSettings
from feeds.readers.page.extract import SELECTABLE, extract

OPTIONS = frozenset({"without", "least_share", "max_pages"})
"""The keys of a source that belong to this kind."""

_FIELDS_HINT = f"Use {', '.join(sorted(SELECTABLE - {'without'}))}"


@dataclass(frozen=True, slots=True, kw_only=True)
class PageOptions:
    """``selectors`` are CSS by our field names; ``without`` names what is left out of the content.

    ``least_share`` is the part of an article's former length below which it is held (0 holds nothing);
    ``max_pages`` bounds what one run takes from a sitemap.
    """

    selectors: tuple[tuple[str, str], ...] = ()
    least_share: float = 0.5
    max_pages: int = 200


def page_options(settings: SourceSettings) -> PageOptions:
    """Read the options of a page source. Raises ``ConfigError`` with every problem found."""
    given = dict(settings.options)
    where = f"sources.{settings.name}"
    selectors = {name: css for name, css in settings.fields if css is not None}
    if isinstance(without := given.get("without"), str):
        selectors["without"] = without
    share, pages = given.get("least_share", 0.5), given.get("max_pages", 200)
    problems = [
        *_unknown_names(where, given, dict(settings.fields)),
        *_unreadable_selectors(where, selectors),
        *_unusable_limits(where, given.get("without", ""), share, pages),
    ]
    if problems or not isinstance(share, int | float) or not isinstance(pages, int):
        raise ConfigError(tuple(problems))
    return PageOptions(selectors=tuple(selectors.items()), least_share=float(share), max_pages=pages)


def _unknown_names(where: str, given: Iterable[str], fields: Iterable[str]) -> Iterator[Problem]:
    for name in given:
        if name not in OPTIONS:
            message = "is not a setting of a page source"
            yield Problem(where=f"{where}.{name}", message=message, hint="Remove it")
    for name in fields:
        if name not in SELECTABLE:
            message = "is not a field that a selector can fill"
            yield Problem(where=f"{where}.fields.{name}", message=message, hint=_FIELDS_HINT)


def _unreadable_selectors(where: str, selectors: Mapping[str, str]) -> Iterator[Problem]:
    for name, css in selectors.items():
        if not _readable(css):
            message = f"{css!r} is not a valid CSS selector"
            yield Problem(where=f"{where}.fields.{name}", message=message, hint="Correct the selector")


def _unusable_limits(where: str, without: object, share: object, pages: object) -> Iterator[Problem]:
    if not isinstance(without, str):
        yield Problem(where=f"{where}.without", message="is not a CSS selector", hint="Give a string")
    if not isinstance(share, int | float) or not 0 <= share <= 1:
        hint = "Use a number from 0 to 1"
        yield Problem(where=f"{where}.least_share", message="is not a share", hint=hint)
    if not isinstance(pages, int) or pages < 1:
        hint = "Use an integer of 1 or more"
        yield Problem(where=f"{where}.max_pages", message="is not a page count", hint=hint)


def _readable(css: str) -> bool:
    try:
        extract("<p>.</p>", selectors={"title": css})
    except ValueError:
        return False
    return True
