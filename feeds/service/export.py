"""Writes all public publications as files."""

import asyncio
from collections.abc import Sequence
from pathlib import Path

from feeds.compose.tree import is_below
from feeds.config import Settings
from feeds.exporters.folder import ARCHIVE, Folder, in_order
from feeds.model import GoneResource, Publication, RemovedChannel
from feeds.publish import BROTLI_QUALITY_BULK, offer_codings
from feeds.server.http.addresses import split_name
from feeds.service.server_settings import redirect_files
from feeds.store import PartReader, Store, Transaction, channels, gone_resources, off_loop, publications

FEED_ENDINGS = (".rss", ".atom", ".json")

BATCH = 50
"""How many publications are read in one transaction and written."""

AT_ONCE = 2
"""How many batches are written at the same time, each in a thread."""


async def export_publications(
    store: Store, settings: Settings, folder: Path, *, feeds_only: bool, force: bool
) -> tuple[int, int]:
    """Write everything public; return how many files changed and how many were removed.

    ``feeds_only`` leaves out pages, sitemaps and redirects. Raises ``FeedsError`` if a file is in the way
    that no build wrote, unless ``force`` is set.
    """
    out = Folder(folder, settings.site.language or "zh")
    names, removed, gone, private = await store.read_at_once(_listed)
    public = [name for name in in_order(names) if not is_below(split_name(name)[0], private)]
    if feeds_only:
        public = [name for name in public if name.endswith(FEED_ENDINGS)]
    former = tuple(one for one in removed if not is_below(one.path, private))
    files = () if feeds_only else redirect_files(settings, former, gone, public)
    if not force:
        await asyncio.to_thread(out.check, (*public, *(name for name, _ in files)))
    archives = [name for name in public if ARCHIVE in name]
    changed = await _write_all(store, out, archives)
    changed += await _write_all(store, out, public[len(archives) :])
    for name, body in files:
        changed += await asyncio.to_thread(out.write_file, name, body)
    return changed, await asyncio.to_thread(out.finish)


async def _listed(
    tx: Transaction,
) -> tuple[tuple[str, ...], tuple[RemovedChannel, ...], tuple[GoneResource, ...], frozenset[str]]:
    """Return the names of publications, removed channels and addresses, and the names that are private."""
    return (
        await publications.names(tx),
        await channels.removed_channels(tx),
        await gone_resources.all_public(tx),
        await channels.private_names(tx),
    )


async def _write_all(store: Store, out: Folder, names: Sequence[str]) -> int:
    """Write publications, two batches at a time: one is encoded while the other is read or written."""
    batches = iter([names[start : start + BATCH] for start in range(0, len(names), BATCH)])

    async def write_next() -> int:
        return sum([await _write(store, out, batch) for batch in batches])

    return sum(await asyncio.gather(*[write_next() for _ in range(AT_ONCE)]))


async def _write(store: Store, out: Folder, names: Sequence[str]) -> int:
    """Write publications in one thread; return how many files changed."""

    async def work(tx: Transaction) -> int:
        changed, parts = 0, PartReader(tx)
        await off_loop(out.expect, names)
        for name in names:
            publication = await publications.fetch(tx, name, parts)
            if publication is not None and not publication.private:
                changed += await off_loop(_write_one, out, publication)
        return changed

    return await store.read_at_once(work)


def _write_one(out: Folder, publication: Publication) -> int:
    return out.write(offer_codings(publication, BROTLI_QUALITY_BULK))
