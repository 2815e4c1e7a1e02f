# ruff: noqa: PLR2004 - the limits of a specification stand where they are judged
"""Languages, media types, mail addresses, numbers and fixed words."""

import re
from collections.abc import Collection
from email.utils import parseaddr
from urllib.parse import unquote

from feeds.validate.checks.texts import plain
from feeds.validate.element import DocumentState, Frame, Judge
from feeds.validate.rule import Rule
from feeds.validate.rules import numbers as rules
from feeds.validate.rules import values
from feeds.validate.values.codes import COUNTRIES, CURRENCIES
from feeds.validate.values.plain import holds_address, integer, is_address, is_language, is_mime

_DECIMAL = re.compile(r"\d+\.?\d*|\.\d+", re.ASCII)
_SIGNED = re.compile(r"[-+]?(?:\d+\.?\d*|\.\d+)", re.ASCII)
_MEASURE = re.compile(r"\d+\.?\d*\s*\w*")
_LIST = re.compile(r"\d+(?:,\s*\d+)*", re.ASCII)
_MAX_31 = 2**31 - 1


def language(walk: DocumentState, frame: Frame, value: str, where: str) -> None:
    """A tag of BCP 47 whose language is registered."""
    if not is_language(value):
        walk.report(
            values.LANGUAGE, f"{value!r} is no language tag; write one like zh-CN or en", frame, where
        )


def media_type(walk: DocumentState, frame: Frame, value: str, where: str) -> None:
    """A media type, with parameters or without."""
    if not is_mime(value):
        walk.report(values.MEDIA_TYPE, f"{value!r} is no media type; write one like text/html", frame, where)


def enclosure_type(walk: DocumentState, frame: Frame, value: str, where: str) -> None:
    """The media type of an enclosure or media object."""
    if not is_mime(value):
        walk.report(
            values.MEDIA_TYPE_ATTRIBUTE,
            f"{value!r} is no media type; write one like audio/mpeg",
            frame,
            where,
        )


def mail(walk: DocumentState, frame: Frame, value: str, where: str) -> None:
    """A bare mail address."""
    if not is_address(value):
        walk.report(values.MAIL_SPEC, f"{value!r} is no mail address; write user@host", frame, where)


def contact(walk: DocumentState, frame: Frame, value: str, where: str) -> None:
    """Something with one mail address in it."""
    plain(walk, frame, value, where)
    address = parseaddr(value)[1] if "," not in value and len(value) < 1000 else value
    if not is_address(address):
        walk.report(
            values.MAIL_CONTACT,
            f"{value[:120]!r} holds no mail address; write user@host (Real Name)",
            frame,
            where,
        )


def contact_with_name(walk: DocumentState, frame: Frame, value: str, where: str) -> None:
    """A mail address and a name in the form of RSS."""
    if value.startswith("mailto:"):
        value = unquote(value[7:])
    if value.find("@") > 0 and not value.endswith(")"):
        if " " in value:
            walk.report(
                values.MAIL_FORM, f"{value[:120]!r} is not in the form user@host (Real Name)", frame, where
            )
        else:
            walk.report(
                values.MAIL_NO_NAME, f"{value[:120]!r} has no name; write user@host (Real Name)", frame, where
            )
    else:
        contact(walk, frame, value, where)


def no_address(walk: DocumentState, frame: Frame, value: str, where: str) -> None:
    """A name without a mail address in it."""
    if holds_address(value):
        walk.report(values.MAIL_IN_NAME, f"the name {value[:120]!r} holds a mail address", frame, where)


def from_zero(walk: DocumentState, frame: Frame, value: str, where: str) -> None:
    """A whole number from 0 on."""
    number = integer(value)
    if number is None or number < 0:
        walk.report(rules.NOT_NEGATIVE, f"{value[:40]!r} is no whole number from 0 on", frame, where)


def positive(walk: DocumentState, frame: Frame, value: str, where: str) -> None:
    """A whole number from 1 on."""
    number = integer(value)
    if number is None or number <= 0:
        walk.report(rules.POSITIVE, f"{value[:40]!r} is no whole number from 1 on", frame, where)


def positive_31(walk: DocumentState, frame: Frame, value: str, where: str) -> None:
    """A whole number from 1 to 2147483647."""
    number = integer(value)
    if number is not None and number > _MAX_31:
        walk.report(rules.OVERFLOW, f"{value[:40]!r} is larger than {_MAX_31}", frame, where)
    else:
        positive(walk, frame, value, where)


def whole(walk: DocumentState, frame: Frame, value: str, where: str) -> None:
    """A whole number."""
    if value and integer(value) is None:
        walk.report(rules.INTEGER, f"{value[:40]!r} is no whole number", frame, where)


def matching(pattern: "re.Pattern[str]", rule: Rule, wanted: str) -> Judge:
    """A judge of texts that must match a pattern as a whole."""

    def judge(walk: DocumentState, frame: Frame, value: str, where: str) -> None:
        if not pattern.fullmatch(value):
            walk.report(rule, f"{value[:80]!r} is no {wanted}", frame, where)

    return judge


def one_of(words: Collection[str], rule: Rule, *, any_case: bool = False) -> Judge:
    """A judge of texts that must be one of a few words."""

    def judge(walk: DocumentState, frame: Frame, value: str, where: str) -> None:
        if (value.lower() if any_case else value) not in words:
            allowed = ", ".join(sorted(words)) if len(words) <= 12 else "the words of the specification"
            walk.report(rule, f"{value[:40]!r} is not allowed; write one of {allowed}", frame, where)

    return judge


decimal = matching(_DECIMAL, rules.DECIMAL, "decimal number")
signed = matching(_SIGNED, rules.DECIMAL_UNIT, "decimal number")
measure = matching(_MEASURE, rules.DECIMAL_UNIT, "number with a unit")
number_list = matching(_LIST, rules.LIST_OF_NUMBERS, "list of whole numbers")
yes_no = one_of({"yes", "no"}, rules.YES_NO)
true_false = one_of({"true", "false"}, rules.TRUE_FALSE, any_case=True)
true_false_strict = one_of({"true", "false"}, rules.TRUE_FALSE)
country = one_of(COUNTRIES, rules.COUNTRY)
currency = one_of(CURRENCIES, rules.CURRENCY)


def not_blank(walk: DocumentState, frame: Frame, value: str, where: str) -> None:
    """Something that says something."""
    if not value:
        walk.report(rules.BLANK, f"{where} is empty", frame, where)


def not_blank_attribute(walk: DocumentState, frame: Frame, value: str, where: str) -> None:
    """An attribute that says something."""
    if not value:
        walk.report(rules.BLANK_ATTRIBUTE, f"{where} is empty", frame, where)


def no_space(walk: DocumentState, frame: Frame, value: str, where: str) -> None:
    """A text without blanks around it."""
    if frame.text != value:
        walk.report(rules.WHITE_SPACE, f"blanks stand around {value[:60]!r}", frame, where)
