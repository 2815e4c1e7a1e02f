"""The checked settings that the service is built from."""

from dataclasses import dataclass, field
from pathlib import Path
from typing import Literal

from feeds.errors import Problem
from feeds.model import LOOPBACK, Channel, Credit, Limits, RemovedChannel, Site, SourceSettings


@dataclass(frozen=True, slots=True, kw_only=True)
class ServerSettings:
    """The address and the processes of the server, its trusted proxies and its limits.

    ``stop_grace_s`` is the time that open requests have at a stop; ``stats_kept_s`` is how long request
    counts are stored; ``takedown_within_s`` is how long caches may keep what carries an article.
    ``cache_bytes`` is the size of the caches in memory, for rendered entries and for responses together.
    """

    host: str = "127.0.0.1"
    port: int = 8080
    workers: int = 1
    stop_grace_s: float = 10.0
    trusted_proxies: tuple[str, ...] = LOOPBACK
    metrics: Literal["private", "public", "off"] = "private"
    stats_kept_s: float = 400 * 86_400.0
    takedown_within_s: float | None = None
    cache_bytes: int = 512 * 2**20
    limits: Limits = field(default_factory=Limits)

    @property
    def cache_share_bytes(self) -> int:
        """The size of each of the two caches."""
        return self.cache_bytes // 2


@dataclass(frozen=True, slots=True, kw_only=True)
class HubOptions:
    """The WebSub hub: whether it runs, external hubs to notify, and private hosts that may be called back."""

    enabled: bool = False
    ping: tuple[str, ...] = ()
    allow_hosts: tuple[str, ...] = ()
    key_file: Path | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Redirection:
    """An old address on this site (``old``, a path) and where it leads (a path or an absolute URL)."""

    old: str
    to: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Settings:
    """All settings of the file and the environment; ``file`` is the path they were read from.

    ``former`` are the channels that moved or ended; ``warnings`` are probable mistakes in valid settings.
    """

    file: Path
    site: Site
    store_url: str
    server: ServerSettings
    sources: tuple[SourceSettings, ...]
    credits: tuple[Credit, ...]
    channels: tuple[Channel, ...]
    former: tuple[RemovedChannel, ...] = ()
    redirects: tuple[Redirection, ...] = ()
    hub: HubOptions = field(default_factory=HubOptions)
    allow_private_hosts: bool = False
    warnings: tuple[Problem, ...] = ()
