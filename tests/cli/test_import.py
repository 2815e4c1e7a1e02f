"""``feeds export FILE`` and ``feeds import``: a restored store serves the same, and knows the same people."""

import json
import stat
from pathlib import Path

import pytest
from typer.testing import CliRunner

from feeds.cli.app import app
from tests.cli.newsroom import article, newsroom

MORE = '\n[[sources]]\nname = "wire"\nkind = "push"\n'
PRIVATE = '\n[[channels]]\npath = "board"\ntitle = "Board"\nprivate = true\n'


def run(settings: Path, *words: str) -> str:
    done = CliRunner().invoke(app, [*words, "--config", str(settings)])
    assert done.exit_code == 0, (done.output, done.exception)
    return done.stdout


def published(folder: Path) -> dict[str, bytes]:
    return {str(path.relative_to(folder)): path.read_bytes() for path in folder.rglob("*") if path.is_file()}


def test_a_restored_store_is_the_same(tmp_path: Path) -> None:
    old = newsroom(tmp_path / "old", article(1), article(2), '{"id": "3", "title": 5, "date_published": "x"}')
    old.write_text(old.read_text() + PRIVATE + MORE)
    run(old, "ingest")
    run(old, "withdraw", "tag:post.example,2024:2", "--reason", "a test")
    run(old, "token", "make", "desk", "--source", "wire")
    run(old, "subscriber", "make", "Ines", "--channel", "board")
    backup = tmp_path / "backup.gz"
    run(old, "export", str(backup))
    assert stat.S_IMODE(backup.stat().st_mode) == 0o600
    run(old, "build", "--no-ingest", "--out", str(tmp_path / "before"))

    new = tmp_path / "new.toml"
    new.write_text(
        old.read_text()
        .replace(f"{tmp_path}/old/feeds.db", f"{tmp_path}/new.db")
        .replace('"records"', '"old/records"')
    )
    assert "2 records restored" in run(new, "import", str(backup))
    run(new, "build", "--no-ingest", "--out", str(tmp_path / "after"))
    assert published(tmp_path / "after") == published(tmp_path / "before")
    for words in (
        ("token", "list"),
        ("subscriber", "list"),
        ("quarantine", "list"),
        ("record", "show", "tag:post.example,2024:2"),
        ("status", "--json"),
    ):
        first, second = (run(settings, *words) for settings in (old, new))
        if words[-1] == "--json":
            assert json.loads(second)["records"] == json.loads(first)["records"]
        else:
            assert second == first


@pytest.mark.parametrize(
    ("body", "why"),
    [(b"text", "not a whole backup"), (None, "cannot be read"), (b"\x1f\x8b\x08", "not a whole")],
)
def test_other_files_are_refused(tmp_path: Path, body: bytes | None, why: str) -> None:
    settings, path = newsroom(tmp_path), tmp_path / "backup.gz"
    if body is not None:
        path.write_bytes(body)
    done = CliRunner().invoke(app, ["import", str(path), "--config", str(settings)])
    assert why in str(done.exception)


def test_a_store_in_use_is_refused(tmp_path: Path) -> None:
    settings = newsroom(tmp_path, article(1))
    run(settings, "ingest")
    run(settings, "export", str(tmp_path / "backup.gz"))
    done = CliRunner().invoke(app, ["import", str(tmp_path / "backup.gz"), "--config", str(settings)])
    assert "not empty" in str(done.exception)
