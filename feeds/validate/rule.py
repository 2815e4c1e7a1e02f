"""What a rule of the validator is: a code, a name that states the fault, and why it matters."""

from dataclasses import dataclass

from feeds.model import Severity

ERROR = Severity.ERROR
WARNING = Severity.WARNING


@dataclass(frozen=True, slots=True, kw_only=True)
class Rule:
    """One rule.

    ``code`` is never reused; ``name`` states the fault, not the hint; ``what``, ``why`` (readers break),
    ``hint`` and ``source`` are the four sentences of its page; ``w3c`` names the event classes of the W3C
    validator that it stands for, empty where that validator has none.
    """

    code: str
    name: str
    severity: Severity
    what: str
    why: str
    hint: str
    source: str
    w3c: tuple[str, ...] = ()


def error(  # noqa: PLR0917 - a rule reads as its page: code, name, four sentences
    code: str, name: str, what: str, why: str, hint: str, source: str, *w3c: str
) -> Rule:
    """Declare a rule whose breach breaks readers or a specification's MUST."""
    return Rule(
        code=code, name=name, severity=ERROR, what=what, why=why, hint=hint, source=source, w3c=tuple(w3c)
    )


def warning(  # noqa: PLR0917 - as above
    code: str, name: str, what: str, why: str, hint: str, source: str, *w3c: str
) -> Rule:
    """Declare a rule whose breach some readers take badly."""
    return Rule(
        code=code, name=name, severity=WARNING, what=what, why=why, hint=hint, source=source, w3c=tuple(w3c)
    )
