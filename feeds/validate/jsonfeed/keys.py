# ruff: noqa: PLR2004 - the limits come from specifications
"""The keys of JSON Feed 1.1 and the check of each value."""

from collections.abc import Callable
from typing import Any

from feeds.validate.jsonfeed.locate import Path, format_path
from feeds.validate.jsonfeed.path_findings import PathFindings
from feeds.validate.rule import Rule
from feeds.validate.rules import jsonfeed as rules
from feeds.validate.rules import jsonitems
from feeds.validate.values import dates
from feeds.validate.values.languages import is_language
from feeds.validate.values.markup import HtmlFlaw, html_flaws
from feeds.validate.values.media_types import is_media_type
from feeds.validate.values.plain_text import markup_in
from feeds.validate.values.uris import UriFault, uri_fault

VERSION = "https://jsonfeed.org/version/1.1"


JsonObject = dict[str, Any]
ValueCheck = Callable[[Any, PathFindings, Path], None]


def _typed(kind: type | tuple[type, ...], wanted: str, then: ValueCheck | None = None) -> ValueCheck:
    def check(value: Any, findings: PathFindings, path: Path) -> None:
        if value is None:
            findings.add(rules.NULL, f"{format_path(path)} is null; leave it out", path)
        elif not isinstance(value, kind) or (isinstance(value, bool) and kind is not bool):
            findings.add(
                rules.WRONG_TYPE, f"{format_path(path)} is {describe(value)}; it must be {wanted}", path
            )
        elif then is not None:
            then(value, findings, path)

    return check


def describe(value: Any) -> str:
    """Return a short description of a value for a message."""
    if isinstance(value, dict):
        return "an object"
    return "an array" if isinstance(value, list) else repr(value)[:40]


def _not_empty(then: ValueCheck | None = None) -> ValueCheck:
    def check(value: str, findings: PathFindings, path: Path) -> None:
        if not value.strip():
            findings.add(rules.EMPTY, f"{format_path(path)} is empty; leave it out", path)
        elif then is not None:
            then(value, findings, path)

    return check


def _plain(value: str, findings: PathFindings, path: Path) -> None:
    if "</" in value and markup_in(value):
        message = (
            f"{format_path(path)} is plain text and contains {markup_in(value)}; move HTML to content_html"
        )
        findings.add(rules.MARKUP_IN_TEXT, message, path)


def _url(value: str, findings: PathFindings, path: Path) -> None:
    fault = uri_fault(value, full=True, iri=True)
    if fault is not None and fault[0] not in {UriFault.SCHEME, UriFault.ESCAPE}:
        message = (
            f"{format_path(path)} is {value[:100]!r}, which is not an absolute URL; write https://host/path"
        )
        findings.add(rules.URL, message, path)


def _date(value: str, findings: PathFindings, path: Path) -> None:
    try:
        dates.rfc3339(value.replace("t", "T").replace("z", "Z"))
    except ValueError as error:
        message = f"{format_path(path)} is {value[:60]!r}, which is not a valid date ({error})"
        findings.add(jsonitems.DATE, f"{message}; write 2024-10-22T01:07:16Z", path)


def _language(value: str, findings: PathFindings, path: Path) -> None:
    if not is_language(value):
        message = f"{format_path(path)} is {value[:40]!r}, which is not a language tag; write one such as en"
        findings.add(rules.LANGUAGE, message, path)


def _mime(value: str, findings: PathFindings, path: Path) -> None:
    if not is_media_type(value):
        message = (
            f"{format_path(path)} is {value[:60]!r}, which is not a media type; write one such as audio/mpeg"
        )
        findings.add(jsonitems.MIME_TYPE, message, path)


def _from_zero(value: float, findings: PathFindings, path: Path) -> None:
    if value < 0:
        message = f"{format_path(path)} is {describe(value)}; leave an unknown value out"
        findings.add(jsonitems.NEGATIVE, message, path)


_FLAWS = {
    HtmlFlaw.BROKEN: (jsonitems.HTML_BROKEN, "has broken HTML: {}; write it with an HTML library"),
    HtmlFlaw.UNKNOWN: (jsonitems.HTML_BROKEN, "contains <{}>, which is not an HTML element; remove it"),
    HtmlFlaw.RISKY: (jsonitems.HTML_UNSAFE, "contains <{}>, which readers remove; leave it out"),
    HtmlFlaw.ATTRIBUTE: (jsonitems.HTML_UNSAFE, "contains the attribute {}; leave it out"),
    HtmlFlaw.STYLE: (jsonitems.HTML_UNSAFE, "contains the style {!r}; leave it out"),
    HtmlFlaw.SCRIPT: (jsonitems.HTML_SCRIPT, "runs a script from a link: {!r}; remove the link"),
    HtmlFlaw.RELATIVE: (
        jsonitems.HTML_RELATIVE,
        "refers to the relative address {!r}; write an absolute one",
    ),
}


def _html(value: str, findings: PathFindings, path: Path) -> None:
    for flaw, about in html_flaws(value):
        rule, problem = _FLAWS[flaw]
        findings.add(rule, f"{format_path(path)} {problem.format(about)}", path)


def _authors(value: list[Any], findings: PathFindings, path: Path) -> None:
    for index, author in enumerate(value):
        _author(author, findings, (*path, index))


def _author(value: Any, findings: PathFindings, path: Path) -> None:
    if not isinstance(value, dict):
        _typed(dict, "an object")(value, findings, path)
        return
    if not any(value.get(key) for key in ("name", "url", "avatar")):
        findings.add(
            rules.AUTHOR_EMPTY, f"{format_path(path)} has neither name nor url nor avatar; add a name", path
        )
    check_keys(value, _AUTHOR, findings, path)


def _tags(value: list[Any], findings: PathFindings, path: Path) -> None:
    for index, tag in enumerate(value):
        _TEXT(tag, findings, (*path, index))


def _objects(table: "KeyTable", needs: tuple[str, ...], rule: Rule) -> ValueCheck:
    def check(value: list[Any], findings: PathFindings, path: Path) -> None:
        for index, one in enumerate(value):
            here = (*path, index)
            if not isinstance(one, dict):
                _typed(dict, "an object")(one, findings, here)
                continue
            for key in needs:
                if key not in one:
                    findings.add(rule, f"{format_path(here)} has no {key}; add it", here)
            check_keys(one, table, findings, here)

    return check


_TEXT = _typed(str, "a string", _not_empty(_plain))
_ANY_TEXT = _typed(str, "a string", _not_empty())
_LINK = _typed(str, "a string", _not_empty(_url))
_DATE = _typed(str, "a string", _date)
_NUMBER = _typed((int, float), "a number", _from_zero)

KeyTable = dict[str, ValueCheck]

_AUTHOR: KeyTable = {"name": _TEXT, "url": _LINK, "avatar": _LINK}
_ATTACHMENT: KeyTable = {
    "url": _LINK,
    "mime_type": _typed(str, "a string", _mime),
    "title": _TEXT,
    "size_in_bytes": _NUMBER,
    "duration_in_seconds": _NUMBER,
}
_HUB: KeyTable = {"type": _ANY_TEXT, "url": _LINK}
_BOTH: KeyTable = {
    "title": _TEXT,
    "language": _typed(str, "a string", _language),
    "authors": _typed(list, "an array", _authors),
    "author": _author,
}
FEED: KeyTable = _BOTH | {
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
ITEM: KeyTable = _BOTH | {
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


def check_keys(value: JsonObject, table: KeyTable, findings: PathFindings, path: Path) -> None:
    """Check every key of an object; of extensions only the form is checked."""
    for key, one in value.items():
        here = (*path, key)
        check = table.get(key)
        if check is not None:
            check(one, findings, here)
        elif key.startswith("_"):
            _check_extension(key, one, findings, here)
        else:
            message = (
                f"{format_path(here)} is not a key of JSON Feed; correct its spelling or begin it with _"
            )
            findings.add(rules.UNKNOWN_KEY, message, here)


def _check_extension(key: str, value: Any, findings: PathFindings, path: Path) -> None:
    if len(key) < 2 or not key[1].isalpha() or "." in key:
        message = f"{key[:80]!r} is not a valid name of an extension; write _name"
        findings.add(rules.EXTENSION_NAME, message, path)
    if not isinstance(value, dict):
        message = f"{format_path(path)} is {describe(value)}; an extension must be an object"
        findings.add(rules.EXTENSION_OBJECT, message, path)
