"""The changes of a soak: what was accepted, and whether it is visible, stored and valid."""

import asyncio
import json
import random
import time
from collections import Counter
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from urllib.parse import quote

from aiohttp import ClientError, ClientSession

from feeds.validate import check
from tests.security.soak_service import SoakService

RATE = 20.0
CLIENTS = 4
LOOKED_AT = 20
BATCH = 500
_FAILURES = (ClientError, TimeoutError, OSError, ValueError, KeyError)


@dataclass(slots=True)
class Article:
    """What was accepted last of an article, and since when it may be seen."""

    number: int
    path: str
    revision: int = 0
    withdrawn: bool = False
    release_s: float = 0.0
    changed_s: float = 0.0

    @property
    def id(self) -> str:
        """Its id."""
        return f"tag:post.example,2024:{self.number}"

    @property
    def title(self) -> str:
        """Its title."""
        return f"Article {self.number} as of {self.revision}."


class Changes:
    """Changes articles at a steady rate, and checks what the service says about them."""

    def __init__(
        self, service: SoakService, session: ClientSession, paths: list[str], chance: random.Random
    ) -> None:
        """Begin without articles."""
        self._service = service
        self._session = session
        self._paths = paths
        self._chance = chance
        self._articles: dict[int, Article] = {}
        self._uncertain: set[int] = set()
        self._next = 0
        self.counts: Counter[str] = Counter()
        self.refused = 0
        self.checked = 0
        self.broken: list[str] = []
        self.missing: list[str] = []
        self.fault = ""

    async def fill(self, count: int) -> None:
        """Push the articles that there are at the beginning."""
        for start in range(0, count, BATCH):
            some = [self._new() for _ in range(min(BATCH, count - start))]
            lines = b"".join(json.dumps(_record(one)).encode() + b"\n" for one in some)
            headers = {"Content-Type": "application/x-ndjson"}
            url = f"{self._service.url}api/records"
            async with self._session.post(url, data=lines, headers=headers) as response:
                await response.read()
            self._articles |= {one.number: one for one in some}

    async def keep_changing(self) -> None:
        """Change something at the rate, for ever."""
        await asyncio.gather(*(self._client() for _ in range(CLIENTS)))

    async def _client(self) -> None:
        while True:
            began_s = time.monotonic()
            await self._change()
            await asyncio.sleep(max(0.0, CLIENTS / RATE - (time.monotonic() - began_s)))

    def _new(self) -> Article:
        self._next += 1
        return Article(self._next, self._chance.choice(self._paths))

    async def _change(self) -> None:
        draw = self._chance.random()
        kind = (
            "new"
            if draw < 0.5
            else "embargoed"
            if draw < 0.55
            else "corrected"
            if draw < 0.85
            else "withdrawn"
        )
        if kind in ("new", "embargoed"):
            article = self._new()
            article.release_s = time.time() + self._chance.uniform(3, 15) if kind == "embargoed" else 0.0
        else:
            numbers = [*self._articles]
            among = numbers[-300:] if self._chance.random() < 0.8 else numbers
            article = self._articles[self._chance.choice(among)]
            if article.withdrawn or article.number in self._uncertain or article.release_s > time.time():
                return
        self._uncertain.add(article.number)
        for _ in range(300):
            if await self._send(kind, article):
                break
            self.refused += 1
            await asyncio.sleep(0.3)
        else:
            self.broken.append(f"{kind} {article.id} was never accepted")
        self._uncertain.discard(article.number)

    async def _send(self, kind: str, article: Article) -> bool:
        url = f"{self._service.url}api/records/{quote(article.id, safe='')}"
        revision = article.revision + (kind == "corrected")
        try:
            if kind == "withdrawn":
                async with self._session.delete(url) as response:
                    accepted = response.status == 200 and bool(await response.json())
            else:
                article.revision, was = revision, article.revision
                body = _record(article)
                article.revision = was
                async with self._session.put(url, json=body) as response:
                    accepted = response.status in (200, 201) and bool(await response.json())
        except _FAILURES:
            return False
        if accepted:
            article.revision, article.withdrawn = revision, kind == "withdrawn"
            article.changed_s = time.time()
            self._articles[article.number] = article
            self.counts[kind] += 1
        return accepted

    async def visible_within(self, limit_s: float) -> float | None:
        """Wait until the latest changes are visible; return how long that took, ``None`` if too long."""
        latest = sorted(self._articles.values(), key=lambda one: one.changed_s)[-LOOKED_AT:]
        wanted = {one.number: (one.revision, one.withdrawn) for one in latest if one.changed_s}
        began_s = time.monotonic()
        until_s = max([limit_s, *(one.release_s - time.time() + limit_s for one in latest if one.release_s)])
        while (passed_s := time.monotonic() - began_s) < until_s:
            self.missing = []
            for number, (revision, withdrawn) in wanted.items():
                article = self._articles[number]
                same = (article.revision, article.withdrawn) == (revision, withdrawn)
                if same and number not in self._uncertain and not await self._is_shown(article):
                    self.missing.append(f"{article.title} withdrawn={withdrawn} of {article.path}")
            if not self.missing:
                return passed_s
            await asyncio.sleep(0.2)
        return None

    async def _is_shown(self, article: Article) -> bool:
        try:
            async with self._session.get(f"{self._service.url}{article.path}.json") as response:
                body = await response.text()
        except _FAILURES:
            return False
        if article.withdrawn:
            return response.status == 200 and f'"title":"{article.title}"' not in body
        return f'"title":"{article.title}"' in body

    async def keep_checking(self) -> None:
        """Read feeds of all formats for ever: valid, and nothing that is embargoed."""
        while True:
            path = self._chance.choice(("index", *self._paths))
            form = self._chance.choice(("atom", "rss", "json"))
            asked_s = time.time()
            waiting = [one for one in self._articles.values() if one.release_s > asked_s + 1]
            try:
                async with self._session.get(f"{self._service.url}{path}.{form}") as response:
                    body = await response.read()
            except _FAILURES:
                await asyncio.sleep(0.5)
                continue
            if response.status == 200:
                await self._check(path, form, body, waiting)
            await asyncio.sleep(0.1)

    async def _check(self, path: str, form: str, body: bytes, waiting: list[Article]) -> None:
        self.checked += 1
        if not self.fault.startswith("clock"):
            early = [one.title for one in waiting if one.title.encode() in body]
            self.broken += [f"{title} is in {path}.{form} before its release" for title in early]
        report = await asyncio.to_thread(check, body)
        self.broken += [f"{path}.{form}: {one.code} {one.message}" for one in report.errors]

    async def lost(self) -> list[str]:
        """Return the accepted changes that are not stored."""
        found = []
        for article in self._articles.values():
            if not article.changed_s or article.number in self._uncertain:
                continue
            url = f"{self._service.url}api/records/{quote(article.id, safe='')}"
            async with self._session.get(url) as response:
                stored = await response.json()
            wanted = "withdrawn" if article.withdrawn else "visible"
            title = stored.get("record", {}).get("title")
            if stored.get("state") != wanted or title != article.title:
                found.append(f"{article.title} {wanted}: {stored.get('state')} {title}")
        return found


def _record(article: Article) -> dict[str, object]:
    now = datetime.now(UTC)
    record: dict[str, object] = {
        "id": article.id,
        "url": f"https://post.example/{article.number}",
        "title": article.title,
        "content_html": f"<p>{'Boats came and went all day. ' * 30}</p>",
        "channel": article.path,
    }
    if article.release_s:
        release = now + timedelta(seconds=article.release_s - time.time())
        record["date_release"] = release.isoformat()
    return record
