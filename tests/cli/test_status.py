import json
from pathlib import Path

import pytest

from tests.cli.newsroom import article, feeds, newsroom

pytestmark = pytest.mark.slow


def test_status_shows_sources_and_store(tmp_path: Path) -> None:
    settings = newsroom(
        tmp_path, article(1), article(2, date_release="2199-01-01T00:00:00Z"), "this is no record"
    )
    before = json.loads(feeds(settings, "status", "--json").stdout)
    assert (before["records"], before["sources"][0]["state"], before["sources"][0]["read"]) == (
        0,
        "unknown",
        None,
    )
    feeds(settings, "ingest")
    text = settings.read_text()
    gone = '\n[[sources]]\nname = "gone"\nkind = "jsonl"\npath = "gone.jsonl.gz"\n'
    settings.write_text(text + gone)
    (tmp_path / "gone.jsonl.gz").write_bytes(b"\x1f\x8b broken")
    feeds(settings, "ingest")

    done = feeds(settings, "status", "--json")
    assert done.returncode == 0, done.stderr
    shown_json = json.loads(done.stdout)
    desk, broken = shown_json["sources"]
    assert (shown_json["records"], shown_json["channels"], shown_json["waiting"]) == (2, 2, 0)
    assert shown_json["publications"] > shown_json["channels"]
    assert shown_json["hub"] == {
        "subscriptions": 0,
        "requests": 0,
        "deliveries": 0,
        "pings": 0,
        "endings": {},
    }
    assert shown_json["next_release"] == "2199-01-01T00:00:00Z"
    assert shown_json["number"] > 0
    assert (desk["name"], desk["state"], desk["held"], desk["error"]) == ("desk", "unknown", 1, None)
    assert desk["new"] <= desk["read"] <= shown_json["at"]
    assert (broken["name"], broken["state"], broken["read"]) == ("gone", "failing", None)
    assert broken["error"].startswith("the file could not be read")
    assert broken["error_where"] == str(tmp_path / "gone.jsonl.gz")

    shown = feeds(settings, "status").stdout
    (line,) = [line.split() for line in shown.splitlines() if line.startswith("desk")]
    assert (line[:2], line[-2:]) == (["desk", "unknown"], ["1", "0"])
    assert "gone" in shown
    assert "the file could not be read" in shown
    assert f"2 records, 2 channels, {shown_json['publications']} publications" in shown
    assert "next release 2199-01-01T00:00:00Z" in shown
