"""The table of renderers: one per format."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from functools import cache
from types import MappingProxyType

from feeds.model import Document, Entry, Format, Fragment, Head, Person, Pieces, Tombstone
from feeds.render import atom, jsonfeed, rss
from feeds.render.head_template import FormatTime, RenderHead, render_head
from feeds.render.mediatypes import MEDIA_TYPES
from feeds.text.dates import rfc822, rfc3339


@dataclass(frozen=True, slots=True, kw_only=True)
class Renderer:
    """The functions and constants of one format: pure, safe in any thread (R-PERF-03).

    ``entry`` renders an entry to a fragment, to be cached per revision (R-PERF-02); ``tombstone`` renders a
    withdrawal, empty where the format does not express it; ``head`` renders everything before both and
    declares the ``prefixes`` that they use; ``middle`` closes the tombstones where there are any. ``time``
    writes a time as the head does.
    ``media_type`` is the value of the ``Content-Type`` header, charset included (R-HTTP-39).
    """

    form: Format
    media_type: str
    entry: Callable[[Entry], Fragment]
    tombstone: Callable[[Tombstone, Head], Fragment]
    head: RenderHead
    time: FormatTime
    separator: bytes
    foot: bytes
    tombstone_separator: bytes = b""
    middle: bytes = b""

    def join(
        self, head: Head, fragments: Sequence[Fragment], tombstones: tuple[Tombstone, ...] = ()
    ) -> bytes:
        """Join rendered fragments to a document, in their order. Raises ``RenderError``."""
        return self.pieces(head, fragments, tombstones).body

    def pieces(
        self, head: Head, fragments: Sequence[Fragment], tombstones: tuple[Tombstone, ...] = ()
    ) -> Pieces:
        """Return the document as ``join`` does, in the pieces that a delta may leave out."""
        withdrawn = [self.tombstone(tombstone, head) for tombstone in tombstones]
        prefixes = frozenset().union(*{fragment.prefixes for fragment in (*fragments, *withdrawn)})
        start, sample = render_head(self.head, self.time, head, prefixes)
        return Pieces(
            start=start,
            sample_start=sample,
            tombstones=tuple(fragment.body for fragment in withdrawn),
            entries=tuple(fragments),
            separator=self.separator,
            foot=self.foot,
            tombstone_separator=self.tombstone_separator,
            middle=self.middle if withdrawn else b"",
        )

    def document(self, document: Document) -> bytes:
        """Render a whole document. Raises ``RenderError``."""
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
            time=rfc822,
            separator=b"",
            foot=rss.FOOT,
        ),
        Format.ATOM: Renderer(
            form=Format.ATOM,
            media_type=f"{MEDIA_TYPES[Format.ATOM]}; charset=utf-8",
            entry=atom.entry,
            tombstone=atom.tombstone,
            head=atom.head,
            time=rfc3339,
            separator=b"",
            foot=atom.FOOT,
        ),
        Format.JSON: Renderer(
            form=Format.JSON,
            media_type=MEDIA_TYPES[Format.JSON],
            entry=jsonfeed.entry,
            tombstone=jsonfeed.tombstone,
            head=jsonfeed.head,
            time=rfc3339,
            separator=b",\n",
            foot=jsonfeed.FOOT,
            tombstone_separator=b",\n",
            middle=jsonfeed.MIDDLE,
        ),
    }
)


def render(document: Document, form: Format) -> bytes:
    """Render a document in one format. Raises ``RenderError`` with the entry that cannot be written."""
    return FORMATS[form].document(document)


_EXAMPLE = "https://feeds.invalid"
_EXAMPLE_HEAD = Head(
    id="tag:feeds.invalid,2000:shell",
    title="One entry",
    description="A document of one entry",
    page_url=f"{_EXAMPLE}/",
    self_urls=tuple((form, f"{_EXAMPLE}/shell.{form}") for form in Format),
    updated_at=datetime(2000, 1, 1, tzinfo=UTC),
    author=Person(name="Example"),
)


def entries_document(fragments: Sequence[Fragment], form: Format) -> bytes:
    """Return a document of several fragments, which is valid if each of them is and their ids differ."""
    prefixes = frozenset().union(*(fragment.prefixes for fragment in fragments))
    entries = FORMATS[form].separator.join(fragment.body for fragment in fragments)
    return _example_start(form, prefixes) + entries + FORMATS[form].foot


@cache
def _example_start(form: Format, prefixes: frozenset[str]) -> bytes:
    return FORMATS[form].head(_EXAMPLE_HEAD, prefixes)
