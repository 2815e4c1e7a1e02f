"""The checked settings that the service is built from."""

from dataclasses import dataclass, field
from pathlib import Path
from typing import Literal

from feeds.model import LOOPBACK, Channel, Credit, Limits, RemovedChannel, Site, SourceSettings


@dataclass(frozen=True, slots=True, kw_only=True)
class ServerSettings:
    """Where to listen, by how many processes, how long a stop may take, and whom to trust how far.

    ``stats_kept_s`` is how long it is kept how feeds were asked for.
    """

    host: str = "127.0.0.1"
    port: int = 8080
    workers: int = 1
    stop_grace_s: float = 10.0
    trusted_proxies: tuple[str, ...] = LOOPBACK
    metrics: Literal["private", "public", "off"] = "private"
    stats_kept_s: float = 400 * 86_400.0
    limits: Limits = field(default_factory=Limits)


@dataclass(frozen=True, slots=True, kw_only=True)
class Settings:
    """Everything ``config/feeds.toml`` and the environment say; ``file`` is where they were read.

    ``former`` are the channels that moved or ended.
    """

    file: Path
    site: Site
    store_url: str
    server: ServerSettings
    sources: tuple[SourceSettings, ...]
    credits: tuple[Credit, ...]
    channels: tuple[Channel, ...]
    former: tuple[RemovedChannel, ...] = ()
    allow_private_hosts: bool = False
