"""What a format is to the others: its types and its four moves, in one visible table."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from types import MappingProxyType

from feeds.model import Document, Entry, Format, Fragment, Head, Pieces, Tombstone
from feeds.render import atom, jsonfeed, rss
from feeds.render.mediatypes import MEDIA_TYPES


@dataclass(frozen=True, slots=True, kw_only=True)
class Renderer:
    """How one format is written: pure functions, safe in any thread (R-PERF-03).

    ``entry`` gives an entry's fragment, to be kept per revision (R-PERF-02), ``tombstone`` that of one taken
    back, empty where it is not to be told; ``head`` all that stands before both, told the ``prefixes`` that
    they use; ``middle`` ends tombstones where there are any; ``separator``, ``grave_separator`` and ``foot``
    close it up. ``media_type`` is the whole header, charset included (R-HTTP-39).
    """

    form: Format
    media_type: str
    entry: Callable[[Entry], Fragment]
    tombstone: Callable[[Tombstone, Head], Fragment]
    head: Callable[[Head, frozenset[str]], bytes]
    separator: bytes
    foot: bytes
    grave_separator: bytes = b""
    middle: bytes = b""

    def join(
        self, head: Head, fragments: Sequence[Fragment], tombstones: tuple[Tombstone, ...] = ()
    ) -> bytes:
        """The whole document of ready fragments, in their order. Raises ``RenderError``."""
        return self.pieces(head, fragments, tombstones).body

    def pieces(
        self, head: Head, fragments: Sequence[Fragment], tombstones: tuple[Tombstone, ...] = ()
    ) -> Pieces:
        """The document as ``join`` writes it, in the pieces that a delta may leave out."""
        graves = [self.tombstone(tombstone, head) for tombstone in tombstones]
        prefixes = frozenset().union(*(fragment.prefixes for fragment in (*fragments, *graves)))
        return Pieces(
            start=self.head(head, prefixes),
            tombstones=tuple(grave.body for grave in graves),
            entries=tuple(fragment.body for fragment in fragments),
            separator=self.separator,
            foot=self.foot,
            grave_separator=self.grave_separator,
            middle=self.middle if graves else b"",
        )

    def document(self, document: Document) -> bytes:
        """The whole document from nothing. Raises ``RenderError``."""
        fragments = [self.entry(entry) for entry in document.entries]
        return self.join(document.head, fragments, document.tombstones)


FORMATS: Mapping[Format, Renderer] = MappingProxyType(
    {
        Format.RSS: Renderer(
            form=Format.RSS,
            media_type=f"{MEDIA_TYPES[Format.RSS]}; charset=utf-8",
            entry=rss.entry,
            tombstone=rss.tombstone,
            head=rss.head,
            separator=b"",
            foot=rss.FOOT,
        ),
        Format.ATOM: Renderer(
            form=Format.ATOM,
            media_type=f"{MEDIA_TYPES[Format.ATOM]}; charset=utf-8",
            entry=atom.entry,
            tombstone=atom.tombstone,
            head=atom.head,
            separator=b"",
            foot=atom.FOOT,
        ),
        Format.JSON: Renderer(
            form=Format.JSON,
            media_type=MEDIA_TYPES[Format.JSON],
            entry=jsonfeed.entry,
            tombstone=jsonfeed.tombstone,
            head=jsonfeed.head,
            separator=b",\n",
            foot=jsonfeed.FOOT,
            grave_separator=b",\n",
            middle=jsonfeed.MIDDLE,
        ),
    }
)


def render(document: Document, form: Format) -> bytes:
    """A document in one format. Raises ``RenderError`` naming the entry that cannot be written."""
    return FORMATS[form].document(document)
