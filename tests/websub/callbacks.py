"""A subscriber on loopback: confirms what it wants and keeps what it is sent."""

import asyncio
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from dataclasses import dataclass, field

from aiohttp import web
from aiohttp.test_utils import TestServer

TIMEOUT_S = 60


@dataclass(frozen=True, kw_only=True)
class Sent:
    """One delivery as it arrived."""

    path: str
    headers: dict[str, str]
    body: bytes


@dataclass
class Callback:
    """Answers verifications and deliveries; ``statuses`` are given to the next deliveries, then 200."""

    url: str = ""
    confirms: bool = True
    statuses: list[int] = field(default_factory=list)
    verifications: list[dict[str, str]] = field(default_factory=list)
    deliveries: list[Sent] = field(default_factory=list)
    arrived: asyncio.Condition = field(default_factory=asyncio.Condition)

    async def handle(self, request: web.Request) -> web.Response:
        async with self.arrived:
            self.arrived.notify_all()
            if request.method == "GET":
                self.verifications.append({**request.query, "path": request.path_qs})
                text = request.query.get("hub.challenge", "") if self.confirms else "no"
                return web.Response(text=text)
            body = await request.read()
            self.deliveries.append(Sent(path=request.path_qs, headers=dict(request.headers), body=body))
            return web.Response(status=self.statuses.pop(0) if self.statuses else 200)

    async def wait(self, *, verifications: int = 0, deliveries: int = 0) -> None:
        """Wait until so many requests have arrived."""
        await self.until(
            lambda: len(self.verifications) >= verifications and len(self.deliveries) >= deliveries
        )

    async def until(self, reached: Callable[[], bool]) -> None:
        """Wait for something that requests bring about."""
        async with asyncio.timeout(TIMEOUT_S), self.arrived:
            await self.arrived.wait_for(reached)


@asynccontextmanager
async def listening() -> AsyncIterator[Callback]:
    callback = Callback()
    app = web.Application()
    app.router.add_route("*", "/{path:.*}", callback.handle)
    server = TestServer(app)
    await server.start_server()
    callback.url = str(server.make_url("/callback"))
    try:
        yield callback
    finally:
        await server.close()
