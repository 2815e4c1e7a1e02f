"""The checked settings that the service is built from."""

from dataclasses import dataclass
from pathlib import Path

from feeds.model import Channel, Credit, Former, Site, SourceSettings


@dataclass(frozen=True, slots=True, kw_only=True)
class ServerSettings:
    """Where to listen, by how many processes, and how long a stop may take."""

    host: str = "127.0.0.1"
    port: int = 8080
    workers: int = 1
    stop_grace_s: float = 10.0


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
    former: tuple[Former, ...] = ()
    allow_private_hosts: bool = False
