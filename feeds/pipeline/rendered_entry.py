"""Entries that were rendered and checked: whole for live feeds, packed for documents of the archive."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Self

from msgspec import Struct

from feeds.model import Entry, Finding, Format, Fragment
from feeds.publish import deflated, inflated


class RenderedEntry(Struct, frozen=True, kw_only=True, gc=False):
    """An entry that passed: its fragment in each format; ``size_bytes`` is the size of the largest.

    For an archive, ``entry`` may have nothing but its id, address and times, which a part is made from.
    """

    entry: Entry
    fragments: Mapping[Format, Fragment]
    size_bytes: int

    @property
    def weight_bytes(self) -> int:
        """An estimate of its memory: the fragments, the article, and the objects around them."""
        return 4_000 + sum(len(one.body) for one in self.fragments.values()) + self.size_bytes


@dataclass(frozen=True, slots=True, kw_only=True)
class RejectedEntry:
    """An entry that did not pass, and why."""

    id: str
    origin: str
    findings: tuple[Finding, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class RenderedEntries:
    """The entries that passed with the keys of their records, in the order requested, and the others."""

    entries: tuple[tuple[int, RenderedEntry], ...]
    rejected: tuple[RejectedEntry, ...]


class PackedEntry(Struct, frozen=True, gc=False):
    """A rendered entry without its article; the fragments are compressed together to a quarter of their size.

    Unpacking it takes a seventh of the time of rendering, and every entry of a group is in the archive of
    each channel above it too.
    """

    id: str
    url: str | None
    published_at: datetime
    updated_at: datetime
    fragments: tuple[tuple[Format, int, frozenset[str]], ...]
    bodies: bytes
    size_bytes: int

    @classmethod
    def pack(cls, rendered: RenderedEntry) -> Self:
        """Compress the fragments of an entry."""
        entry, fragments = rendered.entry, rendered.fragments
        return cls(
            entry.id,
            entry.url,
            entry.published_at,
            entry.updated_at,
            tuple([(form, len(one.body), one.prefixes) for form, one in fragments.items()]),
            deflated(b"".join([one.body for one in fragments.values()])),
            rendered.size_bytes,
        )

    def unpack(self) -> RenderedEntry:
        """Return the rendered entry, without its article."""
        bodies, fragments, start = inflated(self.bodies), {}, 0
        for form, size_bytes, prefixes in self.fragments:
            fragments[form] = Fragment(body=bodies[start : start + size_bytes], prefixes=prefixes)
            start += size_bytes
        entry = Entry(
            id=self.id,
            url=self.url,
            title=None,
            published_at=self.published_at,
            updated_at=self.updated_at,
            authors=(),
        )
        return RenderedEntry(entry=entry, fragments=fragments, size_bytes=self.size_bytes)

    @property
    def weight_bytes(self) -> int:
        """An estimate of its memory."""
        return 1_000 + len(self.bodies)
