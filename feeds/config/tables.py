"""The tables of ``feeds.toml`` as pydantic models; the description of a field is the hint for its faults."""

from typing import Any, Literal

from pydantic import BaseModel, ConfigDict, Field, model_validator

from feeds.config.source_kinds import KINDS
from feeds.config.value_types import (
    ChannelPath,
    Duration,
    FeedId,
    HttpUrl,
    Language,
    MoveTarget,
    Networks,
    OldAddress,
    RedirectTarget,
    SiteUrl,
    Text,
    Texts,
    Whole,
    Zone,
)
from feeds.model import LOOPBACK, ContentMode, Format, Limits, Period, TextKind

ZONE_HINT = 'Use an IANA name such as "Asia/Shanghai"'
URL_HINT = 'Write the whole address, such as "https://news.example.org"'
LANGUAGE_HINT = 'Use a BCP 47 tag such as "zh-CN" or "en"'


def is_removed(row: dict[str, Any]) -> bool:
    """Whether a ``[[channels]]`` table describes a channel that moved or ended."""
    return row.get("moved_to") is not None or row.get("gone", False) is not False


class Table(BaseModel):
    """A table that refuses unknown keys."""

    model_config = ConfigDict(extra="forbid", frozen=True, defer_build=True)


class SiteTable(Table):
    """``[site]``: the defaults of all channels."""

    title: Text = Field(description='Add title = "Your Newsroom"')
    url: SiteUrl = Field(description=URL_HINT)
    language: Language | None = Field(None, description=LANGUAGE_HINT)
    timezone: Zone | None = Field(None, description=ZONE_HINT)
    author: Text | None = Field(None, description="Give the author of records that name none")
    description: Text | None = Field(None, description="Describe the site in a sentence")
    image: HttpUrl | None = Field(None, description=URL_HINT)
    contact: Text | None = Field(None, description="Give an e-mail address or a page")
    rights: Text | None = Field(None, description="State the rights in plain words")
    fresh_at_least: Duration = Field(300.0, ge=60, description='Give a duration such as "5m", at least "1m"')
    fresh_at_most: Duration = Field(
        3600.0, le=14_400, description='Give a duration such as "1h", at most "4h"'
    )
    pages_url: HttpUrl | None = Field(
        None, description='Give the address of the site with the article pages: "https://www.example.org"'
    )


class StoreTable(Table):
    """``[store]``: the database."""

    url: Text = Field(
        "sqlite:///var/feeds.db", description="Use sqlite:///path or postgresql://user@host/name"
    )
    url_file: str | None = Field(None, description="Give the path of a file that contains the url")


_LIMITS = Limits()


class LimitsTable(Table):
    """``[server.limits]``: limits of connections, requests and repeated downloads."""

    connections: Whole = Field(
        _LIMITS.connections, ge=1, description="Give the highest number of open connections, at least 1"
    )
    client_connections: Whole = Field(
        _LIMITS.client_connections,
        ge=1,
        description="Give the highest number of connections of one address, at least 1",
    )
    streams: Whole = Field(
        _LIMITS.streams, ge=0, description="Give the highest number of open streams of events, 0 for none"
    )
    client_streams: Whole = Field(
        _LIMITS.client_streams,
        ge=1,
        description="Give the highest number of streams of one address, at least 1",
    )
    head: Duration = Field(_LIMITS.head_s, description='Give the time limit for a request head: "20s"')
    body: Duration = Field(
        _LIMITS.body_s, description='Give how long a client may send nothing of a request body: "90s"'
    )
    stall: Duration = Field(
        _LIMITS.stall_s, description='Give the time after which a stalled download ends: "30s"'
    )
    send: Duration = Field(_LIMITS.send_s, description='Give the time limit for sending a response: "5m"')
    sweep: Duration = Field(
        _LIMITS.sweep_s, description='Give the interval between checks of connections: "5s"'
    )
    fields: Whole = Field(
        _LIMITS.fields, ge=16, description="Give the highest number of header fields, at least 16"
    )
    field_bytes: Whole = Field(
        _LIMITS.field_bytes,
        ge=1024,
        description="Give the highest size of a header field in bytes, at least 1024",
    )
    head_bytes: Whole = Field(
        _LIMITS.head_bytes, ge=8192, description="Give the bytes of a request head, at least 8192"
    )
    again_bytes: Whole = Field(
        _LIMITS.again_bytes,
        ge=0,
        description="Give the bytes a client may download again at once, at least 0",
    )
    again_bytes_per_s: float = Field(
        _LIMITS.again_bytes_per_s,
        ge=1,
        description="Give the bytes a second by which this allowance grows, at least 1",
    )


class ServerTable(Table):
    """``[server]``: address, processes, trusted proxies and limits."""

    host: Text = Field("127.0.0.1", description="Give an address of this machine")
    port: Whole = Field(8080, ge=0, le=65535, description="Give a port from 1 to 65535")
    workers: Whole = Field(1, ge=1, le=64, description="Give the number of server processes, from 1 to 64")
    stop_grace: Duration = Field(10.0, description='Give a duration such as "10s"')
    allow_private_hosts: bool = Field(
        default=False, description="Write true if sources are in a private network"
    )
    trusted_proxies: Networks = Field(LOOPBACK, description='List networks: ["10.0.0.0/8"]')
    metrics: Literal["private", "public", "off"] = Field(
        "private", description='Use "private", "public" or "off"'
    )
    stats_kept: Duration = Field(400 * 86_400.0, description='Give a duration such as "400d"')
    takedown_within: Duration | None = Field(
        None, ge=1, description='Give the time in which caches have to drop what was withdrawn: "5m"'
    )
    cache_mb: Whole = Field(512, ge=16, le=1 << 20, description="Give megabytes, at least 16")
    limits: LimitsTable = Field(
        LimitsTable.model_validate({}), description="Write it as a table: [server.limits]"
    )


class SourceTable(BaseModel):
    """``[[sources]]``: where records are read; further keys are options of the kind."""

    model_config = ConfigDict(extra="allow", frozen=True, defer_build=True)

    name: Text = Field(description="Give each source a unique name")
    kind: Text = Field(description=f"Use one of: {', '.join(sorted(KINDS))}")
    path: Texts = Field(
        (),
        description='Give a file, glob or folder, relative to the settings file: path = "records"',
    )
    url: Texts = Field((), description=URL_HINT)
    every: Duration | None = Field(None, description='Give a duration such as "30s" or "5m"')
    channel: str | None = Field(None, description="Give the channel of records that name none")
    timezone: Zone | None = Field(None, description=ZONE_HINT)
    language: Language | None = Field(None, description=LANGUAGE_HINT)
    base_url: HttpUrl | None = Field(None, description=URL_HINT)
    html: Literal["article", "basic", "none"] = Field(
        "article", description='Use "article", "basic" or "none"'
    )
    titles: TextKind | None = Field(
        None, description='Say what titles and summaries of the source are: "text" or "html"'
    )
    date_format: Texts = Field((), description='Write it for strptime: "%d.%m.%Y %H:%M"; several as a list')
    fields: dict[str, str | Literal[False]] = Field(
        {}, description='Map our names to theirs: title = "headline"; false switches a field off'
    )
    values: dict[str, dict[str, str]] = Field(
        {}, description='Map their values to ours: [sources.values.status] live = "usable"'
    )
    channels_from: Literal["channel", "tags", "authors", "source", "language"] | None = Field(
        None, description='Name the field whose values are channel paths: "tags", or "channel"'
    )
    trust: bool = Field(
        default=False, description="Write true only if the newsroom itself controls what the source brings"
    )
    vanished: Literal["keep", "withdraw"] = Field(
        "keep", description='Use "keep" or "withdraw" for records that the source no longer brings'
    )
    check_files: bool = Field(
        default=False, description="Write true to take length and type of files from their servers"
    )
    allow_hosts: Texts = Field((), description='List hosts it may reach and lead to: ["cms.internal"]')
    without: Text | None = Field(
        None, description='Give a CSS selector of what to leave out: ".gutter, .share"'
    )


class CreditTable(Table):
    """``[[credits]]``: name, address and feed of a credited source."""

    name: Text = Field(description="Give the name as records write it")
    url: HttpUrl | None = Field(None, description=URL_HINT)
    feed_url: HttpUrl | None = Field(None, description=URL_HINT)
    aliases: Texts = Field((), description="List its other names")


class WhereTable(Table):
    """``[channels.where]``: selects records by their fields instead of by channel path."""

    tags: Texts = Field((), description='List tags: tags = ["robotics"]')
    sources: Texts = Field((), description="List source names")
    authors: Texts = Field((), description="List author names")
    languages: Texts = Field((), description="List language tags")


class ChannelTable(Table):
    """``[[channels]]``: a channel, or one that was removed (``moved_to``, ``gone``)."""

    path: ChannelPath = Field(
        description='Use letters, digits and hyphens, separated by slashes: "news/province"'
    )
    title: Text = Field(description="Give the channel a title")
    id: FeedId | None = Field(
        None,
        description="Give the Atom id that the feed had before, such as a tag: or https: URI, or remove it",
    )
    description: Text | None = Field(None, description="Describe the channel in a sentence")
    language: Language | None = Field(None, description=LANGUAGE_HINT)
    image: HttpUrl | None = Field(None, description=URL_HINT)
    contact: Text | None = Field(None, description="Give an e-mail address or a page")
    rights: Text | None = Field(None, description="State the rights in plain words")
    author: Text | None = Field(None, description="Give the author of records that name none")
    limit: Whole = Field(
        50, ge=1, le=10_000, description="Give the number of entries in the live feed, from 1 to 10000"
    )
    max_bytes: Whole = Field(
        512_000, ge=4_096, description="Give the highest size of a document in bytes, at least 4096"
    )
    content: ContentMode = Field(ContentMode.FULL, description='Use "full" or "summary"')
    excerpt_chars: Whole = Field(
        300, ge=40, le=10_000, description="Give the longest excerpt in characters, from 40 to 10000"
    )
    formats: tuple[Format, ...] = Field(
        tuple(Format), min_length=1, description='List formats from "rss", "atom", "json"'
    )
    where: WhereTable | None = Field(None, description="Give tags, sources, authors or languages")
    media_status: bool = Field(
        default=False, description="Write true if readers of the RSS feed use media:status"
    )
    aliases: Texts = Field((), description="List other paths that records use for this channel")
    private: bool = Field(default=False, description="Write true if only subscribers may read it")
    most_read: Period | None = Field(None, description='Use "day", "week" or "month"')
    of: Text | None = Field(None, description='Give the channel whose articles are ranked: of = "news"')
    moved_to: MoveTarget | None = Field(
        None, description='Give a channel, or an address without its ending: "https://other.example/news"'
    )
    gone: bool = Field(default=False, description="Write true only for a channel that ended permanently")

    @model_validator(mode="before")
    @classmethod
    def _default_title(cls, row: Any) -> Any:
        return {"title": "-", **row} if isinstance(row, dict) and is_removed(row) else row


class RedirectTable(Table):
    """``[[redirects]]``: an old address on this site and the address it leads to."""

    old: OldAddress = Field(alias="from", description='Give the old path: from = "/blog/feed.xml"')
    to: RedirectTarget = Field(description='Give a path on this site or a whole address: to = "/news.rss"')


class HubTable(Table):
    """``[hub]``: WebSub: notifies subscribers of changes."""

    enabled: bool = Field(default=False, description="Write true to run a hub at /hub")
    ping: tuple[HttpUrl, ...] = Field((), description='List external hubs: ping = ["https://hub.example/"]')
    allow_hosts: Texts = Field((), description='List private hosts that may be called back: ["10.0.0.5"]')
    rsscloud: bool = Field(default=False, description="Write true to offer rssCloud in RSS feeds too")
    key_file: Text = Field("var/hub.key", description="Name the file of the key that encrypts secrets")


class File(Table):
    """The whole settings file."""

    site: SiteTable = Field(description="Add a [site] table with title and url")
    store: StoreTable = StoreTable.model_validate({})
    server: ServerTable = ServerTable.model_validate({})
    sources: tuple[SourceTable, ...] = ()
    credits: tuple[CreditTable, ...] = ()
    channels: tuple[ChannelTable, ...] = ()
    redirects: tuple[RedirectTable, ...] = ()
    hub: HubTable = HubTable.model_validate({})


def source_options(table: SourceTable) -> dict[str, Any]:
    """Return the options of the source's kind."""
    return dict(table.model_extra or {})
