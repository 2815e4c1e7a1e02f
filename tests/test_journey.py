"""The whole way as a person goes it: settings and records in a folder, the service, a reader polling it."""

import base64
import hashlib
import json
import os
import re
import signal
import subprocess
import sys
import time
import urllib.error
import urllib.request
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime
from email.message import Message
from email.utils import parsedate_to_datetime
from pathlib import Path

import feedparser
import pytest

from feeds.validate import check
from tests.cli.newsroom import article, newsroom

pytestmark = pytest.mark.slow
TIMEOUT_S = 20


@dataclass
class Answer:
    status: int
    headers: Message
    body: bytes


@dataclass
class Server:
    base: str
    process: subprocess.Popen[str]

    def get(self, path: str, **headers: str) -> Answer:
        named = {name.replace("_", "-"): value for name, value in headers.items()}
        request = urllib.request.Request(self.base + path, headers=named)
        try:
            with urllib.request.urlopen(request, timeout=10) as response:
                return Answer(response.status, response.headers, response.read())
        except urllib.error.HTTPError as error:
            with error:
                return Answer(error.code, error.headers, error.read())

    def wait_for(self, path: str, wanted: Callable[[Answer], bool]) -> Answer:
        """Poll until the answer is what is wanted."""
        deadline = time.monotonic() + TIMEOUT_S
        while True:
            answer = self._try(path)
            if answer and wanted(answer):
                return answer
            assert time.monotonic() < deadline, f"{path}: still {answer}"
            time.sleep(0.05)

    def _try(self, path: str) -> Answer | None:
        """An answer, or ``None`` where a process with short limits cut the connection off."""
        try:
            return self.get(path)
        except ConnectionError:
            return None


@contextmanager
def serving(settings: Path, *options: str) -> Iterator[Server]:
    command = [sys.executable, "-m", "feeds", "serve", "--config", str(settings), "--port", "0", *options]
    known = {name: value for name, value in os.environ.items() if not name.startswith("FEEDS_")}
    process = subprocess.Popen(command, stderr=subprocess.PIPE, text=True, env=known)
    assert process.stderr is not None
    lines = []
    try:
        for line in process.stderr:
            lines.append(line)
            if found := re.search(r"http://127\.0\.0\.1:(\d+)/", line):
                yield Server(found[0].rstrip("/"), process)
                break
        else:
            raise AssertionError("the service did not start:\n" + "".join(lines))
    finally:
        if process.poll() is None:
            process.send_signal(signal.SIGTERM)
        process.stderr.close()
        process.wait(timeout=TIMEOUT_S)


def titles(answer: Answer) -> list[str]:
    return [entry.title for entry in feedparser.parse(answer.body).entries]


def test_a_newsroom_is_read_published_polled_corrected_and_taken_back(tmp_path: Path) -> None:
    settings = newsroom(tmp_path, article(1), article(2))
    with serving(settings) as server:
        first = server.wait_for("/news.atom", lambda a: a.status == 200 and len(titles(a)) == 2)
        for form in ("rss", "atom", "json"):
            assert check(server.get(f"/news.{form}").body).errors == ()
        again = server.get("/news.atom", If_None_Match=first.headers["ETag"])
        assert (again.status, again.body) == (304, b"")
        assert again.headers["ETag"] == first.headers["ETag"]

        newsroom(tmp_path, article(1), article(2, title="Corrected"), article(3), "no record")
        second = server.wait_for("/news.atom", lambda a: "Corrected" in titles(a))
        assert titles(second) == ["Ferry 3", "Corrected", "Ferry 1"]
        assert second.headers["Last-Modified"] != first.headers["Last-Modified"]
        assert server.get("/news.atom", If_None_Match=first.headers["ETag"]).status == 200
        health = json.loads(server.get("/health").body)
        assert health["quarantine"]["sources"] == {"desk": 1}

        newsroom(tmp_path, article(1), article(2, status="withdrawn"), article(3))
        third = server.wait_for("/news.atom", lambda a: b"deleted-entry" in a.body)
        assert titles(third) == ["Ferry 3", "Ferry 1"]

        page = server.get("/news", Accept_Language="en")
        assert page.headers["Content-Type"] == "text/html; charset=utf-8"
        assert b"Ferry 3" in page.body
        style = page.body.partition(b"<style>")[2].partition(b"</style>")[0]
        hashed = base64.b64encode(hashlib.sha256(style).digest()).decode()
        assert f"'sha256-{hashed}'" in page.headers["Content-Security-Policy"]
        assert server.get("/nothing.rss").status == 404
        for found in ("opml.xml", "sitemap.xml", "news-sitemap.xml", "robots.txt", "icon.svg", "favicon.ico"):
            there = server.get(f"/{found}")  # R-OPML-07, R-SMAP-08
            assert (there.status, there.headers["ETag"] is not None) == (200, True)
            assert server.get(f"/{found}", If_None_Match=there.headers["ETag"]).status == 304

        settings.write_text(
            settings.read_text() + '\n[[channels]]\npath = "boats"\ntitle = "Boats"\n'
            '[channels.where]\nlanguages = ["en"]\n',
            encoding="utf-8",
        )
        server.process.send_signal(signal.SIGHUP)
        server.wait_for("/boats.rss", lambda a: a.status == 200)
        server.process.send_signal(signal.SIGTERM)
        assert server.process.wait(timeout=TIMEOUT_S) == 0


def test_caches_are_told_of_an_embargo_and_the_article_is_seen_when_it_ends(tmp_path: Path) -> None:
    settings = newsroom(tmp_path, article(1))
    with serving(settings) as server:
        server.wait_for("/news.rss", lambda a: a.status == 200 and "Ferry 1" in titles(a))
        release_s = int(time.time()) + 5
        released = datetime.fromtimestamp(release_s, UTC).isoformat()
        newsroom(tmp_path, article(1), article(2, date_release=released))
        before = server.wait_for("/news.rss", lambda a: max_age_s(a) < 60)
        answered_s = parsedate_to_datetime(before.headers["Date"]).timestamp()
        assert answered_s + max_age_s(before) <= release_s
        assert "Ferry 2" not in titles(before)
        shown = server.wait_for("/news.rss", lambda a: "Ferry 2" in titles(a))
        assert time.time() >= release_s
        assert max_age_s(server.wait_for("/news.rss", lambda a: max_age_s(a) >= 60)) >= 300
        assert shown.headers["ETag"] != before.headers["ETag"]


def max_age_s(answer: Answer) -> int:
    return int(re.findall(r"max-age=(\d+)", answer.headers["Cache-Control"])[0])


def test_a_restart_serves_what_was_published_before_it_reads_anything(tmp_path: Path) -> None:
    settings = newsroom(tmp_path, article(1))
    with serving(settings) as server:
        before = server.wait_for("/news.rss", lambda a: a.status == 200 and len(titles(a)) == 1)
    (tmp_path / "records/desk.jsonl").unlink()
    with serving(settings) as server:
        after = server.get("/news.rss")
    assert after.body == before.body
    assert after.headers["ETag"] == before.headers["ETag"]
    assert after.headers["Last-Modified"] == before.headers["Last-Modified"]
