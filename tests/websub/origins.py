"""A publisher and a hub of others on loopback, as honest or hostile as a test wants them."""

import asyncio
import hashlib
import hmac
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from dataclasses import dataclass, field

import aiohttp
from aiohttp import web
from aiohttp.test_utils import TestServer

TIMEOUT_S = 60


def atom(*titles: str, links: str = "", extra: str = "") -> str:
    """Return an Atom feed of invented articles."""
    entries = "".join(
        f"<entry><id>tag:origin.example,2024:{title}</id><title>{title}</title>"
        f"<updated>2024-10-22T09:00:00Z</updated><content>{title} came in.</content>{extra}</entry>"
        for title in titles
    )
    head = "<id>tag:origin.example,2024:feed</id><title>Origin</title><updated>2024-10-22T09:00:00Z</updated>"
    return f'<feed xmlns="http://www.w3.org/2005/Atom">{head}{links}{entries}</feed>'


@dataclass
class Origin:
    """Serves a feed at ``/feed`` and a hub at ``/hub``; notes what it is asked.

    ``answers`` are statuses of the hub, then 202; ``location`` is where it redirects to.
    """

    base: str = ""
    body: str = ""
    content_type: str = "application/atom+xml"
    headers: dict[str, str] = field(default_factory=dict)
    etag: str = ""
    polls: list[str] = field(default_factory=list)
    forms: list[dict[str, str]] = field(default_factory=list)
    answers: list[int] = field(default_factory=list)
    location: str = ""
    arrived: asyncio.Condition = field(default_factory=asyncio.Condition)

    @property
    def topic(self) -> str:
        return f"{self.base}/feed"

    @property
    def hub(self) -> str:
        return f"{self.base}/hub"

    async def handle(self, request: web.Request) -> web.Response:
        async with self.arrived:
            self.arrived.notify_all()
            if request.method == "POST":
                form = {name: str(value) for name, value in (await request.post()).items()}
                self.forms.append(form | {"at": request.path})
                status = self.answers.pop(0) if self.answers else 202
                return web.Response(
                    status=status, headers={"Location": self.location} if self.location else {}
                )
            self.polls.append(request.headers.get("If-None-Match", ""))
            if self.etag and request.headers.get("If-None-Match") == self.etag:
                return web.Response(status=304)
            extra = {"ETag": self.etag} if self.etag else {}
            return web.Response(
                text=self.body, content_type=self.content_type, headers={**self.headers, **extra}
            )

    async def until(self, reached: Callable[[], bool]) -> None:
        """Wait for something that requests bring about."""
        async with asyncio.timeout(TIMEOUT_S), self.arrived:
            await self.arrived.wait_for(reached)


@asynccontextmanager
async def publishing() -> AsyncIterator[Origin]:
    origin = Origin()
    app = web.Application()
    app.router.add_route("*", "/{path:.*}", origin.handle)
    async with TestServer(app) as server:
        origin.base = str(server.make_url("")).rstrip("/")
        yield origin


def signed(secret: str, body: bytes, algorithm: str = "sha256") -> str:
    """Return the value of ``X-Hub-Signature``."""
    return f"{algorithm}={hmac.new(secret.encode(), body, getattr(hashlib, algorithm)).hexdigest()}"


async def verify(
    session: aiohttp.ClientSession, form: dict[str, str], callback: str, **changes: str
) -> tuple[int, str]:
    """Verify a request as a hub does; return the status and the body of the answer."""
    query = {
        "hub.mode": form["hub.mode"],
        "hub.topic": form["hub.topic"],
        "hub.challenge": "a challenge",
        "hub.lease_seconds": "86400",
        **{f"hub.{name}": value for name, value in changes.items()},
    }
    async with session.get(callback, params=query) as response:
        return response.status, await response.text()


async def push(
    session: aiohttp.ClientSession, callback: str, body: bytes, signature: str, **headers: str
) -> int:
    """Deliver a document as a hub does; return the status of the answer."""
    given = {"Content-Type": "application/atom+xml", "X-Hub-Signature": signature, **headers}
    async with session.post(callback, data=body, headers=given) as response:
        return response.status
