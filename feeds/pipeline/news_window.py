"""The articles of the last two days, as the news sitemap lists them."""

from datetime import datetime

from feeds.compose.sitemap import NEWS_AGE, NEWS_AT_MOST, latest_news, news_item, news_until
from feeds.model import NewsItem
from feeds.pipeline.site_context import SiteContext
from feeds.store import Transaction, records

_LOAD = 100


class NewsWindow:
    """Reads each article once, and knows when the next one is no longer news."""

    def __init__(self, context: SiteContext) -> None:
        """Start with nothing read."""
        self._site = context.site
        self.loaded = False
        """Whether ``items`` was called."""
        self._items: dict[tuple[int, int], NewsItem | None] = {}
        self.due_s: int | None = None
        """When an article has to be removed, in seconds since 1970."""

    async def items(self, tx: Transaction, channel: int, now: datetime) -> tuple[NewsItem, ...]:
        """Return the news of a channel, newest first."""
        since_s = int((now - NEWS_AGE).timestamp())
        wanted = await records.window(tx, channel, NEWS_AT_MOST, since_s=since_s)
        missing = [key for key, number in wanted if (key, number) not in self._items]
        known = {pair: self._items[pair] for pair in wanted if pair in self._items}
        for start in range(0, len(missing), _LOAD):
            for stored in (await records.load(tx, missing[start : start + _LOAD])).values():
                item = news_item(self._site, stored.record, stored.published_at)
                known[stored.key, stored.number] = item
        self._items, self.loaded = known, True
        news = latest_news((item for item in known.values() if item is not None), now)
        self.due_s = int(news_until(news[-1]).timestamp()) if news else None
        return news
