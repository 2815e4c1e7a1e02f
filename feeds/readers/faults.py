"""The table of faults a record can have, and the collector of one record's findings."""

from dataclasses import dataclass, field
from enum import Enum

from feeds.model import Finding, Severity


class FieldFault(Enum):
    """A fault by its code, name and severity; codes are never reused.

    An error holds the record; with a warning it is published without the field, or with a repaired one.
    """

    NO_RECORD = ("REC001", "no-record", Severity.ERROR)
    WRONG_TYPE = ("REC002", "wrong-type", Severity.WARNING)
    MISSING_IDENTITY = ("REC003", "missing-identity", Severity.ERROR)
    MISSING_CONTENT = ("REC004", "missing-content", Severity.ERROR)
    UNREADABLE_TIME = ("REC005", "unreadable-time", Severity.ERROR)
    IMPLAUSIBLE_TIME = ("REC006", "implausible-time", Severity.ERROR)
    UNUSABLE_ADDRESS = ("REC007", "unusable-address", Severity.WARNING)
    DROPPED_ADDRESS = ("REC008", "dropped-address", Severity.WARNING)
    UNKNOWN_LANGUAGE = ("REC009", "unknown-language", Severity.WARNING)
    UNKNOWN_STATUS = ("REC010", "unknown-status", Severity.ERROR)
    BAD_CHANNEL = ("REC011", "bad-channel-path", Severity.WARNING)
    DROPPED_TIME = ("REC012", "dropped-time", Severity.WARNING)
    DUPLICATE_ID = ("REC013", "duplicate-id", Severity.ERROR)
    FAILED = ("REC014", "failed-record", Severity.ERROR)
    TOO_LONG = ("REC015", "too-long", Severity.WARNING)
    CONTENT_TOO_LONG = ("REC016", "content-too-long", Severity.ERROR)
    DROPPED_NUMBER = ("REC017", "dropped-number", Severity.WARNING)
    DROPPED_EMAIL = ("REC018", "dropped-email", Severity.WARNING)
    TITLE_KIND = ("REC019", "title-kind", Severity.WARNING)
    REPAIRED_ENCODING = ("REC021", "repaired-encoding", Severity.WARNING)
    REPLACED_HTML = ("REC022", "replaced-html", Severity.WARNING)
    UNTRUSTED_RESTRICTION = ("REC024", "untrusted-restriction", Severity.ERROR)
    WORDPRESS_EXPORT = ("REC023", "wordpress-export", Severity.WARNING)
    NOT_PUBLIC_COLUMN = ("REC025", "not-public-column", Severity.ERROR)
    UNKNOWN_COLUMN = ("REC026", "unknown-status-column", Severity.WARNING)
    UNUSED_FIELD = ("REC027", "unused-field", Severity.WARNING)
    UNVERIFIED_ID = ("REC040", "unverified-id", Severity.WARNING)
    SIGNED_ADDRESS = ("REC041", "signed-address", Severity.WARNING)


@dataclass(slots=True)
class FaultCollector:
    """The findings of one record while it is cleaned."""

    found: list[Finding] = field(default_factory=list)

    def add(self, fault: FieldFault, element: str | None, what: str, hint: str) -> None:
        """Add a fault of the field ``element``; ``what`` and ``hint`` are one sentence each."""
        code, name, severity = fault.value
        message = f"{element}: {what}. {hint}" if element else f"{what}. {hint}"
        self.found.append(Finding(code=code, name=name, severity=severity, message=message, element=element))

    @property
    def fatal(self) -> bool:
        """Whether the record cannot be accepted."""
        return any(finding.severity is Severity.ERROR for finding in self.found)
