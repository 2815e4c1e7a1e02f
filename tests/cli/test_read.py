import json
import subprocess
import sys
from pathlib import Path

import pytest

from tests.cli.newsroom import article, feeds, newsroom

pytestmark = pytest.mark.slow


def shown(output: str) -> list[dict[str, object]]:
    return [json.loads(line) for line in output.splitlines()]


def test_read_a_path_with_kind(tmp_path: Path) -> None:
    settings = newsroom(
        tmp_path, article(1), "this is no record", article(3, date_published="2024年10月22日 09:07")
    )
    path = tmp_path / "records/desk.jsonl"
    done = feeds(
        settings, "read", "--kind", "jsonl", "--timezone", "Asia/Shanghai", "--channel", "wire", str(path)
    )
    assert done.returncode == 0, done.stderr
    first, second, third = shown(done.stdout)
    assert first["id"] == "tag:post.example,2024:1"
    assert first["date_published"] == "2024-10-22T01:01:00Z"
    assert first["channels"] == ["wire"]
    assert first["_origin"] == {"path": str(path), "line": 1}
    assert "_findings" not in first
    assert [finding["code"] for finding in second["_findings"]] == ["REC001"]  # type: ignore[attr-defined]
    assert third["date_published"] == "2024-10-22T01:07:00Z"
    assert not (tmp_path / "feeds.db").exists()


def test_read_configured_sources(tmp_path: Path) -> None:
    settings = newsroom(tmp_path, article(1))
    for words in (("read",), ("read", "desk")):
        (record,) = shown(feeds(settings, *words).stdout)
        assert record["channels"] == ["news"]
    unknown = feeds(settings, "read", "nobody")
    assert unknown.returncode == 1
    assert "desk" in unknown.stderr


def test_read_standard_input(tmp_path: Path) -> None:
    done = subprocess.run(
        [sys.executable, "-m", "feeds", "read", "--kind", "csv", "-"],
        input="id,title\n1,Tea\n".encode("utf-16"),
        capture_output=True,
        check=False,
    )
    assert [record["title"] for record in shown(done.stdout.decode())] == ["Tea"]


def test_unreadable_input_is_reported(tmp_path: Path) -> None:
    settings = newsroom(tmp_path, article(1))
    missing = feeds(settings, "read", "--kind", "jsonl", "/nowhere.jsonl")
    assert (missing.returncode, missing.stdout) == (1, "")
    assert "no such file" in missing.stderr
    wrong = feeds(settings, "read", "--kind", "jsnol", "--timezone", "Mars", "x")
    assert wrong.returncode == 2
    assert "jsnol" in wrong.stderr
    assert "Mars" in wrong.stderr
