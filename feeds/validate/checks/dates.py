"""Dates: their form, and where the clock is known, their plausibility."""

from collections.abc import Callable
from datetime import datetime, timedelta

from feeds.validate.element import DocumentState, Frame, Judge
from feeds.validate.rule import Rule
from feeds.validate.rules import values as rules
from feeds.validate.values import dates

EARLIEST_YEAR = 1990
AHEAD = timedelta(minutes=10)


def rfc822(walk: DocumentState, frame: Frame, value: str, where: str) -> None:
    """A date of RSS and OPML."""
    try:
        moment = dates.rfc2822(value)
    except dates.WrongDayError as fault:
        walk.report(rules.WRONG_WEEKDAY, f"{value!r}: {fault}", frame, where)
    except dates.OldFormError:
        walk.report(
            rules.OLD_DATE,
            f"readers differ about {value!r}; write Tue, 22 Oct 2024 01:07:16 GMT",
            frame,
            where,
        )
    except ValueError as fault:
        walk.report(rules.RFC822, f"{value!r} is no date of RFC 822: {fault}", frame, where)
    else:
        plausible(walk, frame, moment, value, where)


def plausible(walk: DocumentState, frame: Frame, moment: datetime, value: str, where: str) -> None:
    """Neither before 1990 nor in the future, if ``now`` is known."""
    if walk.now is not None and (moment.year < EARLIEST_YEAR or moment > walk.now + AHEAD):
        walk.report(
            rules.IMPLAUSIBLE,
            f"{value!r} is {'in the future' if moment > walk.now else 'before 1990'}",
            frame,
            where,
        )


def _dated(read: Callable[[str], datetime], rule: Rule, form: str, *, bounded: bool = True) -> Judge:
    def judge(walk: DocumentState, frame: Frame, value: str, where: str) -> None:
        try:
            moment = read(value)
        except ValueError as fault:
            walk.report(rule, f"{value!r} is no {form}: {fault}", frame, where)
        else:
            if bounded:
                plausible(walk, frame, moment, value, where)

    return judge


rfc3339 = _dated(dates.rfc3339, rules.RFC3339, "date of RFC 3339")
w3cdtf = _dated(dates.w3cdtf, rules.W3CDTF, "W3C date")
iso8601 = _dated(dates.iso8601, rules.ISO8601, "date of ISO 8601")
iso8601_any = _dated(dates.iso8601, rules.ISO8601, "date of ISO 8601", bounded=False)
