"""What servers of files say about them."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True, kw_only=True)
class FileFacts:
    """Length and type of a file; ``None`` where its server said nothing usable."""

    size_bytes: int | None
    mime_type: str | None


@dataclass(frozen=True, slots=True, kw_only=True)
class DueFile:
    """A file to ask for: its address, the records and the source that brought it, and failures in a row."""

    url: str
    source: str
    records: tuple[str, ...]
    failures: int = 0
    known: FileFacts | None = None
