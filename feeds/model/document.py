"""A feed before it is rendered: a head and entries, the same values for every format.

Entries follow the mapping tables of PROTOCOL §3; each renderer writes the fields below in its own elements.
"""

from dataclasses import dataclass
from datetime import datetime
from hashlib import blake2b

from msgspec import Struct, structs

from feeds.model.channel import Format
from feeds.model.record import Attachment, Contributor, Discussion, Person, Related, Source, Tag

FINGERPRINT_BYTES = 8
"""The size of the digest by which deltas recognise a rendered entry."""


@dataclass(frozen=True, slots=True, kw_only=True, weakref_slot=True)
class Entry:
    """One article in one channel.

    ``authors`` is never empty (R-ATOM-06) and ``publisher`` names the source beside a personal byline
    (R-SRC-07). ``origin`` is the provenance as far as known; ``via_url`` is the original article when it is
    elsewhere than ``url`` (R-SRC-06). ``published_at`` ≤ ``updated_at``; ``created_at``
    is the original publication where it differs (R-SRC-10). ``language`` is set only where it differs from
    the channel's. ``content_html`` is ``None`` in a summary channel unless the entry has nothing else.
    """

    id: str
    url: str | None
    title: str | None
    published_at: datetime
    updated_at: datetime
    authors: tuple[Person, ...]
    authors_differ: bool = True
    summary: str | None = None
    content_html: str | None = None
    content_text: str | None = None
    via_url: str | None = None
    publisher: Person | None = None
    created_at: datetime | None = None
    origin: Source | None = None
    contributors: tuple[Contributor, ...] = ()
    tags: tuple[Tag, ...] = ()
    image: str | None = None
    attachments: tuple[Attachment, ...] = ()
    related: tuple[Related, ...] = ()
    comments_url: str | None = None
    discussion: Discussion | None = None
    rights: str | None = None
    license_url: str | None = None
    language: str | None = None
    correction: str | None = None

    def __hash__(self) -> int:
        """Hash what distinguishes most entries: hashing every field takes long for a key of a cache."""
        return hash((self.id, self.updated_at))


@dataclass(frozen=True, slots=True, kw_only=True)
class Tombstone:
    """A withdrawn entry (RFC 6721): its id and the time of the withdrawal."""

    id: str
    deleted_at: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class FeedLink:
    """A relation of the whole feed (``hub``, ``prev-archive``, ``current`` …)."""

    rel: str
    href: str
    type: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Cloud:
    """Where readers of an RSS feed register for rssCloud notifications."""

    domain: str
    port: int
    path: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Head:
    """The metadata of a feed, the same for all formats.

    ``page_url`` is the HTML page; ``self_urls`` the address of each format; ``links`` further relations in
    order, already chosen for one format where they differ. ``icon_url`` is a small square image, ``image`` a
    larger one. ``ttl_min`` is the expected update interval. ``archive``: the document belongs to the archive
    (RFC 5005 §4), it is not the feed that readers subscribe to. ``media_status``: RSS lists withdrawn entries
    with ``media:status``, for aggregators that require it. ``cloud``: readers may register for notifications.
    """

    id: str
    title: str
    description: str
    page_url: str
    self_urls: tuple[tuple[Format, str], ...]
    updated_at: datetime
    author: Person
    language: str | None = None
    image: str | None = None
    icon_url: str | None = None
    contact: str | None = None
    rights: str | None = None
    ttl_min: int | None = None
    links: tuple[FeedLink, ...] = ()
    archive: bool = False
    media_status: bool = False
    cloud: Cloud | None = None

    def self_url(self, form: Format) -> str:
        """Return the canonical address of one format."""
        return dict(self.self_urls)[form]


@dataclass(frozen=True, slots=True, kw_only=True)
class Document:
    """A whole feed: newest entry first, in a total order (R-ATOM-27)."""

    head: Head
    entries: tuple[Entry, ...] = ()
    tombstones: tuple[Tombstone, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Pieces:
    """The bytes of a feed in the pieces that a delta may leave out.

    ``start`` is everything before the tombstones, ``tombstones`` the bytes of each (``b""`` where the format
    cannot express it), ``middle`` what is between tombstones and entries.
    ``sample_start`` is ``start`` with a sample in place of its time: it is valid if ``start`` is.
    ``separator`` is written between two entries and ``tombstone_separator`` between two tombstones.
    """

    start: bytes
    sample_start: bytes
    tombstones: tuple[bytes, ...]
    entries: tuple["Fragment", ...]
    separator: bytes
    foot: bytes
    tombstone_separator: bytes = b""
    middle: bytes = b""

    @property
    def before(self) -> bytes:
        """Everything before the entries."""
        return self._before(self.start)

    @property
    def sample(self) -> bytes:
        """The document without entries and with a sample in place of its time."""
        return self._before(self.sample_start) + self.foot

    def _before(self, start: bytes) -> bytes:
        return b"".join((start, self.tombstone_separator.join(self.tombstones), self.middle))

    @property
    def body(self) -> bytes:
        """The whole document."""
        entries = self.separator.join([fragment.body for fragment in self.entries])
        return b"".join((self.before, entries, self.foot))


class Fragment(Struct, frozen=True, kw_only=True, gc=False, eq=False):
    """One rendered entry of one format; ``prefixes`` are the namespace prefixes it uses (R-RSS-29)."""

    body: bytes
    prefixes: frozenset[str] = frozenset()
    _fingerprint: bytes = b""

    @property
    def fingerprint(self) -> bytes:
        """A short digest of the body, computed once: documents with deltas need it, archives do not."""
        if not self._fingerprint:
            digest = blake2b(self.body, digest_size=FINGERPRINT_BYTES).digest()
            structs.force_setattr(self, "_fingerprint", digest)
        return self._fingerprint
