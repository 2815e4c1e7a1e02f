"""Checks of empty values and of white space around values."""

from feeds.validate.element import DocumentState, Frame
from feeds.validate.rules import numbers as rules


def not_blank(walk: DocumentState, frame: Frame, value: str, where: str) -> None:
    """Require a value that is not empty."""
    if not value:
        walk.report(rules.BLANK, f"{where} is empty; fill it or leave it out", frame, where)


def not_blank_attribute(walk: DocumentState, frame: Frame, value: str, where: str) -> None:
    """Require an attribute that is not empty."""
    if not value:
        walk.report(rules.BLANK_ATTRIBUTE, f"{where} is empty; fill it or leave it out", frame, where)


def no_space(walk: DocumentState, frame: Frame, value: str, where: str) -> None:
    """Require a text without white space around it."""
    if frame.text != value:
        message = f"white space surrounds {value[:60]!r}; remove it"
        walk.report(rules.WHITE_SPACE, message, frame, where)
