"""Findings: faults of a record, an entry or a document, as values."""

from dataclasses import dataclass
from enum import StrEnum


class Severity(StrEnum):
    """An error breaks readers or a specification's MUST; a warning does not."""

    ERROR = "error"
    WARNING = "warning"


class DocumentKind(StrEnum):
    """The detected format of a document."""

    RSS = "rss"
    ATOM = "atom"
    JSONFEED = "jsonfeed"
    OPML = "opml"
    UNKNOWN = "unknown"


@dataclass(frozen=True, slots=True, kw_only=True)
class Finding:
    """One fault at one place.

    ``code`` is stable and never reused (``ATOM012``), ``name`` states the fault (``missing-atom-id``),
    ``line`` and ``column`` count from 1, ``element`` is the element or JSON path, ``w3c`` the classes of W3C
    events that the rule corresponds to, ``repeats`` the number of further occurrences.
    """

    code: str
    name: str
    severity: Severity
    message: str
    line: int | None = None
    column: int | None = None
    element: str | None = None
    w3c: tuple[str, ...] = ()
    repeats: int = 0


@dataclass(frozen=True, slots=True, kw_only=True)
class Report:
    """All findings of one document, in document order."""

    kind: DocumentKind
    findings: tuple[Finding, ...] = ()

    @property
    def valid(self) -> bool:
        """Whether no finding is an error."""
        return all(finding.severity is not Severity.ERROR for finding in self.findings)

    @property
    def errors(self) -> tuple[Finding, ...]:
        """The findings that make the document invalid."""
        return tuple(finding for finding in self.findings if finding.severity is Severity.ERROR)
