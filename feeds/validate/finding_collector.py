"""Collects findings during a pass, folds repeated ones and returns them in document order."""

from collections import Counter

from feeds.model import Finding
from feeds.validate.rule import Rule

MAX_PER_RULE = 100
"""Further places of a rule are counted as repeats of its first one."""


class FindingCollector:
    """The findings so far; positions are byte offsets into UTF-8 ``data``."""

    def __init__(self, data: bytes) -> None:
        """Start empty."""
        self._data = data
        self._found: dict[tuple[str, str], _PendingFinding] = {}
        self._places: Counter[str] = Counter()
        self._first: dict[str, _PendingFinding] = {}

    def add(self, rule: Rule, message: str, index: int | None, where: str, *, repeats: int = 0) -> None:
        """Add a finding; the same rule at the same element again counts as a repeat."""
        key = (rule.code, where)
        known = self._found.get(key)
        if known is not None:
            known.repeats += 1 + repeats
        elif self._places[rule.code] >= MAX_PER_RULE:
            self._first[rule.code].repeats += 1 + repeats
        else:
            self._places[rule.code] += 1
            self._found[key] = pending = _PendingFinding(rule, message, index, where, repeats)
            self._first.setdefault(rule.code, pending)

    def drop(self, rule: Rule) -> None:
        """Remove every finding of a rule."""
        for key in [key for key in self._found if key[0] == rule.code]:
            del self._found[key]
        self._places.pop(rule.code, None)
        self._first.pop(rule.code, None)

    def collected(self) -> tuple[Finding, ...]:
        """Return the findings in document order; those about the whole document come first."""
        ordered = sorted(self._found.values(), key=_position)
        places = _Places(self._data)
        return tuple(_finding(pending, places) for pending in ordered)


class _PendingFinding:
    __slots__ = ("index", "message", "repeats", "rule", "where")

    def __init__(self, rule: Rule, message: str, index: int | None, where: str, repeats: int) -> None:
        self.rule = rule
        self.message = message
        self.index = index
        self.where = where
        self.repeats = repeats


def _position(pending: _PendingFinding) -> int:
    return -1 if pending.index is None else pending.index


def _finding(pending: _PendingFinding, places: "_Places") -> Finding:
    line, column = (None, None) if pending.index is None else places.line_and_column(pending.index)
    return Finding(
        code=pending.rule.code,
        name=pending.rule.name,
        severity=pending.rule.severity,
        message=pending.message,
        line=line,
        column=column,
        element=pending.where or None,
        w3c=pending.rule.w3c,
        repeats=pending.repeats,
    )


class _Places:
    """Converts byte offsets to lines and columns, both from 1; offsets must be given in rising order."""

    def __init__(self, data: bytes) -> None:
        self._data = data
        self._at, self._line, self._column = 0, 1, 1

    def line_and_column(self, index: int) -> tuple[int, int]:
        between = self._data[self._at : index]
        lines = between.count(b"\n")
        if lines:
            self._line += lines
            self._column = 1
            between = between[between.rindex(b"\n") + 1 :]
        self._column += len(between.decode("utf-8", "replace"))
        self._at = max(self._at, index)
        return self._line, self._column
