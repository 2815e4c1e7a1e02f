"""``feeds config --read``: the settings are tried on the first records of every source."""

import json
from pathlib import Path

from typer.testing import CliRunner

from feeds.cli.app import app
from tests.cli.newsroom import article, newsroom

MORE = '\n[[sources]]\nname = "{name}"\nkind = "csv"\npath = "{name}.csv"\n'


def test_the_first_records_of_every_source_are_read(tmp_path: Path) -> None:
    settings = newsroom(tmp_path, *(article(number) for number in range(1, 26)), article(1, title=None))
    (tmp_path / "cms.csv").write_text("id,title,date_published\n1,One,2024-10-22\n2,Two,someday\n")
    (tmp_path / "old.csv").write_text("headline,date\nOne,2024-10-22\n")
    settings.write_text(
        settings.read_text()
        + MORE.format(name="cms")
        + MORE.format(name="old")
        + '\n[[sources]]\nname = "wire"\nkind = "push"\n'
    )
    done = CliRunner().invoke(app, ["config", "--read", "--config", str(settings)])
    assert done.exit_code == 1
    lines = done.stdout.splitlines()
    assert [line.split() for line in lines[:4]] == [
        ["source", "kind", "read", "good"],
        ["desk", "jsonl", "20", "20"],
        ["cms", "csv", "2", "1"],
        ["old", "csv", "1", "0"],
    ]
    assert any("someday" in line and "cms.csv:3" in line for line in lines[4:])
    assert any("names no known column" in line for line in lines[4:])
    assert not (tmp_path / "feeds.db").exists()
    (tmp_path / "old.csv").write_text("id,headline,date_published,state\n1,One,2024-10-22,draft\n")
    done = CliRunner().invoke(app, ["config", "--read", "--config", str(settings)])
    assert "old: no setting uses headline, state; map them in [sources.fields]" in done.stdout.splitlines()
    done = CliRunner().invoke(app, ["config", "--read", "--json", "--config", str(settings)])
    assert json.loads(done.stdout.splitlines()[1])["good"] == 1
