"""What a pass over an XML document has learned about the document and about each open element."""

from dataclasses import dataclass, field
from typing import NamedTuple

from feeds.model import DocumentKind


class Link(NamedTuple):
    """One atom:link; ``offset`` counts bytes."""

    relation: str
    type: str
    hreflang: str
    href: str
    offset: int


class DeletedEntry(NamedTuple):
    """One at:deleted-entry; ``offset`` counts bytes."""

    ref: str
    when: str
    offset: int


class PrefixedNamespace(NamedTuple):
    """A declaration of the Atom or XHTML namespace with a prefix; ``offset`` counts bytes."""

    prefix: str
    uri: str
    offset: int


@dataclass(slots=True, kw_only=True)
class DocumentData:
    """Facts about the whole document, collected during the pass.

    ``namespaces`` are those declared so far, ``core_namespaces`` those whose elements have no prefix in the
    tables; ``enclosures`` maps each address to the offset of its first item; ``entry_updates`` maps the id
    of each Atom entry to its latest ``updated``; ``updated_ids`` maps each ``updated`` to its first entry.
    """

    kind: DocumentKind = DocumentKind.UNKNOWN
    encoding: str = "utf-8"
    doctype: str = ""
    namespaces: set[str] = field(default_factory=set)
    core_namespaces: tuple[str, ...] = ()
    prefixed: list[PrefixedNamespace] = field(default_factory=list)
    is_podcast: bool = False
    guids: set[str] = field(default_factory=set)
    enclosures: dict[str, int] = field(default_factory=dict)
    abouts: set[str] = field(default_factory=set)
    sync_ids: set[str] = field(default_factory=set)
    entry_updates: dict[str, str] = field(default_factory=dict)
    updated_ids: dict[str, str | None] = field(default_factory=dict)
    tombstones: list[DeletedEntry] = field(default_factory=list)


@dataclass(slots=True, kw_only=True)
class ElementData:
    """Facts about one open element that the checks at its end need.

    ``type`` is the type of a text construct, ``inner_text`` the text of its div when that holds no elements;
    ``content_type`` and ``content_is_remote`` describe the content of an entry; ``first_item`` is the byte
    offset of a channel's first item, ``slash_comments`` that of the last item with slash:comments;
    ``authorless_index`` is the offset of the first entry without author; ``listed`` are the values that may
    appear once.
    """

    text_reported: bool = False
    type: str = ""
    has_children: bool = False
    has_mixed_content: bool = False
    has_markup: bool = False
    inner_text: str | None = None
    content_type: str | None = None
    content_is_remote: bool = False
    id: str = ""
    title: str = ""
    link: str = ""
    docs: str = ""
    published: str = ""
    updated: str = ""
    has_source_author: bool = False
    authorless_index: int | None = None
    first_item: int | None = None
    slash_comments: int | None = None
    links: list[Link] = field(default_factory=list)
    enclosures: list[str] = field(default_factory=list)
    listed: set[str] = field(default_factory=set)
