"""What the settings of each kind of source may contain. A test compares this table with the readers."""

from collections.abc import Mapping
from dataclasses import dataclass
from types import MappingProxyType


@dataclass(frozen=True, slots=True, kw_only=True)
class SourceKind:
    """The keys of a kind: whether it reads ``path`` and ``url``, and its own options."""

    paths: bool = False
    urls: bool = False
    options: frozenset[str] = frozenset()


KINDS: Mapping[str, SourceKind] = MappingProxyType(
    {
        "csv": SourceKind(paths=True, urls=True, options=frozenset({"delimiter", "encoding"})),
        "feed": SourceKind(paths=True, urls=True),
        "ghost": SourceKind(paths=True, urls=True, options=frozenset({"pages"})),
        "json": SourceKind(
            paths=True, urls=True, options=frozenset({"records", "next", "token_file", "token_env"})
        ),
        "jsonl": SourceKind(paths=True, urls=True),
        "markdown": SourceKind(paths=True, options=frozenset({"pages", "permalinks"})),
        "newsml": SourceKind(paths=True, urls=True),
        "ninjs": SourceKind(paths=True, urls=True),
        "nitf": SourceKind(paths=True, urls=True),
        "opml": SourceKind(paths=True, urls=True),
        "page": SourceKind(paths=True, urls=True, options=frozenset({"without", "least_share", "max_pages"})),
        "push": SourceKind(),
        "sql": SourceKind(
            urls=True, options=frozenset({"query", "table", "cursor", "overlap_s", "url_file"})
        ),
        "wordpress": SourceKind(paths=True, urls=True, options=frozenset({"pages"})),
        "xml": SourceKind(paths=True, urls=True, options=frozenset({"records"})),
    }
)
"""The kinds by name. Kept apart from the readers so that commands start without loading them."""
