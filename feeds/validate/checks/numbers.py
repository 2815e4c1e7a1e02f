"""Checks of numbers."""

import re

from feeds.validate.checks.words import matching
from feeds.validate.element import DocumentState, Frame
from feeds.validate.rules import numbers as rules
from feeds.validate.values.integers import integer

MAX_31_BITS = 2**31 - 1
_DECIMAL = re.compile(r"\d+(?:\.\d*)?|\.\d+", re.ASCII)
_SIGNED = re.compile(r"[-+]?(?:\d+(?:\.\d*)?|\.\d+)", re.ASCII)
_MEASURE = re.compile(r"\d+(?:\.\d*)?(?:\s+\w*|[^\W\d]\w*)?")
_LIST = re.compile(r"\d++(?:,\s*+\d++)*+", re.ASCII)


def from_zero(walk: DocumentState, frame: Frame, value: str, where: str) -> None:
    """Require a whole number of at least 0."""
    number = integer(value)
    if number is None or number < 0:
        message = f"{value[:40]!r} is not a whole number of at least 0; write digits only"
        walk.report(rules.NOT_NEGATIVE, message, frame, where)


def positive(walk: DocumentState, frame: Frame, value: str, where: str) -> None:
    """Require a whole number of at least 1."""
    number = integer(value)
    if number is None or number <= 0:
        message = f"{value[:40]!r} is not a whole number of at least 1; write digits only"
        walk.report(rules.POSITIVE, message, frame, where)


def positive_31(walk: DocumentState, frame: Frame, value: str, where: str) -> None:
    """Require a whole number from 1 to 2147483647."""
    number = integer(value)
    if number is not None and number > MAX_31_BITS:
        message = f"{value[:40]!r} is larger than {MAX_31_BITS}; write a smaller number"
        walk.report(rules.OVERFLOW, message, frame, where)
    else:
        positive(walk, frame, value, where)


def whole(walk: DocumentState, frame: Frame, value: str, where: str) -> None:
    """Require a whole number; an empty value is allowed."""
    if value and integer(value) is None:
        message = f"{value[:40]!r} is not a whole number; write digits only"
        walk.report(rules.INTEGER, message, frame, where)


decimal = matching(_DECIMAL, rules.DECIMAL, "a decimal number, such as 12.5")
signed = matching(_SIGNED, rules.DECIMAL_UNIT, "a decimal number, such as -12.5")
measure = matching(_MEASURE, rules.DECIMAL_UNIT, "a number with a unit, such as 12 kg")
number_list = matching(_LIST, rules.LIST_OF_NUMBERS, "whole numbers separated by commas, such as 1,2,3")
