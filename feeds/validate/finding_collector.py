"""Faults as they are met, folded where they repeat, and made into findings in document order."""

from feeds.model import Finding
from feeds.validate.rule import Rule


class FindingCollector:
    """What has been found so far; places are byte offsets into UTF-8 ``data``."""

    def __init__(self, data: bytes) -> None:
        """Start with none."""
        self._data = data
        self._met: dict[tuple[str, str], _Note] = {}

    def __contains__(self, rule: Rule) -> bool:
        """Whether a rule has been broken."""
        return any(code == rule.code for code, _ in self._met)

    def add(self, rule: Rule, message: str, index: int | None, where: str, *, repeats: int = 0) -> None:
        """Note a fault; one more of the same rule at the same element counts as a repeat."""
        key = (rule.code, where)
        met = self._met.get(key)
        if met is None:
            self._met[key] = met = _Note(rule, message, index, where)
            met.repeats = repeats
        else:
            met.repeats += 1

    def drop(self, rule: Rule) -> None:
        """Take back every fault of a rule."""
        for key in [key for key in self._met if key[0] == rule.code]:
            del self._met[key]

    def findings(self) -> tuple[Finding, ...]:
        """The faults in document order; those of the whole document come first."""
        met = sorted(self._met.values(), key=_position)
        places = _Places(self._data)
        return tuple(_finding(note, places) for note in met)


class _Note:
    __slots__ = ("index", "message", "repeats", "rule", "where")

    def __init__(self, rule: Rule, message: str, index: int | None, where: str) -> None:
        self.rule = rule
        self.message = message
        self.index = index
        self.where = where
        self.repeats = 0


def _position(note: _Note) -> int:
    return -1 if note.index is None else note.index


def _finding(note: _Note, places: "_Places") -> Finding:
    line, column = (None, None) if note.index is None else places.of(note.index)
    return Finding(
        code=note.rule.code,
        name=note.rule.name,
        severity=note.rule.severity,
        message=note.message,
        line=line,
        column=column,
        element=note.where or None,
        w3c=note.rule.w3c,
        repeats=note.repeats,
    )


class _Places:
    """Byte offsets to lines and columns, both from 1; asked for in rising order, so that one pass does."""

    def __init__(self, data: bytes) -> None:
        self._data = data
        self._at, self._line, self._column = 0, 1, 1

    def of(self, index: int) -> tuple[int, int]:
        between = self._data[self._at : index]
        lines = between.count(b"\n")
        if lines:
            self._line += lines
            self._column = 1
            between = between[between.rindex(b"\n") + 1 :]
        self._column += len(between.decode("utf-8", "replace"))
        self._at = max(self._at, index)
        return self._line, self._column
