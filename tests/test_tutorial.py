"""A reader of the tutorial, step by step: the files and commands on the page do what it says."""

import json
import re
from pathlib import Path

import pytest

from tests.cli.newsroom import run
from tests.test_journey import serving

PAGE = (Path(__file__).parents[1] / "docs/tutorial.md").read_text(encoding="utf-8")
RECORDS = re.findall(r"^```json\n(.*?)^```", PAGE, re.MULTILINE | re.DOTALL)
SETTINGS = re.findall(r"^```toml\n(.*?)^```", PAGE, re.MULTILINE | re.DOTALL)
SOURCES = re.compile(r"^\[\[sources\]\].*?(?=^\[\[channels\]\])", re.MULTILINE | re.DOTALL)
FORMATS = ("rss", "atom", "json")
PRINTED = ("quarantine", "list")

pytestmark = pytest.mark.slow


def test_the_tutorial_works(tmp_path: Path) -> None:
    done = run(["init", "my-site"], {}, tmp_path)
    assert done.returncode == 0, done.stderr
    site = tmp_path / "my-site"
    records = site / "records/articles.jsonl"
    table = PAGE.partition("| file |")[2].partition("\n\n")[0]
    named = set(re.findall(r"^\| `(.+?)`", table, re.MULTILINE))
    assert {file.relative_to(site).as_posix() for file in site.rglob("*") if file.is_file()} == named
    assert len(records.read_text(encoding="utf-8").splitlines()) == 3
    good, broken = RECORDS
    with serving(site / "feeds.toml") as server:
        server.wait_for("/news.rss", lambda answer: answer.status == 200)
        append(records, good)
        for ending in FORMATS:
            server.wait_for(f"/news.{ending}", lambda answer: b"My first article" in answer.body)
        assert b"My first article" in server.get("/news").body
        append(records, broken)
        server.wait_for("/health", lambda _: "someday" in run(PRINTED, {}, site).stdout)
        before = server.get("/news.json").body
        records.write_text(records.read_text(encoding="utf-8").replace("someday", "2024-10-23T09:00:00Z"))
        server.wait_for("/news.json", lambda answer: b"Broken" in answer.body)
        assert b"Broken" not in before


def test_own_articles_replace_the_samples(tmp_path: Path) -> None:
    assert run(["init", "my-site"], {}, tmp_path).returncode == 0
    site = tmp_path / "my-site"
    (site / "articles.csv").write_text("Headline,Body,Date,id\nThe pier,<p>Open.</p>,2024-10-22 09:07,7\n")
    settings = (site / "feeds.toml").read_text(encoding="utf-8")
    (own,) = SETTINGS
    replaced, count = SOURCES.subn(own, settings)
    assert count == 1
    (site / "feeds.toml").write_text(replaced, encoding="utf-8")
    checked = run(["config"], {}, site)
    assert checked.returncode == 0, checked.stderr
    read = run(["read", "articles"], {}, site)
    assert json.loads(read.stdout)["title"] == "The pier"


def append(records: Path, line: str) -> None:
    with records.open("a", encoding="utf-8") as file:
        file.write(line)
