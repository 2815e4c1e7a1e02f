"""The errors that this package raises.

::

    FeedsError
    ├── ConfigError      the settings cannot be used; carries every problem found at once
    ├── SourceError      a source could not be read as a whole (other sources are read regardless)
    ├── RenderError      a document or entry could not be written in a format
    ├── StoreError       the database failed or was written by a newer version
    └── OutgoingError    a request to another host failed or was not allowed

Expected outcomes are values, not errors: a rejected record, a finding, ``None``.
"""

from dataclasses import dataclass


class FeedsError(Exception):
    """A failure with a message for people, the place it concerns and a hint."""

    def __init__(self, message: str, *, where: str | None = None, hint: str | None = None) -> None:
        """Keep the parts apart; ``where`` is a file:line, a TOML path or a URL."""
        super().__init__(message)
        self.message = message
        self.where = where
        self.hint = hint

    def __str__(self) -> str:
        """``where: message. hint``, leaving out what is unknown."""
        text = f"{self.where}: {self.message}" if self.where else self.message
        return f"{text}. {self.hint}" if self.hint else text


@dataclass(frozen=True, slots=True, kw_only=True)
class Problem:
    """One fault in the settings: its TOML path, what is wrong and how to fix it."""

    where: str
    message: str
    hint: str

    def __str__(self) -> str:
        """One line for a terminal."""
        end = "" if self.message.endswith("?") else "."
        return f"{self.where}: {self.message}{end} {self.hint}"


class ConfigError(FeedsError):
    """The settings cannot be used."""

    def __init__(self, problems: tuple[Problem, ...]) -> None:
        """Keep all problems; the message is one line each."""
        super().__init__("\n".join(str(problem) for problem in problems))
        self.problems = problems


class SourceError(FeedsError):
    """A source could not be read as a whole."""


class RenderError(FeedsError):
    """A document or entry could not be written in a format."""


class StoreError(FeedsError):
    """The database failed, or was written by a newer version."""


class OutgoingError(FeedsError):
    """A request to another host failed or was not allowed."""
