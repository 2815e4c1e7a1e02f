"""Readers who walk through an archive behind nginx and Varnish miss nothing (R-PAGE-05, R-PAGE-08)."""

import os
import random
from pathlib import Path

import pytest

from feeds.store import publications
from tests.behind.conftest import ATTEMPTS, pause
from tests.behind.live_site import QUAY, LiveSite, Walker, live_site
from tests.behind.nginx import needs_nginx
from tests.behind.varnish import needs_varnish
from tests.transactions import query

STEPS = int(os.environ.get("FEEDS_WALK_STEPS", "6"))
SEEDS = int(os.environ.get("FEEDS_WALK_SEEDS", "1"))
WALKERS = 4
FORMS = ("atom", "rss", "json")
CACHES = (
    ("direct", None),
    pytest.param("nginx", None, marks=needs_nginx),
    pytest.param("nginx", 1, marks=needs_nginx),
    pytest.param("varnish as it comes", None, marks=needs_varnish),
    pytest.param("varnish configured", 1, marks=needs_varnish),
)
"""What is in front of the server, and for how many seconds it may keep a live feed (``None``: 15 minutes)."""

FIRST_SEED = 2
"""With it a part of an archive is removed while a reader holds its address."""


async def check_parts(site: LiveSite) -> None:
    """Check that every part of the archive comes through the cache as it is published now."""
    names = await query(site.room.store, publications.names)
    for name in names:
        if name.startswith(f"{QUAY}/archive/"):
            published = await query(site.room.store, publications.fetch, name)
            status, body, _ = await site.get(f"/{name}")
            assert published is not None
            assert (status, body) == (200, published.body), name


async def walk_to_the_end(site: LiveSite, form: str) -> set[str]:
    walker = Walker(f"/{QUAY}.{form}")
    while not walker.ended:
        await walker.go_on(site)
    return walker.met


@pytest.mark.slow
@pytest.mark.parametrize(("front", "within_s"), CACHES)
@pytest.mark.parametrize("seed", range(FIRST_SEED, FIRST_SEED + SEEDS))
async def test_walks_miss_nothing(tmp_path: Path, seed: int, front: str, within_s: int | None) -> None:
    """Late arrivals, corrections, withdrawals and expiries happen between the requests of the readers.

    A copy of the live feed may be old: what was visible when it was published, and still is, is reached.
    """
    await play(tmp_path, random.Random(seed), STEPS, front, within_s)


@pytest.mark.slow
@needs_nginx
async def test_a_walk_goes_on_in_the_part_that_took_over_a_removed_one(tmp_path: Path) -> None:
    """In the end a reader follows a link to a part whose end and entries have gone to the part before it."""
    await play(tmp_path, random.Random(5), 52, "nginx", None)


async def play(tmp_path: Path, chance: random.Random, steps: int, front: str, within_s: int | None) -> None:
    """Edit and walk in turns, then walk to the end."""
    walks = 0
    async with live_site(front, tmp_path, within_s=within_s) as site:
        walkers: list[Walker] = []
        for _ in range(steps):
            await site.edit(chance)
            while len(walkers) < WALKERS:
                walkers.append(Walker(f"/{QUAY}.{chance.choice(FORMS)}"))
            for walker in chance.sample(walkers, 3):
                await walker.go_on(site)
                if walker.ended:
                    assert walker.missed(site) == set()
                    walkers.remove(walker)
                    walks += 1
        await site.publish_all()
        await check_parts(site)
        for walker in walkers:
            while not walker.ended:
                await walker.go_on(site)
            assert walker.missed(site) == set()
        if within_s is not None:
            await check_freshness(site)
    print(f"{front}: {walks + len(walkers)} walks")


async def check_freshness(site: LiveSite) -> None:
    """Once copies of the live feed end, a walk reaches exactly what is visible."""
    for form in FORMS:
        name = f"{QUAY}.{form}"
        published = await query(site.room.store, publications.fetch, name)
        assert published is not None
        for _ in range(ATTEMPTS):
            if (await site.get(f"/{name}"))[1] == published.body:
                break
            await pause()
        assert await walk_to_the_end(site, form) == set(site.room.visible), form
