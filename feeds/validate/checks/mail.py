"""Checks of mail addresses and of names."""

from email.utils import parseaddr
from urllib.parse import unquote

from feeds.validate.checks.texts import plain
from feeds.validate.element import DocumentState, Frame
from feeds.validate.rules import values as rules
from feeds.validate.values.mail import contains_address, is_address

_FORM = "write user@host (Real Name)"
_MAX_CHARS = 1000


def mail(walk: DocumentState, frame: Frame, value: str, where: str) -> None:
    """Require a bare mail address."""
    if not is_address(value):
        message = f"{value[:120]!r} is not a mail address; write user@host"
        walk.report(rules.MAIL_SPEC, message, frame, where)


def contact(walk: DocumentState, frame: Frame, value: str, where: str) -> None:
    """Require a text that contains one mail address."""
    plain(walk, frame, value, where)
    address = parseaddr(value)[1] if "," not in value and len(value) < _MAX_CHARS else value
    if not is_address(address):
        message = f"{value[:120]!r} contains no mail address; {_FORM}"
        walk.report(rules.MAIL_CONTACT, message, frame, where)


def contact_with_name(walk: DocumentState, frame: Frame, value: str, where: str) -> None:
    """Require a mail address and a name in the form of RSS."""
    value = unquote(value.removeprefix("mailto:")) if value.startswith("mailto:") else value
    if value.find("@") <= 0 or value.endswith(")"):
        contact(walk, frame, value, where)
    elif " " in value:
        message = f"{value[:120]!r} does not have the form user@host (Real Name); {_FORM}"
        walk.report(rules.MAIL_FORM, message, frame, where)
    else:
        walk.report(rules.MAIL_NO_NAME, f"{value[:120]!r} has no name; {_FORM}", frame, where)


def no_address(walk: DocumentState, frame: Frame, value: str, where: str) -> None:
    """Require a name that contains no mail address."""
    if contains_address(value):
        message = f"the name {value[:120]!r} contains a mail address; move it to email or remove it"
        walk.report(rules.MAIL_IN_NAME, message, frame, where)
