"""The tables of ``feeds.toml`` as pydantic reads them; a field's description is the hint for its faults."""

import re
from ipaddress import ip_network
from typing import Annotated, Any, Literal
from urllib.parse import urlsplit
from zoneinfo import available_timezones

from pydantic import AfterValidator, BaseModel, BeforeValidator, ConfigDict, Field, model_validator
from pydantic_core import PydanticCustomError

from feeds.model import LOOPBACK, ContentMode, Format, Limits, Period
from feeds.text.language import language_tag

_DURATION = re.compile(r"(\d+(?:\.\d+)?)\s*(ms|s|m|h|d)")
_UNITS_S = {"ms": 0.001, "s": 1.0, "m": 60.0, "h": 3600.0, "d": 86400.0}
_STEP = re.compile(r"[\w-]+")
RESERVED = frozenset(
    {"api", "hub", "health", "ready", "metrics", "static", "archive", "opml", "sitemap", "feed"}
)
"""Steps that the server needs for itself; ``archive`` follows a channel's path."""


def _duration_s(value: object) -> float:
    if isinstance(value, int | float) and not isinstance(value, bool):
        return float(value)
    found = _DURATION.fullmatch(str(value).strip())
    if found is None:
        raise PydanticCustomError("duration", "is not a duration")
    return float(found[1]) * _UNITS_S[found[2]]


def _http_url(value: str) -> str:
    parts = urlsplit(value)
    if parts.scheme not in {"http", "https"} or not parts.hostname or parts.username:
        raise PydanticCustomError("url", "is not an http(s) address with a host")
    return value


def _place(value: str) -> str:
    """A channel path, or an address that endings such as ``.atom`` can be appended to."""
    if "://" not in value:
        return _path(value)
    parts = urlsplit(_http_url(value))
    if parts.query or parts.fragment or value.endswith("/"):
        raise PydanticCustomError("place", "is no address that endings can be appended to")
    return value


def _zone(value: str) -> str:
    if value not in available_timezones():
        raise PydanticCustomError("zone", "is not a time zone")
    return value


def _language(value: str) -> str:
    tag = language_tag(value)
    if tag is None:
        raise PydanticCustomError("language", "is not a language tag")
    return tag


def _path(value: str) -> str:
    steps = value.split("/")
    if not all(_STEP.fullmatch(step) for step in steps):
        raise PydanticCustomError("path", "is not a channel path")
    if RESERVED.intersection(steps):
        raise PydanticCustomError("path", "uses a name the server needs for itself")
    return value


def _network(value: str) -> str:
    try:
        return str(ip_network(value))
    except ValueError as error:
        raise PydanticCustomError("network", "is not a network") from error


Duration = Annotated[float, BeforeValidator(_duration_s), Field(gt=0)]
HttpUrl = Annotated[str, AfterValidator(_http_url)]
Zone = Annotated[str, AfterValidator(_zone)]
Language = Annotated[str, AfterValidator(_language)]
ChannelPath = Annotated[str, AfterValidator(_path)]
ChannelPlace = Annotated[str, AfterValidator(_place)]
Text = Annotated[str, Field(min_length=1)]
Texts = Annotated[
    tuple[str, ...], BeforeValidator(lambda value: [value] if isinstance(value, str) else value)
]

Networks = Annotated[
    tuple[Annotated[str, AfterValidator(_network)], ...],
    BeforeValidator(lambda value: [value] if isinstance(value, str) else value),
]

ZONE_CURE = 'Use an IANA name such as "Asia/Shanghai"'
URL_CURE = 'Write it whole, such as "https://news.example.org"'
LANGUAGE_CURE = 'Use a BCP 47 tag such as "zh-CN" or "en"'


def has_left(row: dict[str, Any]) -> bool:
    """Whether an entry of ``[[channels]]`` is of a channel that moved or ended."""
    return row.get("moved_to") is not None or row.get("gone", False) is not False


class Table(BaseModel):
    """A table that knows all its keys."""

    model_config = ConfigDict(extra="forbid", frozen=True)


class SiteTable(Table):
    """``[site]``: what all channels share."""

    title: Text = Field(description='Add title = "Your Newsroom"')
    url: HttpUrl = Field(description=URL_CURE)
    language: Language | None = Field(None, description=LANGUAGE_CURE)
    timezone: Zone | None = Field(None, description=ZONE_CURE)
    author: Text | None = Field(None, description="Name who stands in where a record names nobody")
    description: Text | None = Field(None, description="Say in a sentence what the site is")
    image: HttpUrl | None = Field(None, description=URL_CURE)
    contact: Text | None = Field(None, description="Give an e-mail address or a page")
    rights: Text | None = Field(None, description="State the rights in plain words")
    fresh_at_least: Duration = Field(300.0, ge=60, description='Give a duration such as "5m", at least "1m"')
    fresh_at_most: Duration = Field(
        3600.0, le=14_400, description='Give a duration such as "1h", at most "4h"'
    )
    pages_url: HttpUrl | None = Field(
        None, description='Write where the articles\' pages are: "https://www.example.org"'
    )


class StoreTable(Table):
    """``[store]``: where everything is kept."""

    url: Text = Field(
        "sqlite:///var/feeds.db", description="Use sqlite:///path or postgresql://user@host/name"
    )
    url_file: str | None = Field(None, description="Name a file that holds the url")


_LIMITS = Limits()


class LimitsTable(Table):
    """``[server.limits]``: what a client may cost."""

    connections: int = Field(_LIMITS.connections, ge=1, description="Give the most open connections, over 0")
    client_connections: int = Field(
        _LIMITS.client_connections, ge=1, description="Give the most connections of one address, over 0"
    )
    head: Duration = Field(_LIMITS.head_s, description='Give how long a request head may take: "20s"')
    stall: Duration = Field(_LIMITS.stall_s, description='Give how long a client may take nothing: "30s"')
    send: Duration = Field(_LIMITS.send_s, description='Give how long an answer may take: "5m"')
    sweep: Duration = Field(_LIMITS.sweep_s, description='Give how often connections are looked at: "5s"')
    fields: int = Field(_LIMITS.fields, ge=16, description="Give the most header fields, at least 16")
    field_bytes: int = Field(
        _LIMITS.field_bytes, ge=1024, description="Give the bytes of a header field, at least 1024"
    )
    again_bytes: int = Field(
        _LIMITS.again_bytes, ge=0, description="Give the bytes a client may have again at once, or 0"
    )
    again_bytes_per_s: float = Field(
        _LIMITS.again_bytes_per_s, ge=1, description="Give the bytes a second a client earns, at least 1"
    )


class ServerTable(Table):
    """``[server]``: where to listen, and whom to trust how far."""

    host: Text = Field("127.0.0.1", description="Give an address of this machine")
    port: int = Field(8080, ge=0, le=65535, description="Give a port from 1 to 65535")
    workers: int = Field(1, ge=1, le=64, description="Give how many processes serve, from 1 to 64")
    stop_grace: Duration = Field(10.0, description='Give a duration such as "10s"')
    allow_private_hosts: bool = Field(
        default=False, description="Write true if sources live in your own network"
    )
    trusted_proxies: Networks = Field(LOOPBACK, description='List networks: ["10.0.0.0/8"]')
    metrics: Literal["private", "public", "off"] = Field(
        "private", description='Choose "private", "public" or "off"'
    )
    stats_kept: Duration = Field(400 * 86_400.0, description='Give a duration such as "400d"')
    limits: LimitsTable = Field(
        LimitsTable.model_validate({}), description="Make it a table: [server.limits]"
    )


class SourceTable(BaseModel):
    """``[[sources]]``: where records come from; further keys are the kind's own."""

    model_config = ConfigDict(extra="allow", frozen=True)

    name: Text = Field(description="Give each source a name of its own")
    kind: Text = Field(description="Choose one of the kinds that exist")
    path: Texts = Field((), description="Name a file, a glob or a folder, relative to this file")
    url: Texts = Field((), description=URL_CURE)
    every: Duration | None = Field(None, description='Give a duration such as "30s" or "5m"')
    channel: str | None = Field(None, description="Name the channel for records that name none")
    timezone: Zone | None = Field(None, description=ZONE_CURE)
    language: Language | None = Field(None, description=LANGUAGE_CURE)
    base_url: HttpUrl | None = Field(None, description=URL_CURE)
    html: Literal["article", "basic", "none"] = Field(
        "article", description='Choose "article", "basic" or "none" for the HTML that may pass'
    )
    fields: dict[str, str] = Field({}, description='Map our names to theirs: title = "headline"')


class CreditTable(Table):
    """``[[credits]]``: who a source name is."""

    name: Text = Field(description="Give the name as it stands in the records")
    url: HttpUrl | None = Field(None, description=URL_CURE)
    feed_url: HttpUrl | None = Field(None, description=URL_CURE)
    aliases: Texts = Field((), description="List the other names it goes by")


class WhereTable(Table):
    """``[channels.where]``: what a channel asks for instead of a place in the tree."""

    tags: Texts = Field((), description='List tags: tags = ["robotics"]')
    sources: Texts = Field((), description="List source names")
    authors: Texts = Field((), description="List author names")
    languages: Texts = Field((), description="List language tags")


class ChannelTable(Table):
    """``[[channels]]``: one feed and its page, or one that left: then only where to and whether counts."""

    path: ChannelPath = Field(description='Use letters, digits and dashes between slashes: "news/province"')
    title: Text = Field(description="Give the channel a title")
    id: Text | None = Field(None, description="Leave it out, or keep the Atom id the feed had elsewhere")
    description: Text | None = Field(None, description="Say in a sentence what the channel carries")
    language: Language | None = Field(None, description=LANGUAGE_CURE)
    image: HttpUrl | None = Field(None, description=URL_CURE)
    contact: Text | None = Field(None, description="Give an e-mail address or a page")
    rights: Text | None = Field(None, description="State the rights in plain words")
    author: Text | None = Field(None, description="Name who stands in where a record names nobody")
    limit: int = Field(50, ge=1, le=10_000, description="Give the entries of the live feed, from 1 to 10000")
    max_bytes: int = Field(512_000, ge=4_096, description="Give the bytes of one document, at least 4096")
    content: ContentMode = Field(ContentMode.FULL, description='Choose "full" or "summary"')
    formats: tuple[Format, ...] = Field(
        tuple(Format), min_length=1, description='Choose from "rss", "atom", "json"'
    )
    where: WhereTable | None = Field(None, description="Give tags, sources, authors or languages")
    media_status: bool = Field(
        default=False, description="Write true if aggregators read media:status in its RSS"
    )
    aliases: Texts = Field((), description="List other paths by which records name this channel")
    private: bool = Field(default=False, description="Write true if it is for subscribers only")
    most_read: Period | None = Field(None, description='Choose "day", "week" or "month"')
    of: Text | None = Field(None, description='Name the channel whose articles are ranked: of = "news"')
    moved_to: ChannelPlace | None = Field(
        None, description='Name a channel, or an address without its ending: "https://other.example/news"'
    )
    gone: bool = Field(default=False, description="Write true only for a channel that ended for good")

    @model_validator(mode="before")
    @classmethod
    def _needs_no_title(cls, row: Any) -> Any:
        return {"title": "-", **row} if isinstance(row, dict) and has_left(row) else row


class File(Table):
    """The whole file."""

    site: SiteTable = Field(description="Add a [site] table with title and url")
    store: StoreTable = StoreTable.model_validate({})
    server: ServerTable = ServerTable.model_validate({})
    sources: tuple[SourceTable, ...] = ()
    credits: tuple[CreditTable, ...] = ()
    channels: tuple[ChannelTable, ...] = ()


def source_options(table: SourceTable) -> dict[str, Any]:
    """Return the keys of a source that belong to its kind."""
    return dict(table.model_extra or {})
