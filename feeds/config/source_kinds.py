"""What the settings of each kind of source may contain. A test compares this table with the readers."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import Enum, auto
from types import MappingProxyType


class OptionType(Enum):
    """What the value of an option is."""

    TEXT = auto()
    FLAG = auto()
    NUMBER = auto()
    TEXTS = auto()
    TEXT_OR_TABLE = auto()
    GENERATOR = auto()


_TEXT, _FLAG, _NUMBER, _TEXTS, _TEXT_OR_TABLE, _GENERATOR = OptionType

GENERATORS = ("docusaurus", "eleventy", "hexo", "hugo", "jekyll", "pelican", "zola")
"""The static site generators whose rules for addresses are known."""


@dataclass(frozen=True, slots=True, kw_only=True)
class SourceKind:
    """The keys of a kind: whether it reads ``path`` and ``url``, and its own options."""

    paths: bool = False
    urls: bool = False
    options: Mapping[str, OptionType] = field(default_factory=dict)


KINDS: Mapping[str, SourceKind] = MappingProxyType(
    {
        "csv": SourceKind(paths=True, urls=True, options={"delimiter": _TEXT, "encoding": _TEXT}),
        "feed": SourceKind(paths=True, urls=True, options={"websub": _FLAG}),
        "ghost": SourceKind(paths=True, urls=True, options={"pages": _FLAG}),
        "json": SourceKind(
            paths=True,
            urls=True,
            options={"records": _TEXT, "next": _TEXT, "token_file": _TEXT, "token_env": _TEXT},
        ),
        "jsonl": SourceKind(paths=True, urls=True),
        "markdown": SourceKind(
            paths=True,
            options={
                "generator": _GENERATOR,
                "languages": _TEXTS,
                "pages": _FLAG,
                "permalinks": _TEXT_OR_TABLE,
            },
        ),
        "newsml": SourceKind(paths=True, urls=True),
        "ninjs": SourceKind(paths=True, urls=True),
        "nitf": SourceKind(paths=True, urls=True),
        "opml": SourceKind(paths=True, urls=True, options={"websub": _FLAG}),
        "page": SourceKind(
            paths=True, urls=True, options={"without": _TEXT, "least_share": _NUMBER, "max_pages": _NUMBER}
        ),
        "push": SourceKind(),
        "sql": SourceKind(
            urls=True,
            options={
                "query": _TEXT,
                "table": _TEXT,
                "cursor": _TEXTS,
                "overlap_s": _NUMBER,
                "url_file": _TEXT,
            },
        ),
        "wordpress": SourceKind(paths=True, urls=True, options={"pages": _FLAG}),
        "xml": SourceKind(paths=True, urls=True, options={"records": _TEXT}),
    }
)
"""The kinds by name. Kept apart from the readers so that commands start without loading them."""
