"""Checks of dates: their form, and where the clock is known, their plausibility."""

from collections.abc import Callable
from datetime import datetime, timedelta

from feeds.validate.element import Check, DocumentState, Frame
from feeds.validate.rule import Rule
from feeds.validate.rules import values as rules
from feeds.validate.values import dates

EARLIEST_YEAR = 1990
TOLERANCE = timedelta(minutes=10)
_EXAMPLE = "Tue, 22 Oct 2024 01:07:16 GMT"
_MAX_SHOWN = 60


def rfc822(walk: DocumentState, frame: Frame, value: str, where: str) -> None:
    """Require a date of RSS or OPML."""
    shown = repr(value[:_MAX_SHOWN])
    try:
        instant = dates.rfc2822(value)
    except dates.WrongDayError as error:
        walk.report(rules.WRONG_WEEKDAY, f"{shown} has the wrong weekday: {error}", frame, where)
    except dates.OldFormError:
        message = f"readers interpret {shown} differently; write {_EXAMPLE}"
        walk.report(rules.OLD_DATE, message, frame, where)
    except ValueError as error:
        message = f"{shown} is not a valid RFC 822 date ({error}); write {_EXAMPLE}"
        walk.report(rules.RFC822, message, frame, where)
    else:
        plausible(walk, frame, instant, value, where)


def plausible(walk: DocumentState, frame: Frame, instant: datetime, value: str, where: str) -> None:
    """Require a date from 1990 to now, if ``now`` is known."""
    if walk.now is not None and (instant.year < EARLIEST_YEAR or instant > walk.now + TOLERANCE):
        relation = "in the future" if instant > walk.now else "before 1990"
        message = f"the date {value[:_MAX_SHOWN]!r} is {relation}; correct it, or publish the entry later"
        walk.report(rules.IMPLAUSIBLE, message, frame, where)


def _date(read: Callable[[str], datetime], rule: Rule, form: str, *, bounded: bool = True) -> Check:
    def check(walk: DocumentState, frame: Frame, value: str, where: str) -> None:
        try:
            instant = read(value)
        except ValueError as error:
            message = (
                f"{value[:_MAX_SHOWN]!r} is not a valid {form} date ({error}); write 2024-10-22T01:07:16Z"
            )
            walk.report(rule, message, frame, where)
        else:
            if bounded:
                plausible(walk, frame, instant, value, where)

    return check


rfc3339 = _date(dates.rfc3339, rules.RFC3339, "RFC 3339")
w3cdtf = _date(dates.w3cdtf, rules.W3CDTF, "W3C")
iso8601 = _date(dates.iso8601, rules.ISO8601, "ISO 8601")
iso8601_any = _date(dates.iso8601, rules.ISO8601, "ISO 8601", bounded=False)
"""A date that may lie in the future, such as that of an event."""
