"""Checks of languages, media types, countries and currencies."""

from feeds.validate.checks.words import one_of
from feeds.validate.element import DocumentState, Frame
from feeds.validate.rules import numbers, values
from feeds.validate.values.codes import CURRENCIES
from feeds.validate.values.languages import is_language
from feeds.validate.values.media_types import is_media_type

currency = one_of(CURRENCIES, numbers.CURRENCY)


def language(walk: DocumentState, frame: Frame, value: str, where: str) -> None:
    """Require a tag of BCP 47 whose language is registered."""
    if not is_language(value):
        message = f"{value[:40]!r} is not a language tag; write one such as zh-CN or en"
        walk.report(values.LANGUAGE, message, frame, where)


def media_type(walk: DocumentState, frame: Frame, value: str, where: str) -> None:
    """Require a media type, with or without parameters."""
    if not is_media_type(value):
        message = f"{value[:60]!r} is not a media type; write one such as text/html"
        walk.report(values.MEDIA_TYPE, message, frame, where)


def enclosure_type(walk: DocumentState, frame: Frame, value: str, where: str) -> None:
    """Require the media type of an enclosure or media object."""
    if not is_media_type(value):
        message = f"{value[:60]!r} is not a media type; write one such as audio/mpeg"
        walk.report(values.MEDIA_TYPE_ATTRIBUTE, message, frame, where)
