"""A cleaned article record: what readers hand in and the store keeps.

Every text is XML-safe, in NFC and of the kind its name says; every address is absolute; every time is an
aware UTC ``datetime`` in whole seconds.
"""

from datetime import datetime
from enum import StrEnum

from msgspec import Struct

from feeds.model.identity import Alias
from feeds.text.dates import TimeFlag

FIELD_NAMES = frozenset(
    {
        "id", "url", "external_url", "title", "content_html", "content_text", "summary", "image",
        "banner_image", "date_published", "date_modified", "author", "authors", "contributors", "tags",
        "language", "attachments", "channel", "channels", "source", "rights", "license", "views", "related",
        "comments_url", "comments_feed_url", "comments_count", "in_reply_to",
        "date_release", "date_expires", "status", "correction", "aliases", "_feeds",
    }
)  # fmt: skip
"""The fields of a record as sources write it: a JSON Feed 1.1 item and this project's own."""


class Status(StrEnum):
    """Whether a record may be published."""

    USABLE = "usable"
    WITHHELD = "withheld"
    WITHDRAWN = "withdrawn"


class Person(Struct, frozen=True, kw_only=True, gc=False):
    """Someone credited: a person or an organisation. E-mail only where a source publishes one on purpose."""

    name: str
    url: str | None = None
    email: str | None = None
    avatar: str | None = None


class Contributor(Struct, frozen=True, kw_only=True, gc=False):
    """Someone credited with a role: editor, proofreader (校对), producer (监制)."""

    name: str
    role: str | None = None
    url: str | None = None


class Tag(Struct, frozen=True, kw_only=True, gc=False):
    """A category: ``term`` for machines, ``label`` for people when it differs, ``scheme`` an absolute IRI."""

    term: str
    label: str | None = None
    scheme: str | None = None


class Attachment(Struct, frozen=True, kw_only=True, gc=False):
    """A file that belongs to the article; ``size_bytes`` is ``None`` when unknown."""

    url: str
    mime_type: str
    title: str | None = None
    size_bytes: int | None = None
    duration_s: float | None = None


class Related(Struct, frozen=True, kw_only=True, gc=False):
    """Another page worth reading."""

    url: str
    title: str | None = None


class ReplyTarget(Struct, frozen=True, kw_only=True, gc=False):
    """An article that this one replies to: its id, its page, and a feed that contains it."""

    id: str
    url: str | None = None
    feed_url: str | None = None


class Discussion(Struct, frozen=True, kw_only=True, gc=False):
    """How an article takes part in a conversation (RFC 4685), apart from the page of its comments.

    ``comments_count`` is a counter: by itself it changes neither times nor publications (R-EXT-03).
    """

    in_reply_to: tuple[ReplyTarget, ...] = ()
    comments_feed_url: str | None = None
    comments_count: int | None = None


class Source(Struct, frozen=True, kw_only=True, gc=False):
    """Where the article comes from: separate facts, none ever standing in for another (R-SRC-01).

    ``url`` is the publisher's home, ``article_url`` the original article, ``feed_url`` the feed it was
    copied from with that feed's own ``feed_title``, ``feed_id`` (Atom id only), ``feed_updated_at`` and
    ``feed_rights``; ``published_at`` the original publication.
    """

    name: str | None = None
    url: str | None = None
    article_url: str | None = None
    feed_url: str | None = None
    feed_title: str | None = None
    feed_id: str | None = None
    feed_updated_at: datetime | None = None
    feed_rights: str | None = None
    published_at: datetime | None = None


class Record(Struct, frozen=True, kw_only=True, gc=False):
    """One article as its newsroom knows it.

    ``id`` is the identity in every format and never changes (R-ID-01). ``published_at`` is ``None`` only
    until the store fills it at first ingest (R-TIME-16). ``channels`` are paths; ``origin`` is the name of
    the source it was read from. ``title`` and ``summary`` are plain text, ``content_html`` is sanitised.
    ``aliases`` are its other names; like ``views`` they are not part of its content.
    """

    id: str
    origin: str
    url: str | None = None
    external_url: str | None = None
    title: str | None = None
    summary: str | None = None
    content_html: str | None = None
    content_text: str | None = None
    image: str | None = None
    published_at: datetime | None = None
    modified_at: datetime | None = None
    time_flags: tuple[TimeFlag, ...] = ()
    authors: tuple[Person, ...] = ()
    contributors: tuple[Contributor, ...] = ()
    tags: tuple[Tag, ...] = ()
    language: str | None = None
    attachments: tuple[Attachment, ...] = ()
    channels: tuple[str, ...] = ()
    source: Source | None = None
    rights: str | None = None
    license_url: str | None = None
    views: int | None = None
    related: tuple[Related, ...] = ()
    comments_url: str | None = None
    release_at: datetime | None = None
    expires_at: datetime | None = None
    status: Status = Status.USABLE
    correction: str | None = None
    aliases: tuple[Alias, ...] = ()
    discussion: Discussion | None = None


class ChannelFields(Struct, frozen=True, kw_only=True, gc=False):
    """The fields of a ``Record`` that decide to which channels it belongs."""

    channels: tuple[str, ...] = ()
    tags: tuple[Tag, ...] = ()
    authors: tuple[Person, ...] = ()
    language: str | None = None
    source: Source | None = None


class Place(Struct, frozen=True, kw_only=True, gc=False):
    """Where a record was read: a file or URL, and the line, row or entry in it (counting from 1)."""

    path: str
    line: int | None = None

    def __str__(self) -> str:
        """``path:line``, as compilers write it."""
        return self.path if self.line is None else f"{self.path}:{self.line}"
