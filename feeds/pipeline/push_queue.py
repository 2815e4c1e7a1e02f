"""Queue what subscribers and external hubs are owed, in the transaction of the publication (R-WSP-06)."""

from collections.abc import Sequence
from datetime import datetime

from feeds.model import Channel, Publication, Site
from feeds.store import Transaction, websub


async def queue_deliveries(
    tx: Transaction, site: Site, channel: Channel, changed: Sequence[Publication], *, turn: int, now: datetime
) -> None:
    """Owe the new revisions of a public channel's live feeds to subscribers and external hubs."""
    if channel.private or not site.hub_urls:
        return
    feeds = {f"{channel.path}.{form.value}" for form in channel.formats}
    names = [publication.name for publication in changed if publication.name in feeds]
    if names:
        now_ms = int(now.timestamp() * 1000)
        await websub.deliveries.enqueue(tx, names, turn, now_ms)
        external = [url for url in site.hub_urls if not url.startswith(f"{site.url}/")]
        await websub.pings.enqueue(tx, external, names, turn, now_ms)
