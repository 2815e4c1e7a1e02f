"""The events of the service. structlog is imported with the first one: it imports rich, which takes long."""

from typing import Any


class Logger:
    """A logger of structlog for one package."""

    __slots__ = ("_name",)

    def __init__(self, name: str) -> None:
        """Import nothing yet."""
        self._name = name

    def __getattr__(self, method: str) -> Any:
        """Return a method of the logger: ``info``, ``warning``, ``exception`` …."""
        import structlog

        return getattr(structlog.get_logger(self._name), method)
