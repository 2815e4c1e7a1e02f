"""Read documents that hubs delivered: like polled ones, in the order of their arrival."""

import asyncio
from collections.abc import Callable
from datetime import datetime

from feeds.errors import SourceError, StoreError
from feeds.log import Logger
from feeds.model import PushedDocument
from feeds.service.loops import until
from feeds.service.service import Service
from feeds.service.supervisor import Supervisor
from feeds.service.upstreams import Upstreams
from feeds.store import upstreams
from feeds.websub import UpstreamRequester

AT_ONCE = 4
"""How many documents are read at the same time, each of another subscription."""

LOOK_AGAIN_S = 30.0
"""How often is looked for documents without a notification, and for leases that ended."""

_log = Logger("feeds.service")


class PushedReading:
    """The background tasks of the subscriptions at hubs of others."""

    def __init__(self, service: Service, known: Upstreams, poll: Callable[[str], None]) -> None:
        """``poll`` has a source read at once."""
        self._service = service
        self._known = known
        self._poll = poll
        self._requester: UpstreamRequester | None = None

    def start(self, supervisor: Supervisor) -> None:
        """Run the tasks under supervision."""
        supervisor.start("read pushed documents", self._keep_reading)
        supervisor.start("subscribe to hubs", self._keep_requesting)

    def clock_was_set_back(self) -> None:
        """Go on with what waited until a moment by the clock that was ahead."""
        if self._requester is not None:
            self._requester.hosts.end_pauses()
        self._known.clock_was_set_back()

    async def _keep_requesting(self) -> None:
        """Contact hubs as it is due; a change of the subscriptions may be a new request."""
        known, service = self._known, self._service
        await known.reconcile()
        await known.any.wait()
        secrets = known.secrets
        if secrets is None:
            await asyncio.Event().wait()  # only a restart with a usable key changes this
            return
        self._requester = UpstreamRequester(service.store, secrets, known.request_settings, service.clock)
        await self._requester.dispatcher.run()

    async def _keep_reading(self) -> None:
        """Read what waits, and poll what is not pushed any more. Raises ``StoreError``."""
        while True:
            self._known.changed.clear()
            await self._known.refresh()
            for source in self._known.take_unpushed():
                self._poll(source)
            if self._requester is not None:
                self._requester.dispatcher.wake.set()
            if not await self._read_some():
                await until(self._known.changed, self._pause_s())

    def _pause_s(self) -> float:
        ends_at = self._known.next_lease_end()
        left_s = (ends_at - self._service.clock()).total_seconds() if ends_at else LOOK_AGAIN_S
        return max(0.1, min(LOOK_AGAIN_S, left_s))

    async def _read_some(self) -> bool:
        """Read some documents that wait; return whether there were any."""
        store, now_ms = self._service.store, _ms(self._service.clock())
        async with store.read() as tx:
            due_ms = await upstreams.documents.next_due_ms(tx)
        if due_ms is None or due_ms > now_ms:
            return False
        async with store.write() as tx:
            documents = await upstreams.documents.claim(tx, AT_ONCE, now_ms)
        async with asyncio.TaskGroup() as group:
            for one in documents:
                group.create_task(self._read(one))
        return bool(documents)

    async def _read(self, document: PushedDocument) -> None:
        """Read one document, then remove it. One that cannot be read is removed too, and the feed is polled.

        While the store does not answer it waits: its claim ends.
        """
        upstream, store = document.upstream, self._service.store
        source = next((one for one in self._service.settings.sources if one.name == upstream.source), None)
        fault: str | None = None
        if source is not None:
            try:
                await self._service.read_pushed(source, document)
            except StoreError as error:
                _log.warning("a pushed document waits", source=upstream.source, error=str(error))
                return
            except SourceError as error:
                fault = str(error)
            except Exception as error:  # noqa: BLE001 - one document must not stop the others
                _log.exception("a pushed document could not be read", source=upstream.source)
                fault = type(error).__name__
        async with store.write() as tx:
            await upstreams.documents.remove(tx, document.key)
            if fault is not None:
                _log.warning("a pushed document is no feed", source=upstream.source, error=fault)
                now_ms = _ms(self._service.clock())
                await upstreams.subscriptions.note_missed(tx, (upstream.key,), now_ms)
        if fault is not None:
            self._known.changed.set()


def _ms(at: datetime) -> int:
    return int(at.timestamp() * 1000)
