"""``feeds subscriber``, and private channels in ``feeds build``."""

import json
import re
from pathlib import Path

from tests.cli.newsroom import article, feeds, newsroom

CLUB = '\n[[channels]]\npath = "club"\ntitle = "Club"\nprivate = true\nformats = ["rss", "atom"]\n'


def with_club(folder: Path) -> Path:
    settings = newsroom(folder, article(1), article(2, title="Confidential", channel="club"))
    settings.write_text(settings.read_text(encoding="utf-8") + CLUB, encoding="utf-8")
    return settings


def test_addresses_are_shown_once_and_listed_without_their_token(tmp_path: Path) -> None:
    settings = with_club(tmp_path)
    made = feeds(settings, "subscriber", "make", "anna", "--channel", "club")
    assert made.returncode == 0, made.stderr
    addresses = made.stdout.splitlines()
    token = addresses[0].split("/")[3]
    assert re.fullmatch(r"~[0-9a-f]{52}", token)
    assert addresses == [f"https://post.example/{token}/club.{form}" for form in ("rss", "atom")]
    listed = feeds(settings, "subscriber", "list", "--json")
    (one,) = [json.loads(line) for line in listed.stdout.splitlines()]
    assert (one["name"], one["channels"], one["revoked"]) == ("anna", ["club"], None)
    assert token[13:] not in listed.stdout
    assert feeds(settings, "subscriber", "make", "anna", "--channel", "club").returncode == 1
    rotated = feeds(settings, "subscriber", "rotate", "anna")
    assert rotated.returncode == 0, rotated.stderr
    assert token not in rotated.stdout
    assert feeds(settings, "subscriber", "revoke", "anna").returncode == 0
    for words in (("revoke", "anna"), ("rotate", "nobody")):
        assert feeds(settings, "subscriber", *words).returncode == 1
    assert "anna" in feeds(settings, "subscriber", "list").stdout


def test_only_private_channels_have_subscribers(tmp_path: Path) -> None:
    settings = with_club(tmp_path)
    for path, fault in (("news", "public"), ("nowhere", "no channel")):
        wrong = feeds(settings, "subscriber", "make", "anna", "--channel", path)
        assert wrong.returncode == 1
        assert fault in wrong.stderr
        assert "Choose from club" in wrong.stderr


def test_a_build_has_nothing_private(tmp_path: Path) -> None:
    """R-AUTH-04."""
    settings = with_club(tmp_path)
    assert feeds(settings, "ingest").returncode == 0
    built = feeds(settings, "build", "--out", str(tmp_path / "www"))
    assert built.returncode == 0, built.stderr
    files = [file for file in (tmp_path / "www").rglob("*") if file.is_file()]
    names = {file.name for file in files}
    assert {"news.rss", "robots.txt", "sitemap.xml", "icon.svg", "favicon.ico"} <= names
    assert [file for file in files if "club" in file.name or b"Confidential" in file.read_bytes()] == []


def test_the_index_cannot_be_private(tmp_path: Path) -> None:
    settings = newsroom(tmp_path)
    index = '\n[[channels]]\npath = "index"\ntitle = "All"\nprivate = true\n'
    settings.write_text(settings.read_text(encoding="utf-8") + index, encoding="utf-8")
    wrong = feeds(settings, "config")
    assert wrong.returncode == 2
    assert "channels[2](index).private" in wrong.stderr
