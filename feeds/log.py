"""The events of the service. structlog is imported with the first one: it imports rich, which takes long."""

import sys
from typing import Any

_of_command = False


def keep_off_stdout() -> None:
    """Have events written to standard error, as in a command, whose results are on standard output."""
    global _of_command  # noqa: PLW0603  # the process as a whole is a command or is not
    _of_command = True


class Logger:
    """A logger of structlog for one package."""

    __slots__ = ("_name",)

    def __init__(self, name: str) -> None:
        """Import nothing yet."""
        self._name = name

    def __getattr__(self, method: str) -> Any:
        """Return a method of the logger: ``info``, ``warning``, ``exception`` …."""
        import structlog

        if _of_command and not structlog.is_configured():
            structlog.configure(logger_factory=lambda *_: structlog.PrintLogger(sys.stderr))
        return getattr(structlog.get_logger(self._name), method)
