"""Collects findings by the path of the JSON value they are about."""

from collections import Counter
from typing import NamedTuple

from feeds.validate.finding_collector import MAX_PER_RULE, FindingCollector
from feeds.validate.jsonfeed.locate import Path, format_path, offsets
from feeds.validate.rule import Rule

_Key = tuple[str, Path]


class _PathFinding(NamedTuple):
    rule: Rule
    message: str
    path: Path


class PathFindings:
    """Findings with the path of the first value that has each, and the number of repeats."""

    def __init__(self) -> None:
        """Start empty."""
        self._found: dict[_Key, _PathFinding] = {}
        self._repeats: Counter[_Key] = Counter()
        self._places: Counter[str] = Counter()
        self._first: dict[str, _Key] = {}

    def add(self, rule: Rule, message: str, path: Path) -> None:
        """Add a finding; the same at the same key of another item counts as a repeat."""
        key = (rule.code, tuple(step if isinstance(step, str) else 0 for step in path))
        if key in self._found:
            self._repeats[key] += 1
        elif self._places[rule.code] >= MAX_PER_RULE:
            self._repeats[self._first[rule.code]] += 1
        else:
            self._places[rule.code] += 1
            self._first.setdefault(rule.code, key)
            self._found[key] = _PathFinding(rule, message, path)

    def locate(self, text: str, collector: FindingCollector) -> None:
        """Find the values in the text of the document and hand the findings to a collector."""
        if not self._found:
            return
        found = offsets(text, {finding.path for finding in self._found.values()})
        indexes = _byte_indexes(text, found)
        for key, (rule, message, path) in self._found.items():
            collector.add(rule, message, indexes.get(path), format_path(path), repeats=self._repeats[key])


def _byte_indexes(text: str, found: dict[Path, int]) -> dict[Path, int]:
    """Convert character offsets to byte offsets in one pass."""
    indexes: dict[Path, int] = {}
    at = index = 0
    for path, offset in sorted(found.items(), key=lambda item: item[1]):
        index += len(text[at:offset].encode("utf-8", "replace"))
        at = offset
        indexes[path] = index
    return indexes
