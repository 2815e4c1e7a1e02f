"""The settings of a page source: CSS selectors by field, and limits."""

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
    problems = [
        Problem(where=f"{where}.{name}", message="is not a setting of a page source", hint="Remove it")
        for name in given
        if name not in OPTIONS
    ]
    selectors = dict(settings.fields)
    problems += [
        Problem(
            where=f"{where}.fields.{name}",
            message="is not a field that a selector can fill",
            hint=_FIELDS_HINT,
        )
        for name in selectors
        if name not in SELECTABLE
    ]
    if isinstance(without := given.get("without"), str):
        selectors["without"] = without
    problems += [
        Problem(
            where=f"{where}.fields.{name}",
            message=f"{css!r} is not a valid CSS selector",
            hint="Correct the selector",
        )
        for name, css in selectors.items()
        if not _readable(css)
    ]
    if not isinstance(given.get("without", ""), str):
        problems.append(
            Problem(where=f"{where}.without", message="is not a CSS selector", hint="Give a string")
        )
    share, most = given.get("least_share", 0.5), given.get("max_pages", 200)
    if not isinstance(share, int | float) or not 0 <= share <= 1:
        problems.append(
            Problem(where=f"{where}.least_share", message="is not a share", hint="Use a number from 0 to 1")
        )
    if not isinstance(most, int) or most < 1:
        problems.append(
            Problem(
                where=f"{where}.max_pages", message="is not a page count", hint="Use an integer of 1 or more"
            )
        )
    if problems or not isinstance(share, int | float) or not isinstance(most, int):
        raise ConfigError(tuple(problems))
    return PageOptions(selectors=tuple(selectors.items()), least_share=float(share), max_pages=most)


def _readable(css: str) -> bool:
    try:
        extract("<p>.</p>", selectors={"title": css})
    except ValueError:
        return False
    return True
