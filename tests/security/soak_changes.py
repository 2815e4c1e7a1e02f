"""The changes of a soak: new, embargoed, corrected and withdrawn articles, and what was accepted of them."""

import asyncio
import json
import random
import time
from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from urllib.parse import quote

from aiohttp import ClientError, ClientSession

from tests.security.soak_service import SoakService

CLIENTS = 4
BATCH = 500
FAILURES = (ClientError, TimeoutError, OSError, ValueError, KeyError)
_TRIES = 300
_AGAIN_S = 0.3


@dataclass(slots=True)
class Article:
    """What was accepted last of an article, and since when it may be seen.

    ``released`` once the clock of the service may have passed its release, as while that is shifted.
    """

    number: int
    path: str
    revision: int = 0
    withdrawn: bool = False
    release_s: float = 0.0
    changed_s: float = 0.0
    released: bool = False

    @property
    def id(self) -> str:
        """Its id."""
        return f"tag:post.example,2024:{self.number}"

    @property
    def title(self) -> str:
        """Its title."""
        return f"Article {self.number} as of {self.revision}."

    @property
    def state(self) -> tuple[int, bool]:
        """What tells one change from the next."""
        return self.revision, self.withdrawn


class Changes:
    """Changes articles at a steady rate, and knows what was accepted."""

    def __init__(
        self,
        service: SoakService,
        session: ClientSession,
        paths: list[str],
        chance: random.Random,
        *,
        rate: float,
    ) -> None:
        """Begin without articles; ``rate`` is how many change a second."""
        self._service = service
        self._session = session
        self._paths = paths
        self._chance = chance
        self._rate = rate
        self._next = 0
        self.articles: dict[int, Article] = {}
        self.uncertain: set[int] = set()
        """Articles with a request that was not answered yet: either state may be seen."""
        self.counts: Counter[str] = Counter()
        self.refused = 0
        self.broken: list[str] = []

    async def fill(self, count: int) -> None:
        """Push the articles that there are at the beginning. Raises ``AssertionError`` unless all are new."""
        for start in range(0, count, BATCH):
            some = [self._new() for _ in range(min(BATCH, count - start))]
            lines = b"".join(json.dumps(_record(one)).encode() + b"\n" for one in some)
            headers = {"Content-Type": "application/x-ndjson"}
            url = f"{self._service.url}api/records"
            async with self._session.post(url, data=lines, headers=headers) as response:
                results = [json.loads(line).get("result") for line in (await response.read()).splitlines()]
            assert results[: len(some)] == ["new"] * len(some), results[:3]
            self.articles |= {one.number: one for one in some}

    async def keep_changing(self) -> None:
        """Change something at the rate, for ever."""
        await asyncio.gather(*(self._client() for _ in range(CLIENTS)))

    def certain(self, articles: Iterable[Article]) -> list[Article]:
        """Return those whose state is known."""
        return [one for one in articles if one.changed_s and one.number not in self.uncertain]

    def release_waiting(self) -> None:
        """Note that the clock was shifted: what waits may have been released."""
        for one in self.articles.values():
            one.released = one.released or one.release_s > time.time() - 2

    async def _client(self) -> None:
        while True:
            began_s = time.monotonic()
            await self._change()
            await asyncio.sleep(max(0.0, CLIENTS / self._rate - (time.monotonic() - began_s)))

    def _new(self) -> Article:
        self._next += 1
        return Article(self._next, self._chance.choice(self._paths))

    async def _change(self) -> None:
        kinds, shares = ("new", "embargoed", "corrected", "withdrawn"), (0.50, 0.05, 0.30, 0.15)
        kind = self._chance.choices(kinds, shares)[0]
        article = self._new() if kind in ("new", "embargoed") else self._existing()
        if article is None:
            return
        if kind == "embargoed":
            article.release_s = time.time() + self._chance.uniform(3, 15)
        self.uncertain.add(article.number)
        for _ in range(_TRIES):
            if await self._send(kind, article):
                break
            self.refused += 1
            await asyncio.sleep(_AGAIN_S)
        else:
            self.broken.append(f"{kind} {article.id} was never accepted")
        self.uncertain.discard(article.number)

    def _existing(self) -> Article | None:
        """Return an article to change, one in five far back; ``None`` if that one cannot be changed now."""
        numbers = [*self.articles]
        among = numbers[-300:] if self._chance.random() < 0.8 else numbers
        article = self.articles[self._chance.choice(among)]
        waits = article.withdrawn or article.number in self.uncertain or article.release_s > time.time()
        return None if waits else article

    async def _send(self, kind: str, article: Article) -> bool:
        url = f"{self._service.url}api/records/{quote(article.id, safe='')}"
        before = article.revision
        article.revision += kind == "corrected"
        try:
            if kind == "withdrawn":
                async with self._session.delete(url) as response:
                    accepted = response.status == 200 and bool(await response.json())
            else:
                async with self._session.put(url, json=_record(article)) as response:
                    accepted = response.status in (200, 201) and bool(await response.json())
        except FAILURES:
            accepted = False
        if not accepted:
            article.revision = before
            return False
        article.withdrawn = kind == "withdrawn"
        article.changed_s = time.time()
        self.articles[article.number] = article
        self.counts[kind] += 1
        return True


def _record(article: Article) -> dict[str, object]:
    record: dict[str, object] = {
        "id": article.id,
        "url": f"https://post.example/{article.number}",
        "title": article.title,
        "content_html": f"<p>{'Boats came and went all day. ' * 30}</p>",
        "channel": article.path,
    }
    if article.release_s:
        release = datetime.now(UTC) + timedelta(seconds=article.release_s - time.time())
        record["date_release"] = release.isoformat()
    return record
