"""Queues deliveries and notifications of external hubs in the transaction of the publication (R-WSP-06)."""

from collections.abc import Sequence
from datetime import datetime

from feeds.model import Channel, Publication
from feeds.pipeline.site_context import SiteContext
from feeds.store import Transaction, websub


async def queue_deliveries(
    tx: Transaction,
    context: SiteContext,
    channel: Channel,
    changed: Sequence[Publication],
    *,
    turn: int,
    now: datetime,
) -> None:
    """Queue the new revisions of a channel's live feeds for subscribers, and notifications of external hubs.

    External hubs learn nothing of private channels (R-WSP-09). Subscribers of the addresses that the channel
    had before it moved receive its revisions too (R-WSP-07). Nothing is queued for
    subscribers if the site does not run a hub.
    """
    site = context.site
    if not site.hub_urls:
        return
    published = {publication.name for publication in changed}
    endings = [form.value for form in channel.formats if f"{channel.path}.{form.value}" in published]
    if endings:
        now_ms = int(now.timestamp() * 1000)
        paths = (channel.path, *context.former_paths(channel.path))
        topics = [f"{path}.{ending}" for path in paths for ending in endings]
        external = [url for url in site.hub_urls if not url.startswith(f"{site.url}/")]
        if len(external) < len(site.hub_urls):
            await websub.deliveries.enqueue(tx, topics, turn, now_ms)
        if not channel.private:
            await websub.pings.enqueue(tx, external, topics[: len(endings)], turn, now_ms)
