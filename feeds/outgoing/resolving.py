"""Resolve the names of hosts in threads of their own, with a short cache."""

import asyncio
import socket
import time
from collections import OrderedDict
from concurrent.futures import ThreadPoolExecutor
from ipaddress import ip_address

CACHE_S = 10.0
CACHED_HOSTS = 5_000
THREADS = 16
ADDRESSES = 4
"""How many addresses of a host are tried."""


class HostAddresses:
    """IP addresses by host name. A name server that does not answer blocks nothing else."""

    def __init__(self) -> None:
        """Start without threads; they come with the first name."""
        self._threads = ThreadPoolExecutor(THREADS, thread_name_prefix="resolve")
        self._known: OrderedDict[tuple[str, int], tuple[float, tuple[str, ...]]] = OrderedDict()

    async def of(self, host: str, port: int) -> tuple[str, ...]:
        """Return the addresses of a host, an IP address as it is. Raises ``OSError``."""
        try:
            return (str(ip_address(host)),)
        except ValueError:
            pass
        expires_s, known = self._known.get((host, port), (0.0, ()))
        if time.monotonic() < expires_s:
            return known
        loop = asyncio.get_running_loop()
        found = await loop.run_in_executor(self._threads, _resolve, host, port)
        self._known.pop((host, port), None)
        self._known[(host, port)] = (time.monotonic() + CACHE_S, found)
        while len(self._known) > CACHED_HOSTS:
            self._known.popitem(last=False)
        return found

    def close(self) -> None:
        """End the threads once they are done."""
        self._threads.shutdown(wait=False, cancel_futures=True)


def _resolve(host: str, port: int) -> tuple[str, ...]:
    found = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)
    return tuple(dict.fromkeys(str(info[4][0]) for info in found))[:ADDRESSES]
