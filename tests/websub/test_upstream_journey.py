"""Two services: one publishes and runs the hub, the other one subscribes to it."""

import json
from pathlib import Path

import pytest

from tests.cli.newsroom import feeds
from tests.test_journey import serving, titles
from tests.websub.test_interop import free_port, write

pytestmark = pytest.mark.slow

SUBSCRIBER = """
[site]
title = "Planet"
url = "http://127.0.0.1:{port}"
[store]
url = "sqlite:///{folder}/feeds.db"
[hub]
key_file = "{folder}/hub.key"
[[sources]]
name = "harbour"
kind = "feed"
url = "{topic}"
every = "1h"
websub = true
allow_hosts = ["localhost"]
channel = "news"
[[channels]]
path = "news"
title = "News"
"""


def subscriber_settings(folder: Path, port: int, topic: str) -> Path:
    folder.mkdir(exist_ok=True)
    settings = folder / "feeds.toml"
    settings.write_text(SUBSCRIBER.format(folder=folder, port=port, topic=topic), encoding="utf-8")
    return settings


def upstream(settings: Path) -> list[dict[str, object]]:
    printed = feeds(settings, "hub", "upstream", "--json").stdout
    return [json.loads(line) for line in printed.splitlines()]


@pytest.mark.parametrize("extension", ["atom", "rss", "json"])
def test_an_article_is_pushed_from_one_service_to_another(tmp_path: Path, extension: str) -> None:
    """R-WSP-01, R-HUB-01, R-HUB-05, R-HUB-09, R-HUB-15: the source is polled once an hour only."""
    ports = free_port(), free_port()
    site = f"http://localhost:{ports[0]}"
    publisher = tmp_path / "publisher"
    publisher.mkdir()
    source = write(publisher, 1, site)
    settings = subscriber_settings(tmp_path / "planet", ports[1], f"{site}/news.{extension}")
    with serving(source, "--port", str(ports[0])) as theirs:
        theirs.wait_for(f"/news.{extension}", lambda answer: answer.status == 200)
        with serving(settings, "--port", str(ports[1])) as ours:
            ours.wait_for("/news.atom", lambda answer: titles(answer) == ["Ferry 1"])
            ours.wait_for("/metrics", lambda answer: b'state="active"} 1' in answer.body)
            write(publisher, 2, site)
            ours.wait_for("/news.atom", lambda answer: titles(answer) == ["Ferry 2", "Ferry 1"])
