"""``feeds stats`` after a service was polled."""

import asyncio
import json
import re
import time
from pathlib import Path

import pytest

from feeds.model import Access, Declared
from feeds.store import access, open_store
from tests.cli.newsroom import article, feeds, newsroom
from tests.test_journey import TIMEOUT_S, serving
from tests.transactions import change

FEEDLY = "Feedly/1.0 (+http://www.feedly.com/fetcher.html; 42 subscribers)"
NOW_S = int(time.time())


def counted(settings: Path, *hours: Access) -> Path:
    async def add() -> None:
        store = await open_store(f"sqlite:///{settings.parent}/feeds.db")
        await change(store, access.add, hours)
        await store.close()

    asyncio.run(add())
    return settings


def hour(channel: str, ago_h: int, polls: int = 4) -> Access:
    return Access(
        channel=channel,
        hour_s=NOW_S // 3600 * 3600 - 3600 * ago_h,
        polls=(("atom", polls),),
        unchanged=3,
        full=1,
        sent_bytes=2_500_000,
        readers=(("curl", 1), ("feedly", polls - 1)),
        declared=(Declared(format="atom", kind="feedly", fetcher="f", subscribers=1234),),
    )


def test_text_output(tmp_path: Path) -> None:
    settings = counted(newsroom(tmp_path), hour("news", 1), hour("news", 2), hour("news", 24 * 8))
    shown = feeds(settings, "stats")
    assert shown.returncode == 0, shown.stderr
    heading, line = shown.stdout.splitlines()
    assert heading.split() == ["channel", "polls", "304", "%", "MB", "subscribers", "top", "readers"]
    assert line.split() == ["news", "8", "75.0", "5.0", "1,234", "feedly", "6,", "curl", "2"]
    assert "16.1" not in shown.stdout
    assert len(feeds(settings, "stats", "--since", "30d", "--by", "hour").stdout.splitlines()) == 4


def test_json_output(tmp_path: Path) -> None:
    settings = counted(newsroom(tmp_path), hour("news", 0), hour("sport", 0))
    (line,) = feeds(settings, "stats", "sport", "--json", "--by", "day").stdout.splitlines()
    found = json.loads(line)
    assert found["channel"] == "sport"
    assert found["from"].endswith("T00:00:00+00:00")
    assert (found["polls"], found["formats"], found["unchanged"]) == (4, {"atom": 4}, 3)
    assert (found["subscribers"], found["subscribers_by_reader"]) == (1234, {"feedly": 1234})


@pytest.mark.parametrize(
    ("words", "message", "code"), [(("nowhere",), "no such channel", 1), (("--since", "soon"), "12h", 2)]
)
def test_wrong_usage_is_reported_with_a_hint(
    tmp_path: Path, words: tuple[str, ...], message: str, code: int
) -> None:
    wrong = feeds(newsroom(tmp_path), "stats", *words)
    assert wrong.returncode == code
    assert message in wrong.stderr


def test_no_requests_yet(tmp_path: Path) -> None:
    assert feeds(newsroom(tmp_path), "stats", "news").stdout == "No requests yet.\n"


@pytest.mark.slow
def test_counts_are_stored_at_a_stop(tmp_path: Path) -> None:
    """R-PRIV-04: all processes, added up, and nothing personal in the database or the log."""
    settings = newsroom(tmp_path, article(1))
    with serving(settings) as server:
        first = server.wait_for("/news.atom", lambda a: a.status == 200)
        for _ in range(3):
            server.get("/news.atom", If_None_Match=first.headers["ETag"], User_Agent=FEEDLY)
        metrics = server.wait_for("/metrics", lambda a: b"\nfeeds_channels_waiting 0.0\n" in a.body).body
        server.process.terminate()
        server.process.wait(timeout=TIMEOUT_S)
    published = re.search(rb'feeds_publish_seconds_count\{process="0"\} (\d+)', metrics)
    assert published
    assert int(published[1]) >= 2
    assert b'feeds_answers_total{process="0",status="304"} 3.0\n' in metrics
    (line,) = feeds(settings, "stats", "news", "--json").stdout.splitlines()
    found = json.loads(line)
    assert (found["unchanged"], found["full"]) == (3, 1)
    assert (found["readers"]["feedly"], found["subscribers"]) == (3, 42)
    kept = b"".join(path.read_bytes() for path in tmp_path.glob("feeds.db*"))
    assert b"fetcher.html" not in kept
    assert b"127.0.0.1" not in kept


@pytest.mark.slow
def test_counts_of_all_processes_are_added_up(tmp_path: Path) -> None:
    settings = newsroom(tmp_path, article(1))
    settings.write_text(settings.read_text(encoding="utf-8") + "\n[server]\nworkers = 2\n", encoding="utf-8")
    with serving(settings) as server:
        server.wait_for("/ready", lambda a: a.status == 200)
        server.wait_for("/news.rss", lambda a: a.status == 200)
        server.wait_for("/metrics", lambda a: b'process="0"' in a.body)
        server.wait_for("/metrics", lambda a: b'process="1"' in a.body)
        for _ in range(40):
            assert server.get("/news.atom").status == 200
        server.process.terminate()
        server.process.wait(timeout=TIMEOUT_S)
    (line,) = feeds(settings, "stats", "news", "--json").stdout.splitlines()
    assert json.loads(line)["formats"]["atom"] == 40
