"""Output is the data itself: no markup, nothing cut, JSON for programs."""

import json
from pathlib import Path

import pytest

from feeds import __version__
from feeds.cli.output import print_table, printable
from tests.cli.newsroom import article, feeds, newsroom


def test_tables_are_never_cut(capsys: pytest.CaptureFixture[str]) -> None:
    print_table(("name", "no."), [("港" * 300, 1), ("[/red] :x: \x1b[31m", 20)], right=("no.",))
    heading, first, second = capsys.readouterr().out.splitlines()
    assert heading == "name" + " " * 596 + "  no."
    assert first == "港" * 300 + "    1"
    assert second.startswith("[/red] :x: \N{REPLACEMENT CHARACTER}[31m ")


def test_control_characters_are_replaced() -> None:
    assert (
        printable("a\x1b]0;title\x07\nb") == "a\N{REPLACEMENT CHARACTER}]0;title\N{REPLACEMENT CHARACTER} b"
    )


def test_version(tmp_path: Path) -> None:
    assert feeds(tmp_path, "--version").stdout == f"feeds {__version__}\n"


@pytest.mark.slow
def test_markup_in_data_is_printed_as_it_is(tmp_path: Path) -> None:
    settings = newsroom(tmp_path, article(1, title="[/red] :x: [bold]"), '{"id": "[/red]", "title": ":x:"')
    text = settings.read_text().replace('name = "desk"', 'name = "[/red]"')
    settings.write_text(text)
    ingested = feeds(settings, "ingest", COLUMNS="20")
    assert ingested.returncode == 0, ingested.stderr
    assert "[/red]" in ingested.stdout
    assert "[/red]" in feeds(settings, "quarantine", "list", COLUMNS="20").stdout
    assert "[/red] :x: [bold]" in feeds(settings, "record", "show", "tag:post.example,2024:1").stdout
    (row,) = [json.loads(line) for line in feeds(settings, "ingest", "--json").stdout.splitlines()]
    assert (row["source"], row["read"], row["unchanged"]) == ("[/red]", 2, 1)


def test_default_settings_files(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    from feeds.config import find_file
    from feeds.errors import ConfigError

    monkeypatch.chdir(tmp_path)
    with pytest.raises(ConfigError, match="feeds init"):
        find_file()
    (tmp_path / "feeds.toml").touch()
    assert find_file() == Path("feeds.toml")
    (tmp_path / "config").mkdir()
    (tmp_path / "config/feeds.toml").touch()
    assert find_file() == Path("config/feeds.toml")


def test_what_a_command_logs_is_not_among_its_results(tmp_path: Path) -> None:
    settings = newsroom(tmp_path, article(1))
    public = settings.read_text(encoding="utf-8")
    private = '\n[[channels]]\npath = "crew"\ntitle = "Crew"\nprivate = true\n'
    settings.write_text(public + private, encoding="utf-8")
    feeds(settings, "ingest")
    settings.write_text(public, encoding="utf-8")
    done = feeds(settings, "ingest")
    assert "of private channels that left the settings" in done.stderr
    assert "of private channels" not in done.stdout
