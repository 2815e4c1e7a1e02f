"""Settings of channels, of the site, and of the credits that complete source names."""

from dataclasses import dataclass
from enum import StrEnum

from feeds.model.record import ChannelFields, Record, Source

INDEX = "index"
"""The path of the site's own channel, which contains every entry."""


class Format(StrEnum):
    """The feed formats; values are the file name extensions."""

    RSS = "rss"
    ATOM = "atom"
    JSON = "json"


class ContentMode(StrEnum):
    """How much of an article the channel's entries contain."""

    FULL = "full"
    SUMMARY = "summary"


class Period(StrEnum):
    """The period over which a most-read channel counts views."""

    DAY = "day"
    WEEK = "week"
    MONTH = "month"


@dataclass(frozen=True, slots=True, kw_only=True)
class Selection:
    """The records of a ``where`` channel: for each criterion, one of its values must match."""

    tags: tuple[str, ...] = ()
    sources: tuple[str, ...] = ()
    authors: tuple[str, ...] = ()
    languages: tuple[str, ...] = ()

    def matches(self, record: Record | ChannelFields) -> bool:
        """Whether a record matches; a language matches its regions too (``zh`` matches ``zh-CN``)."""
        return (
            (not self.tags or any(tag.term in self.tags or tag.label in self.tags for tag in record.tags))
            and (not self.sources or self._matches_source(record.source))
            and (not self.authors or any(author.name in self.authors for author in record.authors))
            and (not self.languages or self._matches_language(record.language))
        )

    def _matches_source(self, source: Source | None) -> bool:
        return source is not None and (source.name in self.sources or source.feed_title in self.sources)

    def _matches_language(self, language: str | None) -> bool:
        language = (language or "").lower()
        values = (value.lower() for value in self.languages)
        return any(language == value or language.startswith(f"{value}-") for value in values)


@dataclass(frozen=True, slots=True, kw_only=True)
class Credit:
    """A credited source; ``aliases`` are other names for it (新华社, 新华网)."""

    name: str
    url: str | None = None
    feed_url: str | None = None
    aliases: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Site:
    """Settings that all channels share. ``url`` is the public base of every link, without a trailing slash.

    ``fresh_at_least_s`` and ``fresh_at_most_s`` bound the freshness of a feed. ``pages_url`` is the host of
    the articles' own pages, where it is another. ``hub_urls`` are the WebSub hubs of public feeds, own first.
    ``rsscloud``: public RSS feeds offer rssCloud.
    """

    title: str
    url: str
    language: str | None = None
    timezone: str | None = None
    author: str | None = None
    description: str | None = None
    image: str | None = None
    contact: str | None = None
    rights: str | None = None
    fresh_at_least_s: float = 300.0
    fresh_at_most_s: float = 3600.0
    pages_url: str | None = None
    hub_urls: tuple[str, ...] = ()
    rsscloud: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Channel:
    """One channel.

    ``path`` is its place in the tree (``news/province``); ``limit`` is the number of entries of the live
    feed; ``max_bytes`` bounds each document before compression; ``excerpt_chars`` bounds the excerpts of
    articles without a summary. ``id`` is an Atom id to keep; without it one is minted once.
    ``media_status``: RSS lists withdrawn entries. ``private``: for subscribers only, with all channels below.
    With ``most_read`` the channel has no members: it ranks those of the channel ``of``, or of its parent.
    """

    path: str
    title: str
    id: str | None = None
    description: str | None = None
    language: str | None = None
    image: str | None = None
    contact: str | None = None
    rights: str | None = None
    author: str | None = None
    limit: int = 50
    max_bytes: int = 512_000
    content: ContentMode = ContentMode.FULL
    excerpt_chars: int = 300
    formats: tuple[Format, ...] = (Format.RSS, Format.ATOM, Format.JSON)
    where: Selection | None = None
    media_status: bool = False
    aliases: tuple[str, ...] = ()
    private: bool = False
    most_read: Period | None = None
    of: str | None = None

    @property
    def parent(self) -> str | None:
        """The path above, or ``None`` at the top of the tree."""
        return self.path.rpartition("/")[0] or None


@dataclass(frozen=True, slots=True, kw_only=True)
class RemovedChannel:
    """A removed channel; ``moved_to`` is a channel path or an absolute URL, ``None`` if the channel ended."""

    path: str
    moved_to: str | None = None
