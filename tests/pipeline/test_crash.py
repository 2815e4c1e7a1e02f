"""kill -9 at any moment loses no acknowledged record and shows no half-made publication."""

import hashlib
import os
import random
import signal
import subprocess
import sys
import threading
from pathlib import Path

import pytest

from feeds.store import Store, channels, publications, records
from feeds.validate import check
from tests.pipeline.publishing_process import batch
from tests.pipeline.site import ManualClock, article, open_orchestrator
from tests.transactions import query

ROUNDS = int(os.environ.get("FEEDS_CRASH_ROUNDS", "4"))


def run_and_kill(folder: Path, first: int, after_s: float) -> int:
    """Run the process, kill it, and return the last batch it acknowledged."""
    command = [sys.executable, "-m", "tests.pipeline.publishing_process", str(folder), str(first)]
    with subprocess.Popen(command, stdout=subprocess.PIPE, text=True) as process:
        assert process.stdout is not None
        process.stdout.readline()
        acknowledged = first
        timer = threading.Timer(after_s, process.send_signal, (signal.SIGKILL,))
        timer.start()
        for line in process.stdout:
            acknowledged = int(line.split()[1])
        timer.join()
        assert process.wait() == -signal.SIGKILL
    return acknowledged


async def stored_ids(store: Store, key: int) -> set[str]:
    window = await query(store, records.window, key, 1_000_000)
    stored = await query(store, records.load, [key for key, _ in window])
    return {one.record.id for one in stored.values()}


async def publications_are_whole(store: Store, now: ManualClock) -> None:
    for name in await query(store, publications.names):
        publication = await query(store, publications.fetch, name)
        assert publication is not None
        assert hashlib.sha256(publication.body).hexdigest() == publication.digest
        if name.endswith((".rss", ".atom", ".json")):
            assert check(publication.body, now=now()).errors == ()


@pytest.mark.slow
async def test_a_crash_at_any_moment_loses_nothing(tmp_path: Path) -> None:
    chance = random.Random(20241022)
    first = 0
    for _ in range(ROUNDS):
        last = run_and_kill(tmp_path, first, chance.uniform(0.05, 0.6))
        expected = {article(n).id for number in range(last + 1) for n in batch(number)}
        async with open_orchestrator(tmp_path, ManualClock()) as (_, store):
            (index,) = [
                dirty.key for dirty in await query(store, channels.dirty_channels) if dirty.path == "index"
            ] or [1]
            assert expected <= await stored_ids(store, index)
            await publications_are_whole(store, ManualClock())
        first = last + 1
