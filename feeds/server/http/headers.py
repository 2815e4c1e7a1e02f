"""The header fields of a request, as the pure parts read them."""

from typing import Protocol


class Headers(Protocol):
    """The request's header fields, by name in any case."""

    def getall(self, name: str, default: None, /) -> list[str] | None:
        """Every line of a field, in order."""
        ...

    def get(self, name: str, /) -> str | None:
        """The first line of a field, or ``None`` if it was not sent."""
        ...


def joined(headers: Headers, name: str) -> str | None:
    """A list field as one line (RFC 9110 §5.3), or ``None`` if it was not sent."""
    lines = headers.getall(name, None)
    if lines is None:
        return None
    return lines[0] if len(lines) == 1 else ", ".join(lines)
