"""The readers: raw keep-alive connections, each with one request at a time, at a steady rate or flat out."""

import asyncio
import random
import re
from collections import deque
from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass
from itertools import accumulate
from typing import cast

from tests.bench.soak.measurements import Measurements

CONNECTIONS = 64
TICK_S = 0.001
AGAIN_S = 0.2
PICKS = 4096
SHARES = {"conditional": 0.80, "full": 0.15, "delta": 0.05}
ALLOWED = {"conditional": {200, 304}, "full": {200}, "delta": {200, 226, 304}}
_LENGTH = re.compile(rb"\r\nContent-Length: (\d+)\r\n")
_TAG = re.compile(rb'\r\nETag: ("[^"]*")\r\n')


@dataclass(slots=True)
class Feed:
    """An address as readers know it: the ETag they hold, and the one they held before."""

    target: str
    etag: bytes = b""
    former: bytes = b""

    def request(self, kind: str) -> bytes:
        """The bytes of a request of one kind."""
        lines = b"GET %s HTTP/1.1\r\nHost: post.example\r\nAccept-Encoding: gzip\r\n" % self.target.encode()
        tag = self.former or self.etag if kind == "delta" else self.etag
        if kind != "full" and tag:
            lines += b"If-None-Match: %s\r\n" % tag
        return lines + (b"A-IM: feed\r\n\r\n" if kind == "delta" else b"\r\n")

    def learn(self, etag: bytes) -> None:
        """Keep the ETag of a response, unless it is one of those held already."""
        if etag not in (self.etag, self.former):
            self.former, self.etag = self.etag, etag


@dataclass(frozen=True, slots=True)
class Asked:
    """One request: when it was due, on the loop's clock."""

    kind: str
    feed: Feed
    due_s: float


Sample = Callable[[Asked, int, bytes, bytes], None]
"""Shown every answer: status, head and body."""


class _Connection(asyncio.Protocol):
    """A connection of one reader."""

    def __init__(self, readers: "Readers") -> None:
        self._readers = readers
        self._asked: Asked | None = None
        self._got = b""

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        self._transport = cast("asyncio.Transport", transport)  # uvloop's is one in all but its type
        self._readers.free(self)

    def ask(self, asked: Asked) -> None:
        self._asked, self._got = asked, b""
        self._transport.write(asked.feed.request(asked.kind))

    def data_received(self, data: bytes) -> None:
        self._got += data
        end = self._got.find(b"\r\n\r\n")
        if end < 0 or self._asked is None:
            return
        head = self._got[: end + 4]
        length = _LENGTH.search(head)
        whole = end + 4 + (int(length[1]) if length else 0)
        if len(self._got) >= whole:
            asked, body = self._asked, self._got[end + 4 :]
            self._asked = None
            self._readers.answered(asked, head, body)
            self._readers.free(self)

    def close(self) -> None:
        self._transport.close()

    def connection_lost(self, exc: Exception | None) -> None:
        self._readers.lost(self, self._asked, exc)


class Readers:
    """All readers of one server; who is popular is drawn by Zipf's law."""

    def __init__(
        self,
        targets: list[str],
        measured: Measurements,
        sample: Sample | None = None,
        *,
        reconnect: bool = False,
    ) -> None:
        """Begin with nothing known; ``reconnect`` opens another connection in place of one that was lost."""
        self._reconnect = reconnect
        self._port = 0
        self._tasks: set[asyncio.Task[None]] = set()
        self.measured = measured
        self.sample = sample
        self._loop = asyncio.get_running_loop()
        self.feeds = [Feed(target) for target in targets]
        self._idle: list[_Connection] = []
        self._waiting: deque[Asked] = deque()
        self._open: set[_Connection] = set()
        self._closing = False
        self._again: Callable[[], Asked] | None = None
        self._underway = 0
        chance = random.Random(7)
        shuffled = chance.sample(self.feeds, len(self.feeds))
        weights = list(accumulate(1 / rank for rank in range(1, len(shuffled) + 1)))
        self._picks = chance.choices(shuffled, cum_weights=weights, k=PICKS)
        self._kinds = chance.choices(list(SHARES), list(SHARES.values()), k=PICKS + 1)
        self._turn = 0

    async def connect(self, port: int) -> None:
        """Open the connections, and fetch each feed once."""
        self._port = port
        for _ in range(CONNECTIONS):
            await self._connect_one()
        for feed in self.feeds:
            self._put(Asked("full", feed, self._loop.time()))
        await self._settled()

    async def _connect_one(self) -> None:
        _, protocol = await self._loop.create_connection(lambda: _Connection(self), "127.0.0.1", self._port)
        self._open.add(protocol)

    async def _connect_again(self) -> None:
        while not self._closing:
            with suppress(OSError):
                await self._connect_one()
                break
            await asyncio.sleep(AGAIN_S)

    async def flat_out(self, seconds: float) -> float:
        """Ask again as soon as an answer is there; return the answers a second."""
        began_s, before = self._loop.time(), self.measured.requests
        self._again = self._next
        while self._idle:
            self._put(self._next())
        await asyncio.sleep(seconds)
        self._again = None
        took_s, count = self._loop.time() - began_s, self.measured.requests - before
        await self._settled()
        return count / took_s

    async def steadily(self, rate: float, seconds: float) -> None:
        """Ask at a rate, and go; what is late waits, and its waiting counts."""
        began_s, sent = self._loop.time(), 0
        while (passed_s := self._loop.time() - began_s) < seconds:
            while sent < passed_s * rate:
                self._put(self._next(began_s + sent / rate))
                sent += 1
            await asyncio.sleep(TICK_S)
        await self._settled()
        self.close()

    def answered(self, asked: Asked, head: bytes, body: bytes) -> None:
        """Check and count an answer."""
        self._underway -= 1
        status = int(head[9:12])
        self.measured.answered(asked.kind, status, self._loop.time() - asked.due_s)
        if status not in ALLOWED[asked.kind]:
            self.measured.fault(f"{asked.feed.target}: {asked.kind} answered {head[:400]!r}")
        elif (tag := _TAG.search(head)) is None:
            self.measured.fault(f"{asked.feed.target}: {status} without an ETag")
        else:
            asked.feed.learn(tag[1])
        if self.sample is not None:
            self.sample(asked, status, head, body)

    def free(self, connection: _Connection) -> None:
        """Give a connection its next request, or let it wait."""
        if self._again is not None:
            self._underway += 1
            connection.ask(self._again())
        elif self._waiting:
            self._underway += 1
            connection.ask(self._waiting.popleft())
        else:
            self._idle.append(connection)

    def lost(self, connection: _Connection, asked: Asked | None, error: Exception | None) -> None:
        """Count a connection that the server ended."""
        self._open.discard(connection)
        if not self._closing:
            self.measured.fault(f"a connection was lost, asking for {asked}: {error!r}")
            self._underway -= asked is not None
            if connection in self._idle:
                self._idle.remove(connection)
            if self._reconnect:
                task = asyncio.create_task(self._connect_again())
                self._tasks.add(task)
                task.add_done_callback(self._tasks.discard)

    def close(self) -> None:
        """End all connections."""
        self._closing = True
        for task in self._tasks:
            task.cancel()
        for connection in self._open:
            connection.close()

    def _next(self, due_s: float | None = None) -> Asked:
        self._turn += 1
        kind, feed = self._kinds[self._turn % (PICKS + 1)], self._picks[self._turn % PICKS]
        return Asked(kind, feed, self._loop.time() if due_s is None else due_s)

    def _put(self, asked: Asked) -> None:
        if self._idle:
            self._underway += 1
            self._idle.pop().ask(asked)
        else:
            self._waiting.append(asked)

    async def _settled(self) -> None:
        for _ in range(3000):
            if not self._waiting and not self._underway:
                return
            await asyncio.sleep(0.01)
        self.measured.fault(f"{self._underway} requests were never answered, {len(self._waiting)} never sent")
