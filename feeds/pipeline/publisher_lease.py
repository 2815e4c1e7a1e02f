"""The lease of a process that publishes, by which it shares the channels with others."""

import os
import socket
import sys
import time
import uuid

from feeds.errors import StoreError
from feeds.log import Logger
from feeds.store import Store, Transaction, publishers

RENEW_S = publishers.LEASE_S / 3
"""How long after it was renewed a lease is renewed again."""

_held: set[str] = set()
"""The names of the leases of this process."""

_log = Logger("feeds.pipeline")


class PublisherLease:
    """Renews the lease of one process as long as it publishes: one that hangs loses its channels."""

    def __init__(self, store: Store) -> None:
        """Hold nothing before ``hold``."""
        self._store = store
        self._renewed_s: float | None = None
        self.name = f"{socket.gethostname()}/{os.getpid()}/{uuid.uuid4().hex}"

    async def hold(self) -> None:
        """Begin to publish, or go on; a transaction every ten seconds. Raises ``StoreError``."""
        now_s = time.monotonic()
        if self._renewed_s is not None and now_s - self._renewed_s < RENEW_S:
            return
        await self._store.write_at_once(self._renew)
        _held.add(self.name)
        self._renewed_s = now_s

    async def _renew(self, tx: Transaction) -> None:
        if not await publishers.renew(tx, self.name):
            await self._remove_ended(tx)
            await publishers.join(tx, self.name)

    async def remove_ended(self) -> None:
        """Remove the leases of processes of this machine that ended without giving them back."""
        await self._store.write_at_once(self._remove_ended)

    async def _remove_ended(self, tx: Transaction) -> None:
        ended = [name for name in await publishers.names(tx) if _has_ended(name)]
        if ended:
            await publishers.leave(tx, *ended)

    async def end(self) -> None:
        """Give the channels to the other processes at once, or when the lease ends without the store."""
        _held.discard(self.name)
        if self._renewed_s is None:
            return
        self._renewed_s = None
        try:
            await self._store.write_at_once(lambda tx: publishers.leave(tx, self.name))
        except StoreError as error:
            _log.warning("the channels of this process wait until its lease ends", error=str(error))


def _has_ended(name: str) -> bool:
    """Whether a lease is of a process of this machine that ended without giving it back, as by SIGKILL.

    In a container the next process has the same number.
    """
    host, number, _ = name.split("/")
    if host != socket.gethostname() or sys.platform == "win32":
        return False
    if int(number) == os.getpid():
        return name not in _held
    try:
        os.kill(int(number), 0)
    except ProcessLookupError:
        return True
    except PermissionError:
        return False
    return False
