"""A JSON feed as bytes: parsed once, judged key by key, reported in document order."""

import json
import re
from collections import Counter
from datetime import datetime
from typing import Any

from feeds.model import DocumentKind, Report
from feeds.validate.finding_collector import FindingCollector
from feeds.validate.jsonfeed.judge import judge_feed
from feeds.validate.jsonfeed.locate import Path, offsets, written
from feeds.validate.rule import Rule
from feeds.validate.rules import jsonfeed as rules

MAX_DEPTH = 100
_SURROGATE = re.compile("[\ud800-\udfff]")


class Faults:
    """Faults with the path of the first value that has each, and how many more there are."""

    def __init__(self) -> None:
        """Start with none."""
        self.met: dict[tuple[str, Path], tuple[Rule, str, Path]] = {}
        self.repeats: Counter[tuple[str, Path]] = Counter()

    def add(self, rule: Rule, message: str, path: Path) -> None:
        """Note a fault; the same at the same key of another item counts as a repeat."""
        key = (rule.code, tuple(step if isinstance(step, str) else 0 for step in path))
        if key in self.met:
            self.repeats[key] += 1
        else:
            self.met[key] = (rule, message, path)


def check_json(data: bytes, *, url: str | None, now: datetime | None, structure_only: bool) -> Report:
    """Judge a JSON feed; see ``check.check``."""
    notes = FindingCollector(data)
    text = _text_of(data, notes)
    faults = Faults()
    document = _parsed(text, notes, faults)
    if document is not None:
        judge_feed(document, faults, url=url, now=now, structure_only=structure_only)
        _place(text, faults, notes)
    kind = DocumentKind.UNKNOWN if document is None and b"jsonfeed" not in data else DocumentKind.JSONFEED
    return Report(kind=kind, findings=notes.findings())


def _text_of(data: bytes, notes: FindingCollector) -> str:
    try:
        text = data.decode("utf-8")
    except UnicodeDecodeError as error:
        notes.add(rules.NOT_UTF8, f"byte {data[error.start]:#04x} is no text in UTF-8", error.start, "$")
        return data.decode("utf-8", "replace").lstrip("\ufeff")
    if text.startswith("\ufeff"):
        notes.add(rules.NOT_UTF8, "the document begins with a byte order mark", 0, "$")
    return text.lstrip("\ufeff")


def _parsed(text: str, notes: FindingCollector, faults: Faults) -> dict[str, Any] | None:
    def pairs(found: list[tuple[str, Any]]) -> dict[str, Any]:
        made = dict(found)
        if len(made) != len(found):
            keys = [key for key, _ in found]
            twice = next(key for key in keys if keys.count(key) > 1)
            faults.add(rules.KEY_TWICE, f"the key {twice!r} stands twice in one object", ())
        return made

    def constant(name: str) -> float:
        faults.add(rules.NOT_NUMBER, f"{name} is no number of JSON", ())
        return 0.0

    try:
        document = json.loads(text, object_pairs_hook=pairs, parse_constant=constant)
    except json.JSONDecodeError as error:
        at = len(text[: error.pos].encode("utf-8", "replace"))
        notes.add(rules.NOT_JSON, f"the document is no JSON: {error.msg}", at, "$")
        return None
    except (RecursionError, ValueError) as error:
        notes.add(rules.TOO_DEEP, f"the document is refused: {error}", 0, "$")
        return None
    if not isinstance(document, dict):
        notes.add(rules.NOT_OBJECT, f"the document is {_name(document)}; a feed is an object", 0, "$")
        return None
    if _SURROGATE.search(text) or "\\u" in text:
        _judge_surrogates(document, faults)
    return document


def _name(value: object) -> str:
    return {list: "an array", str: "a string", bool: "a truth value", type(None): "null"}.get(
        type(value), "a number"
    )


def _judge_surrogates(document: Any, faults: Faults) -> None:
    pending: list[tuple[Any, Path]] = [(document, ())]
    while pending:
        value, path = pending.pop()
        if isinstance(value, str):
            if _SURROGATE.search(value):
                faults.add(rules.SURROGATE, f"{written(path)} holds half of a surrogate pair", path)
        elif isinstance(value, dict):
            pending.extend((one, (*path, key)) for key, one in value.items())
        elif isinstance(value, list):
            pending.extend((one, (*path, index)) for index, one in enumerate(value))


def _place(text: str, faults: Faults, notes: FindingCollector) -> None:
    if not faults.met:
        return
    places = offsets(text, {path for _, _, path in faults.met.values()})
    for key, (rule, message, path) in faults.met.items():
        offset = places.get(path)
        index = None if offset is None else len(text[:offset].encode("utf-8", "replace"))
        notes.add(rule, message, index, written(path), repeats=faults.repeats[key])
