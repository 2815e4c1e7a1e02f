"""A web server in front of the files answers for what left as this service does (R-HTTP-42, R-HTTP-46)."""

import json
import shutil
import subprocess
import time
from collections.abc import Iterator
from contextlib import contextmanager
from http.client import HTTPConnection
from pathlib import Path

import pytest

from feeds.exporters.redirects import RemovedAddress, nginx_map
from feeds.server.fastpath.listening import open_socket
from tests.cli.newsroom import article, feeds, newsroom

LEFT = """
[[channels]]
path = "old"
moved_to = "news"
[[channels]]
path = "旧"
moved_to = "https://other.example/feeds/away"
[[channels]]
path = "main"
moved_to = "index"
[[channels]]
path = "ended"
gone = true
"""
NGINX = """
daemon off; master_process off; pid {folder}/nginx.pid; error_log {folder}/error.log;
events {{ }}
http {{
    access_log off; absolute_redirect off; map_hash_bucket_size 512;
    client_body_temp_path {folder}/t; proxy_temp_path {folder}/t; fastcgi_temp_path {folder}/t;
    uwsgi_temp_path {folder}/t; scgi_temp_path {folder}/t;
    map $uri $feeds_left {{ include {folder}/www/moved.map; }}
    server {{
        listen 127.0.0.1:{port};
        root {folder}/www;
        if ($feeds_left = gone) {{ return 410; }}
        if ($feeds_left) {{ return 301 $feeds_left; }}
    }}
}}
"""


def built(folder: Path) -> Path:
    """A site that was built after a format ended and several channels left."""
    settings = newsroom(folder, article(1))
    plain = settings.read_text(encoding="utf-8")
    for text in (plain, f'{plain}formats = ["atom", "json"]\n{LEFT}'):
        settings.write_text(text, encoding="utf-8")
        ingested = feeds(settings, "ingest")
        assert ingested.returncode == 0, ingested.stderr
        made = feeds(settings, "build", "--out", str(folder / "www"))
        assert made.returncode == 0, made.stderr
    return folder / "www"


@contextmanager
def nginx(folder: Path) -> Iterator[HTTPConnection]:
    with open_socket("127.0.0.1", 0) as listening:
        port = listening.getsockname()[1]
    settings = folder / "nginx.conf"
    settings.write_text(NGINX.format(folder=folder, port=port), encoding="utf-8")
    command = ["nginx", "-c", str(settings), "-e", str(folder / "error.log")]
    with subprocess.Popen(command) as process:
        try:
            connection = HTTPConnection("127.0.0.1", port, timeout=10)
            deadline = time.monotonic() + 20
            while True:
                try:
                    connection.connect()
                    break
                except OSError:
                    assert process.poll() is None, (folder / "error.log").read_text()
                    assert time.monotonic() < deadline
                    time.sleep(0.05)
            yield connection
            connection.close()
        finally:
            process.terminate()


@pytest.mark.slow
def test_a_build_lists_what_left(tmp_path: Path) -> None:
    moved = json.loads((built(tmp_path) / "moved.json").read_text(encoding="utf-8"))
    assert moved == {
        "moved": {
            "main": {"page": "https://post.example/", "base": "https://post.example/index"},
            "old": {"page": "https://post.example/news", "base": "https://post.example/news"},
            "旧": {"page": "https://other.example/feeds/away", "base": "https://other.example/feeds/away"},
        },
        "gone": ["ended"],
        "departed": ["news.rss"],
    }
    # A build that has nothing new touches nothing.
    before = {path: path.stat().st_mtime_ns for path in (tmp_path / "www").rglob("*")}
    assert "0 files written" in feeds(tmp_path / "feeds.toml", "build", "--out", str(tmp_path / "www")).stderr
    assert {
        path: path.stat().st_mtime_ns for path in (tmp_path / "www").rglob("*.map")
    }.items() <= before.items()


@pytest.mark.slow
@pytest.mark.skipif(shutil.which("nginx") is None, reason="needs nginx")
def test_nginx_answers_by_the_map(tmp_path: Path) -> None:
    built(tmp_path)
    wanted = {
        "/old": "https://post.example/news",
        "/old.atom": "https://post.example/news.atom",
        "/old.en.html": "https://post.example/news.en.html",
        "/old/archive/2024-10.rss": "https://post.example/news/archive/2024-10.rss",
        "/%E6%97%A7.json": "https://other.example/feeds/away.json",
        "/main": "https://post.example/",
        "/main.rss": "https://post.example/index.rss",
        "/ended": 410,
        "/ended.rss": 410,
        "/news.rss": 410,
        "/news.atom": 200,
        "/older.atom": 404,
        "/old/harbour.atom": 404,
    }
    found: dict[str, object] = {}
    with nginx(tmp_path) as connection:
        for target in wanted:
            connection.request("GET", target)
            answer = connection.getresponse()
            answer.read()
            found[target] = answer.headers["Location"] or answer.status
    assert found == wanted


def test_an_address_elsewhere_cannot_break_out_of_the_map() -> None:
    left = RemovedAddress(path="x", page='https://x.example/a"$b\\c', base='https://x.example/a"$b\\c')
    assert b'"https://x.example/a%22%24b%5Cc";' in nginx_map([left], ())
