"""The background tasks of the WebSub hub: verifying requests, delivering, notifying external hubs."""

import asyncio
from collections.abc import AsyncIterator, Callable, Iterable, Iterator
from contextlib import asynccontextmanager
from datetime import datetime

from feeds.config import Settings
from feeds.log import Logger
from feeds.model import RemovedChannel
from feeds.outgoing import Outgoing, Poster
from feeds.server.auth.secrets import verify
from feeds.server.auth.subscriber_tokens import read_token
from feeds.server.histogram import DurationRecorder
from feeds.service.service import Service
from feeds.service.supervisor import Supervisor
from feeds.store import Store, Transaction, subscribers, websub
from feeds.websub import Deliverer, Hub, HubSettings, Pinger, SecretBox, Verifier

EXPIRE_S = 600.0
"""How often subscriptions are removed whose lease is over; nothing is delivered to them before."""

REQUEST_TIMEOUT_S = 10
"""How long a request to a callback or an external hub may take (R-HUB-27)."""

Clock = Callable[[], datetime]

_log = Logger("feeds.service")


class HubTasks:
    """The hub of one process; any number of processes share its work through the database."""

    def __init__(
        self, store: Store, outgoing: Outgoing, poster: Poster, settings: Settings, clock: Clock
    ) -> None:
        """Build the parts. Raises ``FeedsError`` if the key of the hub cannot be used."""
        self._store = store
        self._clock = clock
        self._options = hub_settings(settings)
        self._enabled = settings.hub.enabled
        self.durations = DurationRecorder()
        key_file = settings.hub.key_file or settings.file.with_name("hub.key")
        secrets = SecretBox.open(key_file)
        self._verifier = Verifier(store, outgoing, self._current, secrets, clock, subscribed=self.published)
        self._deliverer = Deliverer(
            store,
            poster,
            self._current,
            secrets=secrets,
            capabilities=_SubscriberCapabilities(),
            clock=clock,
            delivered=self.durations.add,
        )
        self._pinger = Pinger(store, outgoing, self._current, clock)
        self.hub = Hub(
            store,
            self._current,
            secrets,
            clock,
            capabilities=_SubscriberCapabilities(),
            requested=self._verifier.dispatcher.wake.set,
            published=self.published,
        )

    @classmethod
    @asynccontextmanager
    async def of(cls, service: Service) -> AsyncIterator["HubTasks | None"]:
        """Build the hub of a service, with separate connections; ``None`` if it is not enabled."""
        hub = service.settings.hub
        if not hub.enabled and not hub.ping:
            yield None
            return
        allow_private = service.settings.allow_private_hosts
        async with (
            Outgoing(allow_private=allow_private, total_timeout_s=REQUEST_TIMEOUT_S) as outgoing,
            Poster(total_timeout_s=REQUEST_TIMEOUT_S) as poster,
        ):
            yield cls(service.store, outgoing, poster, service.settings, service.clock)

    def reconfigure(self, settings: Settings) -> None:
        """Apply other settings."""
        self._options = hub_settings(settings)

    def _current(self) -> HubSettings:
        return self._options

    def start(self, supervisor: Supervisor) -> None:
        """Run the tasks under supervision; a site that does not run a hub only notifies others."""
        supervisor.start("notify external hubs", self._pinger.dispatcher.run)
        if self._enabled:
            supervisor.start("verify hub requests", self._verifier.dispatcher.run)
            supervisor.start("deliver to subscribers", self._deliverer.deliver)
            supervisor.start("expire subscriptions", self._keep_expiring)

    def published(self, turn: int = 0) -> None:
        """Deliver what was published until a turn, here or in another process; this server shows it now."""
        for part in (self._deliverer, self._pinger):
            part.visible_turn = max(part.visible_turn, turn)
            part.dispatcher.wake.set()

    def clock_was_set_back(self) -> None:
        """Go on with what waited until a moment by the clock that was ahead."""
        for part in (self._verifier, self._deliverer, self._pinger):
            part.hosts.end_pauses()
            part.dispatcher.wake.set()

    async def _keep_expiring(self) -> None:
        """End subscriptions whose lease is over (R-HUB-12)."""
        while True:
            async with self._store.write() as tx:
                ended = await websub.subscriptions.expire(tx, int(self._clock().timestamp()))
            if ended:
                _log.info("subscriptions expired", count=ended)
            await asyncio.sleep(EXPIRE_S)


class _SubscriberCapabilities:
    """Subscribers of private channels by their tokens."""

    async def holder(self, tx: Transaction, token: str, channel: str) -> str | None:
        """Return the id of the subscriber who has this token and may read a channel."""
        parts = read_token(token)
        found = await subscribers.fetch(tx, parts[0]) if parts else None
        if parts is None or found is None or not verify(found, parts[1]):
            return None
        return found.id if found.may_read(channel) else None

    async def may_read(self, tx: Transaction, holder: str, channel: str) -> bool:
        """Whether the subscriber with this id still may read a channel."""
        found = await subscribers.fetch(tx, holder)
        return found is not None and found.revoked_at is None and found.may_read(channel)


def hub_settings(settings: Settings) -> HubSettings:
    """Return the settings of the hub."""
    return HubSettings(
        url=f"{settings.site.url}/hub",
        site_url=settings.site.url,
        channels=frozenset(_public(settings)),
        private=frozenset(channel.path for channel in settings.channels).difference(_public(settings)),
        moved=dict(_moved(settings.former)),
        allow_hosts=settings.hub.allow_hosts,
    )


def _public(settings: Settings) -> Iterable[str]:
    """Yield the paths of public channels: neither private nor below a private one."""
    private = tuple(channel.path for channel in settings.channels if channel.private)
    for channel in settings.channels:
        if not any(channel.path == path or channel.path.startswith(f"{path}/") for path in private):
            yield channel.path


def _moved(former: Iterable[RemovedChannel]) -> Iterator[tuple[str, str]]:
    """Yield the former paths of channels with their present ones; moves to other sites are left out."""
    targets = {one.path: one.moved_to for one in former}
    for path, first in targets.items():
        target, steps = first, 0
        while target in targets and steps < len(targets):
            target, steps = targets[target], steps + 1
        if target is not None and "://" not in target:
            yield path, target
