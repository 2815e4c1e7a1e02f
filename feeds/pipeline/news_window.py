"""The newsstand: what was published in the last two days, as the news sitemap shows it."""

from datetime import datetime

from feeds.compose.sitemap import NEWS_AGE, NEWS_AT_MOST, latest_news, news_item
from feeds.model import NewsItem
from feeds.pipeline.site_context import SiteContext
from feeds.store import Store

HOUR_S = 3600
"""What ceases to be news is taken down by the hour."""

_LOAD = 100


class NewsWindow:
    """Reads each article once, and knows when the next one ceases to be news."""

    def __init__(self, store: Store, house: SiteContext) -> None:
        """Begin with an empty stand."""
        self._store = store
        self._site = house.site
        self.opened = False
        """Whether it is known what there is."""
        self._items: dict[tuple[int, int], NewsItem | None] = {}
        self.due_s: int | None = None
        """When something is to be taken down, in seconds since 1970."""

    async def gather(self, channel: int, now: datetime) -> tuple[NewsItem, ...]:
        """Return the news of a channel, newest first; articles are told apart by key and number."""
        since_s = int((now - NEWS_AGE).timestamp())
        wanted = await self._store.archive.recent(channel, since_s, NEWS_AT_MOST)
        missing = [key for key, number in wanted if (key, number) not in self._items]
        known = {pair: self._items[pair] for pair in wanted if pair in self._items}
        for start in range(0, len(missing), _LOAD):
            for kept in (await self._store.load(missing[start : start + _LOAD])).values():
                item = news_item(self._site, kept.record, kept.published_at)
                known[kept.key, kept.number] = item
        self._items, self.opened = known, True
        news = latest_news((item for item in known.values() if item is not None), now)
        self.due_s = _hour_after(news[-1].published_at + NEWS_AGE) if news else None
        return news


def _hour_after(at: datetime) -> int:
    return -(-int(at.timestamp()) // HOUR_S) * HOUR_S
