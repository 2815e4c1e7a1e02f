"""What ``feeds init`` has found."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path

from feeds.cli.record_samples import RecordNames


@dataclass(frozen=True, slots=True, kw_only=True)
class FoundRecords:
    """A source and its site: ``what`` names it for people, ``path`` is where the records are.

    ``languages`` are the folders of translations in it, ``names`` how its records call their fields. Records
    at an address have no path.
    """

    what: str
    kind: str
    path: Path | None = None
    title: str | None = None
    url: str | None = None
    language: str | None = None
    timezone: str | None = None
    generator: str | None = None
    permalinks: str | Mapping[str, str] | None = None
    languages: tuple[str, ...] = ()
    names: RecordNames = field(default_factory=RecordNames)

    @property
    def is_site(self) -> bool:
        """Whether a generator publishes pages from the same files."""
        return self.kind == "markdown"
