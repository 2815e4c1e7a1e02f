"""Validate a JSON feed: bytes in, report out."""

import json
import re
from datetime import datetime
from typing import Any

from feeds.model import DocumentKind, Report
from feeds.validate.finding_collector import FindingCollector
from feeds.validate.jsonfeed.feed import check_feed
from feeds.validate.jsonfeed.keys import JsonObject
from feeds.validate.jsonfeed.locate import MAX_DEPTH, Path, format_path
from feeds.validate.jsonfeed.path_findings import PathFindings
from feeds.validate.rules import jsonfeed as rules

_SURROGATE = re.compile("[\ud800-\udfff]")
_TYPES = {list: "an array", str: "a string", bool: "a boolean", type(None): "null"}


def check_json(data: bytes, *, url: str | None, now: datetime | None, structure_only: bool) -> Report:
    """Validate a JSON feed; see ``check.check``."""
    collector = FindingCollector(data)
    text = _decode(data, collector)
    findings = PathFindings()
    document = _parse(text, collector, findings)
    if document is not None:
        try:
            check_feed(document, findings, url=url, now=now, structure_only=structure_only)
        except RecursionError:
            findings.add(rules.TOO_DEEP, "the document is nested too deep; flatten it", ())
        findings.locate(text, collector)
    kind = DocumentKind.UNKNOWN if document is None and b"jsonfeed" not in data else DocumentKind.JSONFEED
    return Report(kind=kind, findings=collector.collected())


def _decode(data: bytes, collector: FindingCollector) -> str:
    try:
        text = data.decode("utf-8")
    except UnicodeDecodeError as error:
        message = f"the byte {data[error.start]:#04x} is not valid in UTF-8; encode the document as UTF-8"
        collector.add(rules.NOT_UTF8, message, error.start, "$")
        return data.decode("utf-8", "replace").lstrip("\ufeff")
    if text.startswith("\ufeff"):
        collector.add(rules.NOT_UTF8, "the document begins with a byte order mark; remove it", 0, "$")
    return text.lstrip("\ufeff")


def _parse(text: str, collector: FindingCollector, findings: PathFindings) -> JsonObject | None:
    def pairs(found: list[tuple[str, Any]]) -> JsonObject:
        made = dict(found)
        if len(made) != len(found):
            message = f"the key {_repeated(found)[:80]!r} appears more than once in an object; keep one"
            findings.add(rules.KEY_TWICE, message, ())
        return made

    def constant(name: str) -> float:
        findings.add(rules.NOT_NUMBER, f"{name} is not a number of JSON; leave the key out", ())
        return 0.0

    try:
        document = json.loads(text, object_pairs_hook=pairs, parse_constant=constant)
    except json.JSONDecodeError as error:
        at = len(text[: error.pos].encode("utf-8", "replace"))
        message = f"the document is not valid JSON: {error.msg}; write it with a JSON library"
        collector.add(rules.NOT_JSON, message, at, "$")
        return None
    except (RecursionError, ValueError) as error:
        collector.add(rules.TOO_DEEP, f"the document is refused: {error}; write a smaller feed", 0, "$")
        return None
    if not isinstance(document, dict):
        message = f"the document is {_TYPES.get(type(document), 'a number')}; write an object"
        collector.add(rules.NOT_OBJECT, message, 0, "$")
        return None
    if _SURROGATE.search(text) or "\\u" in text:
        _check_surrogates(document, findings)
    return document


def _repeated(found: list[tuple[str, Any]]) -> str:
    seen: set[str] = set()
    for key, _ in found:
        if key in seen:
            return key
        seen.add(key)
    return ""


def _check_surrogates(document: JsonObject, findings: PathFindings) -> None:
    pending: list[tuple[Any, Path]] = [(document, ())]
    while pending:
        value, path = pending.pop()
        if isinstance(value, str):
            if _SURROGATE.search(value):
                message = f"{format_path(path)} contains half of a surrogate pair; remove it"
                findings.add(rules.SURROGATE, message, path)
        elif len(path) >= MAX_DEPTH:
            continue
        elif isinstance(value, dict):
            pending.extend((one, (*path, key)) for key, one in value.items())
        elif isinstance(value, list):
            pending.extend((one, (*path, index)) for index, one in enumerate(value))
