"""The same feeds from SQLite and from PostgreSQL: publications of part of the corpus, byte for byte."""

import os
from dataclasses import replace
from pathlib import Path

import pytest

from feeds.model import Channel, SourceSettings
from feeds.service import running
from feeds.store import publications
from tests.corpus import corpus
from tests.store.conftest import postgres as postgres  # noqa: PLC0414 - a fixture
from tests.store.conftest import store_url as store_url  # noqa: PLC0414 - a fixture
from tests.test_corpus import Ticking, settings
from tests.transactions import query

pytestmark = pytest.mark.slow
EVERY = int(os.environ.get("FEEDS_CORPUS_EVERY", "4"))
"""Every fourth feed of the corpus; all of them with 1."""

Said = tuple[str, bytes | None]
"""The entity tag and the bytes of one representation."""


async def published(folder: Path, url: str) -> dict[str, dict[str, Said]]:
    """Take in the corpus and return what is published, by name and coding."""
    feeds = sorted(corpus("feeds").glob("*.xml"))[::EVERY]
    site_settings = settings(folder, feeds)
    wire = SourceSettings(name="wire", kind="ninjs", paths=(str(corpus("ninjs")),), channel="wire")
    site_settings = replace(
        site_settings,
        store_url=url,
        sources=(*site_settings.sources, wire),
        channels=(*site_settings.channels, Channel(path="wire", title="Wire", limit=5_000)),
    )
    found: dict[str, dict[str, Said]] = {}
    async with running(site_settings, Ticking()) as service:
        for done in await service.ingest():
            assert done.error is None
        await service.finish()
        for name in await query(service.store, publications.names):
            publication = await query(service.store, publications.fetch, name)
            assert publication is not None
            found[name] = {one.coding.value: (one.etag, one.body) for one in publication.representations}
    return found


async def test_both_databases_publish_the_same_bytes(tmp_path: Path, postgres: str) -> None:
    sqlite = await published(tmp_path, f"sqlite:///{tmp_path}/feeds.db")
    server = await published(tmp_path, postgres)
    assert sqlite.keys() == server.keys()
    assert [name for name, said in sqlite.items() if said != server[name]] == []
    assert len(sqlite) > 900 / EVERY
