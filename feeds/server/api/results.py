"""The outcomes of pushed records, as JSON."""

from collections import Counter
from collections.abc import Iterable, Iterator, Sequence

import msgspec

from feeds.model import Finding, PushResult, RecordOutcome

_encode = msgspec.json.Encoder().encode


class ResultCounts:
    """Counts the outcomes of one push into one source."""

    def __init__(self, source: str) -> None:
        """Begin at nothing."""
        self._source = source
        self._counts: Counter[RecordOutcome] = Counter()

    def add(self, outcomes: Sequence[PushResult]) -> None:
        """Count these too."""
        self._counts.update(outcome.outcome for outcome in outcomes)

    def fields(self) -> dict[str, object]:
        """The counts by outcome; ``read`` counts all records."""
        outcomes = {outcome.value: self._counts[outcome] for outcome in RecordOutcome}
        return {"source": self._source, "read": self._counts.total()} | outcomes


def result_lines(outcomes: Sequence[PushResult]) -> bytes:
    """One line of JSON an outcome."""
    return b"".join(_encode(result(outcome, "line")) + b"\n" for outcome in outcomes)


def summary_line(counts: ResultCounts) -> bytes:
    """The last line of a push that succeeded."""
    return _encode({"summary": counts.fields()}) + b"\n"


def error_line(problem: dict[str, object]) -> bytes:
    """The last line of a push that failed."""
    return _encode({"error": problem}) + b"\n"


def result_items(outcomes: Sequence[PushResult]) -> bytes:
    """The outcomes as items of an array, without its brackets."""
    return b",".join(_encode(result(outcome, "item")) for outcome in outcomes)


def document(counts: ResultCounts, results: Iterable[bytes]) -> Iterator[bytes]:
    """Yield the counts and all ``result_items`` as one object, in pieces."""
    yield _encode(counts.fields())[:-1] + b',"results":['
    for number, piece in enumerate(results):
        yield b"," + piece if number else piece
    yield b"]}"


def result(outcome: PushResult, place: str | None) -> dict[str, object]:
    """One outcome; ``place`` says what its number counts, ``None`` for a single record."""
    fields: dict[str, object] = {} if place is None else {place: outcome.line}
    fields |= {"id": outcome.id, "result": outcome.outcome.value}
    if outcome.findings:
        fields["findings"] = [_finding(finding) for finding in outcome.findings]
    return fields


def _finding(finding: Finding) -> dict[str, object]:
    fields: dict[str, object] = {
        "code": finding.code,
        "name": finding.name,
        "severity": finding.severity.value,
        "message": finding.message,
    }
    return fields if finding.element is None else fields | {"field": finding.element}
