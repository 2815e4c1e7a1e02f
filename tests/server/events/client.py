"""A client of server-sent events over aiohttp, as the HTML Standard §9.2.6 reads them."""

import asyncio
import json
from collections.abc import AsyncIterator, Mapping
from contextlib import asynccontextmanager
from dataclasses import dataclass
from typing import Any

from aiohttp import ClientResponse, ClientSession

TIMEOUT_S = 10.0


@dataclass(frozen=True, slots=True, kw_only=True)
class Event:
    """One event; ``kind`` is ``message`` where the server names none."""

    kind: str
    id: str
    data: Any


class EventClient:
    """Reads one stream; ``last_id`` is what a browser would send when it connects again."""

    def __init__(self, answer: ClientResponse) -> None:
        self.answer = answer
        self.last_id = ""
        self.retry_ms: int | None = None
        self.comments = 0

    async def next(self) -> Event | None:
        """The next event; ``None`` when the stream has ended."""
        kind, data = "message", list[str]()
        async with asyncio.timeout(TIMEOUT_S):
            async for line in self.answer.content:
                name, _, value = line.decode().rstrip("\n").partition(": ")
                if name == "event":
                    kind = value
                elif name == "data":
                    data.append(value)
                elif name == "id":
                    self.last_id = value
                elif name == "retry":
                    self.retry_ms = int(value)
                elif name == ":":
                    self.comments += 1
                elif not name and data:
                    return Event(kind=kind, id=self.last_id, data=json.loads("\n".join(data)))
        return None

    async def events(self, count: int) -> list[Event]:
        """As many events as there have to be."""
        found = [await self.next() for _ in range(count)]
        assert None not in found, "the stream has ended"
        return [event for event in found if event is not None]

    async def rest(self) -> list[Event]:
        """All events until the server ends the stream."""
        found = []
        while (event := await self.next()) is not None:
            found.append(event)
        return found


@asynccontextmanager
async def listening_to(
    port: int, target: str, headers: Mapping[str, str] | None = None
) -> AsyncIterator[EventClient]:
    """Open a stream on 127.0.0.1."""
    async with (
        ClientSession() as session,
        session.get(f"http://127.0.0.1:{port}{target}", headers=headers) as answer,
    ):
        yield EventClient(answer)
