"""Commands accept former ids and addresses, and exports contain them."""

import json
from pathlib import Path

import pytest

from tests.cli.newsroom import article, feeds, newsroom

pytestmark = pytest.mark.slow

ONE, FORMER = "tag:post.example,2024:1", "https://post.example/1"


def test_a_record_is_found_by_former_ids_and_urls(tmp_path: Path) -> None:
    settings = newsroom(tmp_path, article(1))
    assert feeds(settings, "ingest").returncode == 0
    newsroom(tmp_path, article(1, url="https://post.example/moved", aliases=["legacy 7"]))
    assert feeds(settings, "ingest").returncode == 0
    for name in (ONE, FORMER, "https://post.example/moved", "legacy 7"):
        shown = feeds(settings, "record", "show", name)
        assert shown.returncode == 0, shown.stderr
        assert f'"id": "{ONE}"' in shown.stdout
    assert "withdrawn" in feeds(settings, "withdraw", "legacy 7", "--reason", "a test").stderr
    assert "visible" in feeds(settings, "restore", FORMER).stderr
    assert feeds(settings, "record", "show", "legacy 8").returncode == 1

    line = json.loads(feeds(settings, "export").stdout)
    assert line["aliases"] == [FORMER, "legacy 7"]
    assert line["_feeds"]["aliases"] == ["", "desk"]
    restored = newsroom(tmp_path / "new", line)
    assert feeds(restored, "ingest").returncode == 0
    assert json.loads(feeds(restored, "export").stdout) == line
