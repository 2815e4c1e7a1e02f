"""The state of the server that its settings determine: one frozen value, replaced as a whole on reload."""

from dataclasses import dataclass, field
from typing import Literal
from urllib.parse import quote, urlsplit

from feeds.model import LOOPBACK, Limits
from feeds.server.http.addresses import Addresses, ChannelMove
from feeds.server.http.clients import Clients

PAGE_LANGUAGES = ("zh", "en")


@dataclass(frozen=True, slots=True, kw_only=True)
class ServerOptions:
    """The options of one site.

    ``site_url`` is the public base without a trailing slash; ``language`` the site's language tag;
    ``moved`` and ``gone`` are the removed channels, kept for ever (R-HTTP-42, R-HTTP-46);
    ``redirects`` are pairs of an old path and its target.
    ``trusted_proxies`` are networks whose forwarding headers are trusted (R-HTTP-67). ``metrics`` says who
    may read ``/metrics``; ``process`` is the number of this process among those that share the port.
    ``takedown_within_s`` bounds how long caches may keep a publication (R-TOMB-08).
    """

    site_url: str
    language: str = "zh-CN"
    moved: tuple[ChannelMove, ...] = ()
    gone: tuple[str, ...] = ()
    redirects: tuple[tuple[str, str], ...] = ()
    trusted_proxies: tuple[str, ...] = LOOPBACK
    limits: Limits = field(default_factory=Limits)
    metrics: Literal["private", "public", "off"] = "private"
    process: str = "0"
    takedown_within_s: int | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class ServerState:
    """Everything a request is answered by, apart from publications.

    ``languages`` are those of pages, the site's own first; ``realm`` is shown by clients that ask for a
    name and password; ``is_https`` says that http requests are redirected.
    """

    options: ServerOptions
    addresses: Addresses
    clients: Clients
    languages: tuple[str, ...]
    realm: str
    is_https: bool

    @property
    def limits(self) -> Limits:
        """The limits against abuse."""
        return self.options.limits


def server_state(options: ServerOptions) -> ServerState:
    """Build the state from options. Raises ``ConfigError``."""
    own = options.language.partition("-")[0].lower()
    return ServerState(
        options=options,
        addresses=Addresses(options.site_url, options.moved, options.gone, options.redirects),
        clients=Clients(options.trusted_proxies),
        languages=tuple(sorted(PAGE_LANGUAGES, key=lambda language: language != own)),
        realm=quote(urlsplit(options.site_url).hostname or "feeds", safe="[]:"),
        is_https=options.site_url.startswith("https://"),
    )
