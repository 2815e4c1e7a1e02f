"""The web application: routes, middleware and what they share."""

import time
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from typing import Literal
from urllib.parse import quote, urlsplit

from aiohttp import web

from feeds.model import LOOPBACK, Limits
from feeds.server.auth.subscriber_auth import SubscriberAuth, Subscribers
from feeds.server.fastpath.runner import Runner
from feeds.server.handlers.health import SHELF, health, ready
from feeds.server.handlers.metrics import reporting
from feeds.server.handlers.middlewares import add_server_header, error_middleware
from feeds.server.handlers.publications import CLIENTS, DESK, LIMITS, SCHEME, STAMP, TALLY, publication
from feeds.server.http.addresses import Addresses, ChannelMove
from feeds.server.http.clients import Clients
from feeds.server.http.date_header import DateHeader
from feeds.server.http.forwarded import ForwardedProto
from feeds.server.publication_source import PublicationSource
from feeds.server.redownload_limiter import RedownloadLimiter
from feeds.server.responder import Responder
from feeds.server.response_counters import ResponseCounters

PAGE_LANGUAGES = ("zh", "en")


@dataclass(frozen=True, slots=True, kw_only=True)
class ServerOptions:
    """How one site is served.

    ``site_url`` is the public base without a trailing slash; ``language`` the site's language tag;
    ``moved`` and ``gone`` the channels that left, kept for ever (R-HTTP-42, R-HTTP-46). ``trusted_proxies``
    are networks whose forwarding headers are believed (R-HTTP-67). ``metrics``: for trusted networks, for
    all, or not at all; ``process`` is the number of this one among those that answer.
    """

    site_url: str
    language: str = "zh-CN"
    moved: tuple[ChannelMove, ...] = ()
    gone: tuple[str, ...] = ()
    trusted_proxies: tuple[str, ...] = LOOPBACK
    limits: Limits = field(default_factory=Limits)
    metrics: Literal["private", "public", "off"] = "private"
    process: str = "0"

    @property
    def page_languages(self) -> tuple[str, ...]:
        """The languages of pages, the site's own first."""
        own = self.language.partition("-")[0].lower()
        return tuple(sorted(PAGE_LANGUAGES, key=lambda language: language != own))

    @property
    def realm(self) -> str:
        """What a reader shows that asks for name and password: the site's host."""
        return quote(urlsplit(self.site_url).hostname or "feeds", safe="[]:")


def make_app(
    shelf: PublicationSource,
    settings: ServerOptions,
    *,
    routes: Iterable[web.AbstractRouteDef] = (),
    subscribers: Subscribers | None = None,
    clock: Callable[[], float] = time.time,
) -> web.Application:
    """An application over a shelf. Raises ``ConfigError``.

    ``routes`` come before the server's own, for the desk takes every address that is left. ``subscribers``
    may read what is private.
    """
    front = _Front(settings)
    app = web.Application(middlewares=[error_middleware])
    app[SHELF] = shelf
    app[STAMP] = DateHeader(clock)
    app[SCHEME] = ForwardedProto(settings.site_url, front.clients)
    app[LIMITS] = settings.limits
    app[TALLY] = ResponseCounters()
    app[CLIENTS] = front.clients
    app[DESK] = Responder(
        shelf,
        front.addresses,
        languages=settings.page_languages,
        stamp=app[STAMP],
        clients=front.clients,
        budget=front.budget,
        doorkeeper=SubscriberAuth(subscribers, settings.realm),
    )
    app.on_response_prepare.append(add_server_header)
    app.add_routes([*routes, web.get("/health", health), web.get("/ready", ready)])
    if settings.metrics != "off":
        app.router.add_get("/metrics", reporting(settings.process, public=settings.metrics == "public"))
    app.router.add_route("*", "/{address:.*}", publication)
    return app


def reconfigure(runner: Runner, settings: ServerOptions) -> None:
    """Have a running application go on by other settings, without a request lost. Raises ``ConfigError``.

    Connections that are open keep what was settled when they were made: whether a proxy is believed, and how
    large a head may be.
    """
    front = _Front(settings)
    app = runner.app
    app[SCHEME].reconfigure(settings.site_url, front.clients)
    app[DESK].reconfigure(
        front.addresses,
        languages=settings.page_languages,
        clients=front.clients,
        budget=front.budget,
    )
    runner.reconfigure(front.clients, settings.limits)


class _Front:
    """What is made anew for each settings."""

    def __init__(self, settings: ServerOptions) -> None:
        self.clients = Clients(settings.trusted_proxies)
        self.addresses = Addresses(settings.site_url, settings.moved, settings.gone)
        self.budget = RedownloadLimiter(settings.limits)
