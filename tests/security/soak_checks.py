"""What a soak sees of its articles: in the feeds and in the store, and that feeds are valid."""

import asyncio
import json
import random
import time
from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from urllib.parse import quote, urlsplit

from aiohttp import ClientSession

from feeds.validate import check
from tests.security.soak_changes import FAILURES, Article, Changes
from tests.security.soak_service import SoakService

LOOKED_AT = 200
AT_ONCE = 8
GIVEN_UP_S = 90.0
END_TRIALS = 5
PARTS = 40


@dataclass(frozen=True, slots=True)
class Visibility:
    """How long the slowest article took to be seen, and the articles that took too long."""

    took_s: float
    late: tuple[str, ...] = ()


class Checks:
    """Compares what a service shows with what it accepted."""

    def __init__(
        self,
        service: SoakService,
        session: ClientSession,
        changes: Changes,
        paths: list[str],
        chance: random.Random,
    ) -> None:
        """Nothing was checked yet."""
        self._service = service
        self._session = session
        self._changes = changes
        self._paths = paths
        self._chance = chance
        self.checked = 0
        self.broken: list[str] = []
        self.clock_shifted = False

    async def all_shown(self, limit_s: float) -> None:
        """Wait until all articles are visible. Raises ``AssertionError`` if that takes too long."""
        until_s = time.monotonic() + limit_s
        missing = list(self._changes.articles.values())
        while missing:
            assert time.monotonic() < until_s, f"{len(missing)} articles are not published"
            shown = await self._shown(missing)
            missing = [one for one in missing if one.number not in shown]
            await asyncio.sleep(0.5)

    async def visible_after(self, ended_s: float, limit_s: float) -> Visibility:
        """Wait until the latest changes before a moment are visible, an article from its release on.

        One that changes again meanwhile is not waited for.
        """
        before = [one for one in self._changes.articles.values() if one.changed_s <= ended_s]
        latest = self._changes.certain(sorted(before, key=lambda one: one.changed_s)[-LOOKED_AT:])
        wanted = {one.number: one.state for one in latest}
        took_s, late = 0.0, dict[int, str]()
        while wanted:
            articles = self._changes.articles
            known = {one.number for one in self._changes.certain(articles[number] for number in wanted)}
            wanted = {n: state for n, state in wanted.items() if n in known and articles[n].state == state}
            now_s = time.time()
            shown = await self._shown([articles[number] for number in wanted])
            for number, at_s in shown.items():
                took_s = max(took_s, at_s - max(ended_s, articles[number].release_s))
                del wanted[number]
            overdue = [articles[n] for n in wanted if now_s > max(ended_s, articles[n].release_s) + limit_s]
            late |= {one.number: f"{one.title} withdrawn={one.withdrawn} of {one.path}" for one in overdue}
            if now_s > ended_s + GIVEN_UP_S:
                return Visibility(GIVEN_UP_S, (*late.values(), "given up"))
            await asyncio.sleep(0.1)
        return Visibility(took_s, tuple(late.values()))

    async def _shown(self, articles: Iterable[Article]) -> dict[int, float]:
        """Return which articles their channels show as they are, or no longer if withdrawn, and when."""
        of_path = defaultdict(list)
        for one in articles:
            of_path[one.path].append(one)
        found: dict[int, float] = {}
        at_once = asyncio.Semaphore(AT_ONCE)

        async def look(path: str, some: list[Article]) -> None:
            async with at_once:
                now_s = time.time()
                titles = await self._titles(path, {one.title for one in some})
            if titles is not None:
                found.update(
                    {one.number: now_s for one in some if (one.title in titles) is not one.withdrawn}
                )

        await asyncio.gather(*(look(path, some) for path, some in of_path.items()))
        return found

    async def _titles(self, path: str, wanted: set[str]) -> set[str] | None:
        """Return what a channel and its archive show, read until all wanted titles were met."""
        titles: set[str] = set()
        target = f"{path}.json"
        try:
            for _ in range(PARTS):
                async with self._session.get(f"{self._service.url}{target}") as response:
                    if response.status != 200:
                        return None
                    document = json.loads(await response.read())
                titles |= {item["title"] for item in document["items"]}
                if "next_url" not in document or wanted <= titles:
                    break
                target = urlsplit(document["next_url"]).path.lstrip("/")
        except FAILURES:
            return None
        return titles

    async def keep_checking(self) -> None:
        """Read feeds of all formats for ever: valid, and nothing that is embargoed."""
        while True:
            path = self._chance.choice(("index", *self._paths))
            form = self._chance.choice(("atom", "rss", "json"))
            try:
                async with self._session.get(f"{self._service.url}{path}.{form}") as response:
                    body = await response.read()
            except FAILURES:
                await asyncio.sleep(0.5)
                continue
            if response.status == 200:
                await self._check(path, form, body, time.time())
            await asyncio.sleep(0.3)

    async def _check(self, path: str, form: str, body: bytes, now_s: float) -> None:
        self.checked += 1
        articles = self._changes.articles.values()
        waiting = [one for one in articles if one.release_s > now_s + 1 and not one.released]
        early = [one.title for one in waiting if one.title.encode() in body]
        if not self.clock_shifted:
            self.broken += [f"{title} is in {path}.{form} before its release" for title in early]
        report = await asyncio.to_thread(check, body)
        self.broken += [f"{path}.{form}: {one.code} {one.message}" for one in report.errors]

    async def at_the_end(self) -> None:
        """Compare every article that was accepted with what is stored and what its channel shows."""
        articles = self._changes.certain(self._changes.articles.values())
        for article in articles:
            url = f"{self._service.url}api/records/{quote(article.id, safe='')}"
            async with self._session.get(url) as response:
                stored = await response.json()
            wanted, title = (
                "withdrawn" if article.withdrawn else "visible",
                stored.get("record", {}).get("title"),
            )
            if stored.get("state") != wanted or title != article.title:
                self.broken.append(f"lost: {article.title} {wanted}: {stored.get('state')} {title}")
        missing = articles
        for _ in range(END_TRIALS):  # a channel that did not answer in time proves nothing
            shown = await self._shown(missing)
            missing = [one for one in missing if one.number not in shown]
            if not missing:
                break
        self.broken += [f"at the end not as accepted: {one.title} of {one.path}" for one in missing]
