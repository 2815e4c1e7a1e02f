"""Channels, the site that carries them and the credits that complete source names: frozen settings."""

from dataclasses import dataclass
from enum import StrEnum

from feeds.model.record import Record

INDEX = "index"
"""The path of the site's own channel, which carries every entry."""


class Format(StrEnum):
    """The feed formats, each by the extension of its address."""

    RSS = "rss"
    ATOM = "atom"
    JSON = "json"


class ContentMode(StrEnum):
    """How much of an article a channel carries."""

    FULL = "full"
    SUMMARY = "summary"


class Period(StrEnum):
    """Over how long a channel counts what is read most."""

    DAY = "day"
    WEEK = "week"
    MONTH = "month"


@dataclass(frozen=True, slots=True, kw_only=True)
class Selection:
    """Which records a ``where`` channel takes: every named criterion must match one of its values."""

    tags: tuple[str, ...] = ()
    sources: tuple[str, ...] = ()
    authors: tuple[str, ...] = ()
    languages: tuple[str, ...] = ()

    def takes(self, record: Record) -> bool:
        """Whether the record belongs here; a language takes its regions too (``zh`` takes ``zh-CN``)."""
        tags = {text for tag in record.tags for text in (tag.term, tag.label)}
        sources = {record.source.name, record.source.feed_title} if record.source else set()
        authors = {author.name for author in record.authors}
        return (
            (not self.tags or not tags.isdisjoint(self.tags))
            and (not self.sources or not sources.isdisjoint(self.sources))
            and (not self.authors or not authors.isdisjoint(self.authors))
            and (not self.languages or self._speaks(record.language))
        )

    def _speaks(self, language: str | None) -> bool:
        spoken = (language or "").lower()
        wanted = (value.lower() for value in self.languages)
        return any(spoken == value or spoken.startswith(f"{value}-") for value in wanted)


@dataclass(frozen=True, slots=True, kw_only=True)
class Credit:
    """Who a source name is; ``aliases`` are other names it goes by (新华社, 新华网)."""

    name: str
    url: str | None = None
    feed_url: str | None = None
    aliases: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Site:
    """What all channels share. ``url`` is the public base of every link, without a trailing slash.

    ``fresh_at_least_s`` and ``fresh_at_most_s`` bound how long a feed counts as fresh. ``pages_url`` is where
    the articles' own pages are, if that is another host.
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


@dataclass(frozen=True, slots=True, kw_only=True)
class Channel:
    """One channel.

    ``path`` is its place in the tree (``news/province``); ``limit`` counts entries of the live feed;
    ``max_bytes`` bounds each of its documents before compression; ``id`` is an Atom id to keep; without one
    it is minted once. ``media_status``: its RSS tells what was taken back. ``private``: for subscribers
    only, with all that lies below it. With ``most_read`` it has no members of its own: it ranks those of the
    channel ``of``, or of the channel above it.
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
    """A channel that left for good: to ``moved_to``, a channel path or an absolute URL, unless it ended."""

    path: str
    moved_to: str | None = None
