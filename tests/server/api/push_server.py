"""A server that accepts pushes, with real settings and a real store, on loopback."""

import asyncio
import json
from collections.abc import AsyncIterator, Iterable
from contextlib import asynccontextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from urllib.parse import quote

from aiohttp import ClientSession, DummyCookieJar

from feeds.config import load
from feeds.model import Limits as ServerLimits
from feeds.model import Scope
from feeds.server.api.limits import LIMITS, PushLimits
from feeds.server.api.routes import api_routes, install_api
from feeds.server.app import make_app
from feeds.server.fastpath.listening import open_socket
from feeds.server.fastpath.sockets import serving
from feeds.server.state import ServerOptions
from feeds.service.credentials import make_token
from feeds.service.publication_cache import PublicationCache
from feeds.service.record_service import StoreRecordService
from feeds.service.service import Service, running
from feeds.store import identity
from tests.transactions import query

SETTINGS = """
[site]
title = "Harbour Post"
url = "https://post.example"
language = "en"
timezone = "Europe/London"

[store]
url = "sqlite:///{folder}/feeds.db"

[[sources]]
name = "cms"
kind = "push"
channel = "news"
timezone = "Asia/Shanghai"
html = "basic"
[sources.fields]
title = "headline"

[[sources]]
name = "wire"
kind = "push"
channel = "sport"

[[channels]]
path = "news"
title = "News"

[[channels]]
path = "news/town"
title = "Town"

[[channels]]
path = "sport"
title = "Sport"
"""
SERVER_LIMITS = ServerLimits()
LINES = "application/x-ndjson"
JSON = "application/json"


def article(number: int, **changes: object) -> dict[str, object]:
    """Return an invented article."""
    record: dict[str, object] = {
        "id": f"tag:post.example,2024:{number}",
        "title": f"Ferry {number}",
        "content_html": "<p>On time.</p>",
        "date_published": "2024-10-22T09:00:00Z",
    }
    return record | changes


def lines(records: Iterable[object]) -> bytes:
    """Return records as lines of JSON."""
    return b"".join(json.dumps(record).encode() + b"\n" for record in records)


@dataclass(frozen=True)
class Reply:
    """A response."""

    status: int
    headers: dict[str, str]
    body: bytes

    @property
    def json(self) -> Any:
        """The body as one JSON value."""
        return json.loads(self.body)

    @property
    def lines(self) -> list[Any]:
        """The body as lines of JSON."""
        return [json.loads(line) for line in self.body.splitlines()]

    @property
    def results(self) -> list[str]:
        """The result of each record."""
        results = self.lines if self.headers["content-type"] == LINES else self.json["results"]
        return [one["result"] for one in results if "result" in one]


@dataclass(frozen=True)
class PushServer:
    """A running server."""

    service: Service
    url: str
    session: ClientSession

    async def token(self, name: str, *sources: str, channels: tuple[str, ...] = ()) -> str:
        """Make a token, by default for all sources."""
        scope = Scope(sources=sources or ("cms", "wire"), channels=channels)
        return await make_token(self.service.store, self.service.settings, name, scope)

    async def ask(
        self,
        method: str,
        path: str,
        token: str | None = None,
        body: object = None,
        *,
        kind: str | None = JSON,
        **headers: str,
    ) -> Reply:
        """Send a request; a body that is not bytes is sent as JSON."""
        fields = {name.replace("_", "-"): value for name, value in headers.items()}
        if token is not None:
            fields["Authorization"] = f"Bearer {token}"
        if body is not None and kind is not None:
            fields["Content-Type"] = kind
        data = body if body is None or isinstance(body, bytes) else json.dumps(body).encode()
        async with self.session.request(method, self.url + path, data=data, headers=fields) as response:
            got = {name.lower(): value for name, value in response.headers.items()}
            return Reply(response.status, got, await response.read())

    async def post(self, token: str | None, body: object, source: str = "cms", **options: Any) -> Reply:
        """Push records."""
        return await self.ask("POST", f"/api/records?source={source}", token, body, **options)

    async def state(self, id_: str) -> str | None:
        """Return the state of a record in the store."""
        stored = await query(self.service.store, identity.by_name, id_)
        return stored.state.value if stored else None

    async def until(self, id_: str, state: str) -> None:
        """Wait until a record has this state."""
        for _ in range(2000):
            if await self.state(id_) == state:
                return
            await asyncio.sleep(0.005)
        raise AssertionError(f"{id_} is not {state}")


def address(id_: str) -> str:
    """Return the address of a record."""
    return f"/api/records/{quote(id_, safe='')}"


@asynccontextmanager
async def push_server(
    folder: Path, limits: PushLimits = LIMITS, server_limits: ServerLimits = SERVER_LIMITS
) -> AsyncIterator[PushServer]:
    """Run a server in a folder; ``server_limits`` bound what slow clients may do."""
    file = folder / "feeds.toml"
    file.write_text(SETTINGS.format(folder=folder), encoding="utf-8")
    async with running(load(file)) as service, ClientSession(cookie_jar=DummyCookieJar()) as session:
        settings = ServerOptions(site_url=service.settings.site.url, limits=server_limits)
        app = make_app(PublicationCache(service.store), settings, routes=api_routes(limits))
        install_api(app, StoreRecordService(service), limits)
        listening = open_socket("127.0.0.1", 0)
        async with serving(app, [listening], grace_s=1.0):
            yield PushServer(service, f"http://127.0.0.1:{listening.getsockname()[1]}", session)
