"""How well other hosts answer: pauses for those that fail, separate connections for those that are slow."""

from collections import OrderedDict
from dataclasses import dataclass

MAX_HOSTS = 10_000
"""The number of hosts in memory; those that were contacted longest ago are removed first."""

SLOW_MS = 1_000
"""A host that takes longer for a response is slow."""


@dataclass(slots=True)
class _Host:
    """A host that was slow, or failed, when it was contacted last."""

    failures: int = 0
    paused_until_ms: int = 0


class HostHealth:
    """Pauses a host after several failures in a row, for longer each time (R-HUB-30).

    When a pause is over one request passes; the host is paused again until it is answered.
    """

    def __init__(self, failures: int = 5, first_ms: int = 30_000, longest_ms: int = 3_600_000) -> None:
        """Start with every host reachable and fast."""
        self._limit = failures
        self._first_ms = first_ms
        self._longest_ms = longest_ms
        self._hosts: OrderedDict[str, _Host] = OrderedDict()

    def paused_until_ms(self, host: str, now_ms: int) -> int | None:
        """Return the end of a host's pause; ``None`` if it may be contacted now."""
        found = self._hosts.get(host)
        return found.paused_until_ms if found and found.paused_until_ms > now_ms else None

    def contacted(self, host: str, now_ms: int) -> None:
        """Note a request: while a failing host is tried again, other requests wait."""
        found = self._hosts.get(host)
        if found is not None and found.failures >= self._limit:
            found.paused_until_ms = now_ms + self._first_ms

    def end_pauses(self) -> None:
        """Let every host be contacted: the clock was set back, and a pause would last as much longer."""
        for found in self._hosts.values():
            found.paused_until_ms = 0

    def is_slow(self, host: str) -> bool:
        """Whether a host was slow or failed when it was contacted last."""
        return host in self._hosts

    def slow_hosts(self) -> tuple[str, ...]:
        """Return all hosts that were slow or failed when they were contacted last."""
        return tuple(self._hosts)

    def succeeded(self, host: str, took_ms: int) -> None:
        """Note a response: the host is reachable."""
        if took_ms < SLOW_MS:
            self._hosts.pop(host, None)
        else:
            self._keep(host, _Host())

    def failed(self, host: str, now_ms: int) -> bool:
        """Note a failure; ``True`` if the host is paused from now on."""
        found = self._hosts.get(host) or _Host()
        found.failures += 1
        self._keep(host, found)
        over = found.failures - self._limit
        if over < 0:
            return False
        found.paused_until_ms = now_ms + min(self._first_ms * 2 ** min(over, 20), self._longest_ms)
        return True

    def _keep(self, host: str, state: _Host) -> None:
        self._hosts[host] = state
        self._hosts.move_to_end(host)
        while len(self._hosts) > MAX_HOSTS:
            self._hosts.popitem(last=False)
