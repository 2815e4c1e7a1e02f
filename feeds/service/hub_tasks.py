"""The background tasks of the WebSub hub: verifying requests, delivering, notifying external hubs."""

import asyncio
from collections.abc import Awaitable, Callable, Iterable
from datetime import datetime
from typing import Self

from feeds.config import Settings
from feeds.outgoing import Outgoing
from feeds.service.loops import until
from feeds.service.service import Service
from feeds.service.supervisor import Supervisor
from feeds.store import Store
from feeds.websub import Deliverer, Hub, HubSettings, Pinger, SecretBox, Verifier

LOOK_AGAIN_S = 30.0
"""How often pending work is read without a notification, so that work of an ended process is taken over."""

Clock = Callable[[], datetime]


class HubTasks:
    """The hub of one process; any number of processes share its work through the database."""

    def __init__(self, store: Store, outgoing: Outgoing, settings: Settings, clock: Clock) -> None:
        """Build the parts. Raises ``FeedsError`` if the key of the hub cannot be used."""
        self._clock = clock
        self._requests_wait = asyncio.Event()
        self._deliveries_wait = asyncio.Event()
        self._options = hub_settings(settings)
        key_file = settings.hub.key_file or settings.file.with_name("hub.key")
        secrets = SecretBox.open(key_file)
        self.hub = Hub(store, self._current, secrets, clock, self._requests_wait.set)
        self._verifier = Verifier(store, outgoing, self._current, clock)
        self.deliverer = Deliverer(store, outgoing, self._current, secrets=secrets, clock=clock)
        self._pinger = Pinger(store, outgoing, self._current, clock)
        self._pings_wait = asyncio.Event()

    @classmethod
    def of(cls, service: Service) -> Self | None:
        """Build the hub of a service; ``None`` if its settings have none."""
        hub = service.settings.hub
        if not hub.enabled and not hub.ping:
            return None
        return cls(service.store, service.outgoing, service.settings, service.clock)

    def reconfigure(self, settings: Settings) -> None:
        """Apply other settings."""
        self._options = hub_settings(settings)

    def _current(self) -> HubSettings:
        return self._options

    def start(self, supervisor: Supervisor) -> None:
        """Run the tasks under supervision."""
        verifier, deliverer, pinger = self._verifier, self.deliverer, self._pinger
        supervisor.start(
            "verify hub requests",
            lambda: self._keep(self._requests_wait, verifier.verify_due, verifier.next_due_ms),
        )
        supervisor.start(
            "deliver to subscribers",
            lambda: self._keep(self._deliveries_wait, deliverer.deliver_due, deliverer.next_due_ms),
        )
        supervisor.start(
            "notify external hubs", lambda: self._keep(self._pings_wait, pinger.ping_due, pinger.next_due_ms)
        )

    def published(self) -> None:
        """Wake the deliveries: publications may have changed, here or in another process."""
        self._deliveries_wait.set()
        self._pings_wait.set()
        self._requests_wait.set()

    async def _keep(
        self,
        waits: asyncio.Event,
        work: Callable[[], Awaitable[int]],
        next_due_ms: Callable[[], Awaitable[int | None]],
    ) -> None:
        """Do the due work, then wait for a notification or the next due time."""
        while True:
            waits.clear()
            due_ms = await next_due_ms()
            delay_s = LOOK_AGAIN_S if due_ms is None else due_ms / 1000 - self._clock().timestamp()
            if delay_s <= 0:
                await work()
            else:
                await until(waits, min(delay_s, LOOK_AGAIN_S))


def hub_settings(settings: Settings) -> HubSettings:
    """Return the settings of the hub."""
    return HubSettings(
        url=f"{settings.site.url}/hub",
        site_url=settings.site.url,
        channels=frozenset(_public(settings)),
        allow_hosts=settings.hub.allow_hosts,
    )


def _public(settings: Settings) -> Iterable[str]:
    """Yield the paths of public channels: neither private nor below a private one."""
    private = tuple(channel.path for channel in settings.channels if channel.private)
    for channel in settings.channels:
        if not any(channel.path == path or channel.path.startswith(f"{path}/") for path in private):
            yield channel.path
