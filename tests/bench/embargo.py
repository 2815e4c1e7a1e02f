"""How exactly an embargo ends: from the second of release until a reader on loopback sees the article."""

import json
import re
import tempfile
import time
from datetime import UTC, datetime
from http.client import HTTPConnection
from pathlib import Path
from statistics import median

from tests.bench.row import Row
from tests.test_journey import serving

RELEASES = 15
FIRST_IN_S = 4
APART_S = 2
LOOK_S = 0.005

SETTINGS = """
[site]
title = "Bench"
url = "https://post.example"
[store]
url = "sqlite:///{folder}/feeds.db"
[[sources]]
name = "desk"
kind = "jsonl"
path = "desk.jsonl"
[[channels]]
path = "news"
title = "News"
"""


def rows() -> list[Row]:
    """Release articles one after the other and watch for each."""
    with tempfile.TemporaryDirectory() as folder:
        first_s = int(time.time()) + FIRST_IN_S
        releases = [first_s + APART_S * number for number in range(RELEASES)]
        settings = _newsroom(Path(folder), releases)
        with serving(settings) as server:
            port = int(server.base.rpartition(":")[2])
            late_ms = [(_seen_s(port, n) - release) * 1000 for n, release in enumerate(releases)]
    note = f"{RELEASES} releases, {sum(ms < 0 for ms in late_ms)} seen too early"
    within = max(late_ms) <= 1000 and min(late_ms) >= 0
    return [
        Row(work="embargo: released until seen, median", figure=median(late_ms), unit="ms", note=note),
        Row(
            work="embargo: released until seen, latest",
            figure=max(late_ms),
            unit="ms",
            budget="<= 1000",
            met=within,
        ),
    ]


def _newsroom(folder: Path, releases: list[int]) -> Path:
    lines = [
        {
            "id": f"tag:post.example,2024:{number}",
            "title": f"Release {number}.",
            "content_text": "On time.",
            "date_release": datetime.fromtimestamp(release, UTC).isoformat(),
            "channel": "news",
        }
        for number, release in enumerate(releases)
    ]
    (folder / "desk.jsonl").write_text("\n".join(map(json.dumps, lines)), encoding="utf-8")
    settings = folder / "feeds.toml"
    settings.write_text(SETTINGS.format(folder=folder), encoding="utf-8")
    return settings


def _seen_s(port: int, number: int) -> float:
    """The time at which the article is first in the feed."""
    asking = HTTPConnection("127.0.0.1", port)
    wanted = re.compile(rf"Release {number}\.".encode())
    try:
        while True:
            asking.request("GET", "/news.rss")
            body = asking.getresponse().read()
            if wanted.search(body):
                return time.time()
            time.sleep(LOOK_S)
    finally:
        asking.close()
