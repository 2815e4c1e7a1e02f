"""skipHours and skipDays of RSS channels."""

from feeds.text.word_set import word_set
from feeds.validate.element import DocumentState, Element, Frame, leaf
from feeds.validate.rules import core, items
from feeds.validate.rules import rss as rules
from feeds.validate.values.integers import integer

HOURS_IN_DAY = 24
DAYS_IN_WEEK = 7
DAYS = word_set("Monday Tuesday Wednesday Thursday Friday Saturday Sunday")


def _hour(walk: DocumentState, frame: Frame, value: str, where: str) -> None:
    number = integer(value)
    if number is None or not 0 <= number <= HOURS_IN_DAY:
        walk.report(rules.HOUR, f"{value[:20]!r} is not an hour; write a number from 0 to 23", frame, where)
        return
    if number == HOURS_IN_DAY:
        walk.report(rules.MIDNIGHT, "midnight is 0, not 24", frame, where)
    _unique_in_list(walk, frame, str(number % HOURS_IN_DAY), where)


def _day(walk: DocumentState, frame: Frame, value: str, where: str) -> None:
    if value not in DAYS:
        walk.report(rules.DAY, f"{value[:20]!r} is not a weekday; write its English name", frame, where)
    else:
        _unique_in_list(walk, frame, value, where)


def _unique_in_list(walk: DocumentState, frame: Frame, value: str, where: str) -> None:
    listed = frame.parent.own_data().listed
    if value in listed:
        walk.report(items.GUID_SAME, f"{value} is listed twice; keep one", frame, where)
    listed.add(value)


def _close_hours(walk: DocumentState, frame: Frame) -> None:
    if frame.seen.get("hour", 0) > HOURS_IN_DAY:
        walk.report(rules.HOURS, f"skipHours lists {frame.seen['hour']} hours; list each hour once", frame)


def _close_days(walk: DocumentState, frame: Frame) -> None:
    if frame.seen.get("day", 0) > DAYS_IN_WEEK:
        walk.report(rules.DAYS, f"skipDays lists {frame.seen['day']} days; list each day once", frame)


SKIP_HOURS = Element(
    children={"hour": leaf(_hour)},
    once=rules.TWICE,
    closes=(_close_hours,),
    needs=(("hour", core.EXTENSION_CHILD_MISSING),),
)
SKIP_DAYS = Element(
    children={"day": leaf(_day)},
    once=rules.TWICE,
    closes=(_close_days,),
    needs=(("day", core.EXTENSION_CHILD_MISSING),),
)
