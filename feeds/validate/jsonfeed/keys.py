# ruff: noqa: PLR2004 - the limits of a specification stand where they are judged
"""The keys of JSON Feed 1.1: what the value of each must be."""

from collections.abc import Callable
from typing import Any, Protocol

from feeds.validate.jsonfeed.locate import Path, written
from feeds.validate.rule import Rule
from feeds.validate.rules import jsonfeed as rules
from feeds.validate.rules import jsonitems
from feeds.validate.values import dates
from feeds.validate.values.markup import Flaw, flaws_of
from feeds.validate.values.plain import is_language, is_mime, markup_in
from feeds.validate.values.uris import UriFault, uri_fault

VERSION = "https://jsonfeed.org/version/1.1"


class Faults(Protocol):
    """Where faults are noted."""

    def add(self, rule: Rule, message: str, path: Path) -> None:
        """Note a fault of the value at a path."""


Object = dict[str, Any]
Check = Callable[[Any, Faults, Path], None]


def _typed(kind: type | tuple[type, ...], wanted: str, then: Check | None = None) -> Check:
    def check(value: Any, faults: Faults, path: Path) -> None:
        if value is None:
            faults.add(rules.NULL, f"{written(path)} is null; leave it out", path)
        elif not isinstance(value, kind) or (isinstance(value, bool) and kind is not bool):
            faults.add(rules.WRONG_TYPE, f"{written(path)} is {shown(value)}; it must be {wanted}", path)
        elif then is not None:
            then(value, faults, path)

    return check


def shown(value: Any) -> str:
    """A value for a message, shortened."""
    if isinstance(value, dict):
        return "an object"
    return "an array" if isinstance(value, list) else repr(value)[:40]


def _not_empty(then: Check | None = None) -> Check:
    def check(value: str, faults: Faults, path: Path) -> None:
        if not value.strip():
            faults.add(rules.EMPTY, f"{written(path)} is empty; leave it out", path)
        elif then is not None:
            then(value, faults, path)

    return check


def _plain(value: str, faults: Faults, path: Path) -> None:
    if "</" in value and markup_in(value):
        faults.add(rules.MARKUP_IN_TEXT, f"{written(path)} is plain text and holds {markup_in(value)}", path)


def _url(value: str, faults: Faults, path: Path) -> None:
    wrong = uri_fault(value, full=True, iri=True)
    if wrong is not None and wrong[0] not in {UriFault.SCHEME, UriFault.ESCAPE}:
        faults.add(rules.URL, f"{written(path)} is {value[:100]!r}, no complete URL", path)


def _date(value: str, faults: Faults, path: Path) -> None:
    try:
        dates.rfc3339(value.replace("t", "T").replace("z", "Z"))
    except ValueError as problem:
        faults.add(jsonitems.DATE, f"{written(path)} is {value[:60]!r}: {problem}", path)


def _language(value: str, faults: Faults, path: Path) -> None:
    if not is_language(value):
        faults.add(rules.LANGUAGE, f"{written(path)} is {value[:40]!r}, no language tag", path)


def _mime(value: str, faults: Faults, path: Path) -> None:
    if not is_mime(value):
        faults.add(jsonitems.MIME_TYPE, f"{written(path)} is {value[:60]!r}, no media type", path)


def _from_zero(value: float, faults: Faults, path: Path) -> None:
    if value < 0:
        faults.add(jsonitems.NEGATIVE, f"{written(path)} is {value}; it cannot be negative", path)


_FLAWS = {
    Flaw.BROKEN: jsonitems.HTML_BROKEN,
    Flaw.UNKNOWN: jsonitems.HTML_BROKEN,
    Flaw.RISKY: jsonitems.HTML_UNSAFE,
    Flaw.ATTRIBUTE: jsonitems.HTML_UNSAFE,
    Flaw.STYLE: jsonitems.HTML_UNSAFE,
    Flaw.SCRIPT: jsonitems.HTML_SCRIPT,
    Flaw.RELATIVE: jsonitems.HTML_RELATIVE,
}


def _html(value: str, faults: Faults, path: Path) -> None:
    for flaw, about in flaws_of(value):
        faults.add(_FLAWS[flaw], f"{written(path)}: {flaw.value} {about!r}", path)


def _authors(value: list[Any], faults: Faults, path: Path) -> None:
    for index, author in enumerate(value):
        _author(author, faults, (*path, index))


def _author(value: Any, faults: Faults, path: Path) -> None:
    if not isinstance(value, dict):
        _typed(dict, "an object")(value, faults, path)
        return
    if not any(value.get(key) for key in ("name", "url", "avatar")):
        faults.add(rules.AUTHOR_EMPTY, f"{written(path)} has neither name nor url nor avatar", path)
    judge_keys(value, _AUTHOR, faults, path)


def _tags(value: list[Any], faults: Faults, path: Path) -> None:
    for index, tag in enumerate(value):
        _TEXT(tag, faults, (*path, index))


def _objects(table: "Table", needs: tuple[str, ...], rule: Rule) -> Check:
    def check(value: list[Any], faults: Faults, path: Path) -> None:
        for index, one in enumerate(value):
            here = (*path, index)
            if not isinstance(one, dict):
                _typed(dict, "an object")(one, faults, here)
                continue
            for key in needs:
                if key not in one:
                    faults.add(rule, f"{written(here)} has no {key}", here)
            judge_keys(one, table, faults, here)

    return check


_TEXT = _typed(str, "a string", _not_empty(_plain))
_ANY_TEXT = _typed(str, "a string", _not_empty())
_LINK = _typed(str, "a string", _not_empty(_url))
_DATE = _typed(str, "a string", _date)
_NUMBER = _typed((int, float), "a number", _from_zero)

Table = dict[str, Check]

_AUTHOR: Table = {"name": _TEXT, "url": _LINK, "avatar": _LINK}
_ATTACHMENT: Table = {
    "url": _LINK,
    "mime_type": _typed(str, "a string", _mime),
    "title": _TEXT,
    "size_in_bytes": _NUMBER,
    "duration_in_seconds": _NUMBER,
}
_HUB: Table = {"type": _ANY_TEXT, "url": _LINK}
_BOTH: Table = {
    "title": _TEXT,
    "language": _typed(str, "a string", _language),
    "authors": _typed(list, "an array", _authors),
    "author": _author,
}
FEED: Table = _BOTH | {
    "version": lambda *_: None,
    "items": lambda *_: None,
    "home_page_url": _LINK,
    "feed_url": _LINK,
    "next_url": _LINK,
    "icon": _LINK,
    "favicon": _LINK,
    "description": _TEXT,
    "user_comment": _TEXT,
    "expired": _typed(bool, "true or false"),
    "hubs": _typed(list, "an array", _objects(_HUB, ("type", "url"), rules.HUB)),
}
ITEM: Table = _BOTH | {
    "id": lambda *_: None,
    "url": _LINK,
    "external_url": _LINK,
    "image": _LINK,
    "banner_image": _LINK,
    "summary": _TEXT,
    "content_html": _typed(str, "a string", _html),
    "content_text": _typed(str, "a string"),
    "date_published": _DATE,
    "date_modified": _DATE,
    "tags": _typed(list, "an array", _tags),
    "attachments": _typed(
        list, "an array", _objects(_ATTACHMENT, ("url", "mime_type"), jsonitems.ATTACHMENT)
    ),
}


def judge_keys(value: Object, table: Table, faults: Faults, path: Path) -> None:
    """Judge every key of an object; keys of extensions are judged by their form."""
    for key, one in value.items():
        here = (*path, key)
        check = table.get(key)
        if check is not None:
            check(one, faults, here)
        elif key.startswith("_"):
            _judge_extension(key, one, faults, here)
        else:
            faults.add(
                rules.UNKNOWN_KEY, f"{written(here)} is no key of JSON Feed; extensions begin with _", here
            )


def _judge_extension(key: str, value: Any, faults: Faults, path: Path) -> None:
    if len(key) < 2 or not key[1].isalpha() or "." in key:
        faults.add(rules.EXTENSION_NAME, f"{key!r} is no name of an extension; write _name", path)
    if not isinstance(value, dict):
        faults.add(
            rules.EXTENSION_OBJECT, f"{written(path)} is {shown(value)}; an extension is an object", path
        )
