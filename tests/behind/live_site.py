"""A site whose editors work while readers walk through its archive, behind a cache.

Its clock is advanced by the tests; the caches count real seconds.
"""

import random
from collections.abc import AsyncIterator, Iterator
from contextlib import asynccontextmanager, contextmanager
from dataclasses import dataclass, field
from datetime import timedelta
from hashlib import sha256
from pathlib import Path
from urllib.parse import urlsplit

from aiohttp import ClientSession
from msgspec.structs import replace

from feeds.model import Channel
from feeds.server.app import make_app
from feeds.server.fastpath.listening import open_socket
from feeds.server.fastpath.sockets import serving
from feeds.server.state import ServerOptions
from feeds.service.due_times import read_schedule
from feeds.service.publication_cache import PublicationCache
from feeds.store import identity, publications
from tests.behind.nginx import nginx
from tests.behind.varnish import varnish
from tests.pipeline.archive_walk import Page, read
from tests.pipeline.newsroom import Newsroom, TickingClock, dated
from tests.pipeline.site import article, open_orchestrator, readings
from tests.transactions import query

QUAY = "news/quay"
CHANNELS = (
    Channel(path="index", title="Harbour Post", limit=200),
    Channel(path=QUAY, title="Quay", limit=5, max_bytes=6_000),
)
ARTICLES = 40
MONTH = 12
"""About as many articles are of one month, so that parts of the archive are removed."""

REDIRECTS_AT_MOST = 5
PAGES_AT_MOST = 80
FRONTS = ("direct", "nginx", "varnish as it comes", "varnish configured")


@contextmanager
def in_front(front: str, folder: Path, origin: int) -> Iterator[int]:
    """Run the named cache in front of a port, none for ``direct``; give the port that clients use."""
    if front == "direct":
        yield origin
    elif front == "nginx":
        replaced = {
            "127.0.0.1:8080": f"127.0.0.1:{origin}",
            "/var/cache/nginx/feeds": str(folder / "cache"),
            "X-Forwarded-Proto $scheme": "X-Forwarded-Proto https",
        }
        with nginx(folder / "nginx", "proxy.conf", replaced) as port:
            yield port
    else:
        configured = front == "varnish configured"
        with varnish(folder / "varnish", origin, configured=configured) as port:
            yield port


@dataclass
class LiveSite:
    """The newsroom, what it has shown, and the port of the cache in front.

    ``settled`` are the articles that are visible since everything was published last; ``shown`` are the
    live feeds by the digest of their bytes, with the step when they were first published and what was
    settled then; ``removed`` has the step of each article's last withdrawal or expiry.
    """

    room: Newsroom
    cache: PublicationCache
    session: ClientSession
    port: int
    clock: TickingClock
    step: int = 0
    visible: set[str] = field(default_factory=set)
    settled: set[str] = field(default_factory=set)
    shown: dict[bytes, tuple[int, frozenset[str]]] = field(default_factory=dict)
    removed: dict[str, int] = field(default_factory=dict)

    async def edit(self, chance: random.Random) -> None:
        """Write, correct, withdraw, restore or let expire a few articles, and publish some of it or all."""
        self.step += 1
        number, days = chance.randrange(ARTICLES + 20), chance.choice([0, 0, 1, 20, 31, 60, 100])
        move = chance.choice(["write", "write", "late", "late", "withdraw", "restore", "expire", "clear"])
        if move == "write":
            await self.room.write(number, days)
        elif move == "late":
            await self.room.write_all({number + one: days + one for one in range(6)})
        elif move == "expire":
            await self._let_expire(number, after_s=chance.choice([1, 60, 600]))
        else:
            count = MONTH if move in ("clear", "restore") else 1
            for one in range(number, number + count):
                await self.room.withdraw(one, withdrawn=move != "restore")
        await self._note_states()
        await (self.publish_all() if chance.random() < 0.5 else self.publish_some())

    async def publish_some(self) -> bool:
        """Publish what a round of publishing does; return whether there was anything to do."""
        self.clock.advance(1)
        orchestrator = self.room.orchestrator
        while await orchestrator.sweep():
            pass
        await orchestrator.apply_due()
        await self._note_states()
        results = await orchestrator.publish_waiting()
        now_s = int(self.clock.now.timestamp())
        schedule = await query(self.room.store, read_schedule, now_s)
        await self.cache.refresh(name for one in results for name in one.changed)
        self.cache.apply_schedule(schedule, now_s)
        for form in ("atom", "rss", "json"):
            live = await query(self.room.store, publications.fetch, f"{QUAY}.{form}")
            if live is not None:
                self.shown.setdefault(sha256(live.body).digest(), (self.step, frozenset(self.settled)))
        return bool(results)

    async def publish_all(self) -> None:
        """Publish until nothing waits."""
        while await self.publish_some():
            pass
        self.settled = set(self.room.visible)
        await self.publish_some()

    async def fetch(self, target: str) -> Page:
        """Fetch a document through the cache; never is there an error, nor an endless redirect."""
        for _ in range(REDIRECTS_AT_MOST):
            status, body, location = await self.get(target)
            if status != 302:
                assert status == 200, (target, status, body)
                return read(target, body)
            target = urlsplit(location).path
        raise AssertionError(f"redirected too often: {target}")

    async def get(self, target: str) -> tuple[int, bytes, str]:
        """Send one request; return the status, the body and the target of a redirect."""
        url = f"http://127.0.0.1:{self.port}{target}"
        headers = {"Host": "post.example"}
        async with self.session.get(url, headers=headers, allow_redirects=False) as response:
            return response.status, await response.read(), response.headers.get("Location", "")

    async def _let_expire(self, number: int, *, after_s: int) -> None:
        """Correct an article so that it expires a little later."""
        id_ = article(number).id
        if id_ not in self.room.visible:
            return
        expires_at = self.clock.now.replace(microsecond=0) + timedelta(seconds=after_s)
        record = replace(dated(number, self.room.days[number]), expires_at=expires_at)
        record = replace(record, title=self.room.visible[id_])
        await self.room.orchestrator.take("desk", readings(record))

    async def _note_states(self) -> None:
        """Note which articles are visible by now, and which were removed."""
        async with self.room.store.read() as tx:
            for number in range(ARTICLES + 2 * MONTH + 20):
                stored = await identity.by_name(tx, article(number).id)
                if stored is not None and stored.state == "visible":
                    self.room.visible[stored.record.id] = str(stored.record.title)
                elif stored is not None:
                    self.room.visible.pop(stored.record.id, None)
        removed = self.visible - set(self.room.visible)
        self.visible = set(self.room.visible)
        self.settled -= removed
        self.removed |= dict.fromkeys(removed, self.step)


@asynccontextmanager
async def live_site(front: str, folder: Path, *, within_s: int | None) -> AsyncIterator[LiveSite]:
    """Open a site with a history, behind a cache that keeps live feeds for ``within_s`` or a quarter hour."""
    clock = TickingClock()
    async with open_orchestrator(folder, clock, CHANNELS) as (orchestrator, store):
        cache = PublicationCache(store)
        options = ServerOptions(site_url="http://post.example", takedown_within_s=within_s)

        def now_s() -> float:
            return clock.now.timestamp()

        app = make_app(cache, options, clock=now_s)
        listening = open_socket("127.0.0.1", 0)
        origin = listening.getsockname()[1]
        async with serving(app, [listening]):
            with in_front(front, folder, origin) as port:
                async with ClientSession() as session:
                    site = LiveSite(Newsroom(orchestrator, store, clock), cache, session, port, clock)
                    await site.room.write_all({number: 3 * number for number in range(ARTICLES)})
                    await site.publish_all()
                    yield site


@dataclass
class Walker:
    """A reader who follows the links from the live feed to the end of the archive."""

    target: str
    copied_step: int = -1
    wanted: frozenset[str] = frozenset()
    met: set[str] = field(default_factory=set)
    visited: set[str] = field(default_factory=set)
    ended: bool = False

    async def go_on(self, site: LiveSite) -> None:
        """Fetch the next document."""
        page = await (site.fetch(self.target) if self.visited else self._fetch_live(site))
        self.met |= set(page.entries)
        self.visited.add(page.own)
        assert len(self.visited) < PAGES_AT_MOST
        previous = page.links.get("prev-archive")
        self.ended = previous is None or previous in self.visited
        self.target = urlsplit(previous or "").path

    def missed(self, site: LiveSite) -> set[str]:
        """What was visible when the live feed was published, and ever since, and was not reached."""
        throughout = {id_ for id_ in self.wanted if site.removed.get(id_, -1) <= self.copied_step}
        return throughout - self.met

    async def _fetch_live(self, site: LiveSite) -> Page:
        status, body, _ = await site.get(self.target)
        assert status == 200
        self.copied_step, self.wanted = site.shown[sha256(body).digest()]
        return read(self.target, body)
