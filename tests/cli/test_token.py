"""``feeds token``: create, list, revoke."""

import json
import re
from pathlib import Path

from tests.cli.newsroom import feeds, newsroom

PUSH = '\n[[sources]]\nname = "cms"\nkind = "push"\n'


def with_push(folder: Path) -> Path:
    settings = newsroom(folder)
    settings.write_text(settings.read_text(encoding="utf-8") + PUSH, encoding="utf-8")
    return settings


def test_a_token_is_shown_once_and_listed_without_its_secret(tmp_path: Path) -> None:
    settings = with_push(tmp_path)
    made = feeds(settings, "token", "make", "desk", "--source", "cms", "--channel", "news")
    assert made.returncode == 0, made.stderr
    assert re.fullmatch(r"feeds_[0-9a-f]{12}_[0-9a-f]{64}\n", made.stdout)
    listed = feeds(settings, "token", "list", "--json")
    (token,) = [json.loads(line) for line in listed.stdout.splitlines()]
    assert (token["name"], token["sources"], token["channels"]) == ("desk", ["cms"], ["news"])
    assert made.stdout.strip().rpartition("_")[2] not in listed.stdout
    again = feeds(settings, "token", "make", "desk", "--source", "cms")
    assert again.returncode == 1
    assert "exists already" in again.stderr
    assert feeds(settings, "token", "revoke", "desk").returncode == 0
    assert json.loads(feeds(settings, "token", "list", "--json").stdout)["revoked"]
    assert feeds(settings, "token", "revoke", "desk").returncode == 1
    assert feeds(settings, "token", "make", "desk", "--source", "cms").returncode == 0


def test_unknown_sources_and_channels_are_refused(tmp_path: Path) -> None:
    settings = with_push(tmp_path)
    for words in (("--source", "desk"), ("--source", "cms", "--channel", "nowhere")):
        wrong = feeds(settings, "token", "make", "desk", *words)
        assert wrong.returncode == 1
        assert words[-1] in wrong.stderr
