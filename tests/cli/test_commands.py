import gzip
import json
from pathlib import Path

import feedparser
import pytest

from feeds.cli.app import COMMANDS, load_command
from tests.cli.newsroom import article, feeds, newsroom

pytestmark = pytest.mark.slow


def counts(output: str, source: str = "desk") -> list[int]:
    (line,) = [line for line in output.splitlines() if line.startswith(source)]
    return [int(word) for word in line.split()[1:6]]


def test_ingest_twice_and_build(tmp_path: Path) -> None:
    settings = newsroom(
        tmp_path, article(1), article(2), "this is no record", article(3, date_published="never")
    )
    first = feeds(settings, "ingest")
    assert first.returncode == 0, first.stderr
    assert counts(first.stdout) == [4, 2, 0, 0, 2]
    assert counts(feeds(settings, "ingest").stdout) == [4, 0, 0, 2, 2]

    out = tmp_path / "www"
    built = feeds(settings, "build", "--out", str(out))
    assert built.returncode == 0, built.stderr
    parsed = feedparser.parse((out / "news.atom").read_bytes())
    assert [entry.id for entry in parsed.entries] == ["tag:post.example,2024:2", "tag:post.example,2024:1"]
    assert parsed.entries[0].published == "2024-10-22T08:02:00Z"
    assert gzip.decompress((out / "news.rss.gz").read_bytes()) == (out / "news.rss").read_bytes()
    names = {path.relative_to(out).as_posix() for path in out.rglob("*") if path.suffix in {".html", ".xml"}}
    assert {"index.html", "index.en.html", "news.html", "news.zh.html", "opml.xml"} <= names
    again = feeds(settings, "build", "--out", str(out))
    assert "0 files written, 0 removed" in again.stderr


def test_quarantine_lists_place_and_reason(tmp_path: Path) -> None:
    settings = newsroom(tmp_path, article(1), "this is no record", article(3, date_published="never"))
    feeds(settings, "ingest")
    listed = [
        json.loads(line) for line in feeds(settings, "quarantine", "list", "--json").stdout.splitlines()
    ]
    assert [one["place"].rpartition("/")[2] for one in listed] == ["desk.jsonl:2", "desk.jsonl:3"]
    shown = feeds(settings, "quarantine", "show", str(listed[1]["number"]))
    assert "never" in shown.stdout
    missing = feeds(settings, "quarantine", "show", "999")
    assert missing.returncode == 1
    assert "no quarantined record" in missing.stderr

    newsroom(tmp_path, article(1), article(2), article(3))
    retried = feeds(settings, "quarantine", "retry")
    assert "2 quarantined before, 0 now" in retried.stderr


def test_invalid_settings_exit_with_2_and_list_every_fault(tmp_path: Path) -> None:
    settings = newsroom(tmp_path)
    settings.write_text(
        settings.read_text().replace("Europe/London", "London").replace("[[channels]]", "[[channel]]")
    )
    done = feeds(settings, "config")
    assert done.returncode == 2
    assert "site.timezone: 'London' is not a time zone" in done.stderr
    assert "channel: unknown key. Did you mean channels?" in done.stderr


def test_config_prints_the_effective_settings(tmp_path: Path) -> None:
    done = feeds(newsroom(tmp_path), "config", FEEDS_STORE__URL="postgresql://u:hush@db/x")
    assert done.returncode == 0
    assert json.loads(done.stdout)["store_url"] == "postgresql://u:…@db/x"


def test_a_source_that_cannot_be_read_does_not_stop_the_others(tmp_path: Path) -> None:
    settings = newsroom(tmp_path, article(1))
    text = settings.read_text()
    broken = '\n[[sources]]\nname = "gone"\nkind = "jsonl"\npath = "gone.jsonl.gz"\n'
    settings.write_text(text + broken)
    (tmp_path / "gone.jsonl.gz").write_bytes(b"\x1f\x8b broken")
    done = feeds(settings, "ingest")
    assert done.returncode == 1
    assert counts(done.stdout) == [1, 1, 0, 0, 0]
    assert "gone:" in done.stderr


def test_every_command_has_help() -> None:
    for name in COMMANDS:
        command = load_command(name)
        assert len(command.help or "") > 30, name
        for option in command.params:
            assert option.help or option.name == "help", f"{name} {option.name}"


def test_records_are_listed_searched_and_compared(tmp_path: Path) -> None:
    settings = newsroom(tmp_path, article(1), article(2, title="Quay closed"), article(3, channel="index"))
    feeds(settings, "ingest")
    newsroom(tmp_path, article(1, title="Ferry 1 is late"), article(2, title="Quay closed"), article(3))
    feeds(settings, "ingest")

    def titles(*words: str) -> list[str]:
        lines = feeds(settings, "record", "list", "--json", *words).stdout.splitlines()
        return [json.loads(line)["title"] for line in lines]

    assert titles() == ["Ferry 3", "Quay closed", "Ferry 1 is late"]
    assert titles("--limit", "1") == ["Ferry 3"]
    assert titles("--search", "QUAY closed") == ["Quay closed"]
    assert titles("--since", "2024-10-22T08:02:00+00:00") == ["Ferry 3", "Quay closed"]
    assert titles("--channel", "news", "--source", "desk") == titles()
    table = feeds(settings, "record", "list", COLUMNS="20").stdout.splitlines()
    assert table[1].split() == [
        "2024-10-22",
        "08:03",
        "visible",
        "desk",
        "tag:post.example,2024:3",
        "Ferry",
        "3",
    ]
    assert "Choose from" in feeds(settings, "record", "list", "--source", "x").stderr
    assert feeds(settings, "record", "list", "--since", "soon").returncode == 2

    id_ = "tag:post.example,2024:1"
    first = json.loads(feeds(settings, "record", "show", id_, "--revision", "1").stdout)
    assert first["title"] == "Ferry 1"
    assert "Choose from 1, 2" in feeds(settings, "record", "show", id_, "--revision", "9").stderr
    changed = feeds(settings, "record", "diff", id_).stdout.splitlines()
    assert "-title: Ferry 1" in changed
    assert "+title: Ferry 1 is late" in changed


def test_quarantined_records_are_dropped(tmp_path: Path) -> None:
    settings = newsroom(tmp_path, article(1), "this is no record", "nor this")
    feeds(settings, "ingest")
    lines = feeds(settings, "quarantine", "list", "--json").stdout.splitlines()
    assert feeds(settings, "quarantine", "drop").returncode == 2
    assert "1 dropped" in feeds(settings, "quarantine", "drop", str(json.loads(lines[0])["number"])).stderr
    assert feeds(settings, "quarantine", "drop", "999").returncode == 1
    assert "1 dropped" in feeds(settings, "quarantine", "drop", "--all").stderr
    assert "Nothing is quarantined" in feeds(settings, "quarantine", "list").stdout
