"""A small newsroom in a folder, and a function that runs the command on it."""

import json
import os
import subprocess
import sys
from collections.abc import Mapping, Sequence
from functools import cache
from pathlib import Path
from tempfile import TemporaryDirectory

SETTINGS = """
[site]
title = "Harbour Post"
url = "https://post.example"
language = "en"
timezone = "Europe/London"

[store]
url = "sqlite:///{folder}/feeds.db"

[[sources]]
name = "desk"
kind = "jsonl"
path = "records"
channel = "news"

[[channels]]
path = "news"
title = "News"
"""


def article(number: int, **changes: object) -> dict[str, object]:
    """Return an invented article."""
    record: dict[str, object] = {
        "id": f"tag:post.example,2024:{number}",
        "url": f"https://post.example/{number}",
        "title": f"Ferry {number}",
        "content_html": "<p>On time.</p>",
        "date_published": f"2024-10-22 09:{number:02}:00",
    }
    return record | changes


def newsroom(folder: Path, *records: Mapping[str, object] | str) -> Path:
    """Write settings and records; return the settings file."""
    (folder / "records").mkdir(parents=True, exist_ok=True)
    lines = [record if isinstance(record, str) else json.dumps(record) for record in records]
    (folder / "records/desk.jsonl").write_text("".join(f"{line}\n" for line in lines), encoding="utf-8")
    settings = folder / "feeds.toml"
    settings.write_text(SETTINGS.format(folder=folder), encoding="utf-8")
    return settings


@cache
def _server() -> "subprocess.Popen[bytes]":
    """Start the process whose forks run the commands; it ends with the standard input it reads."""
    return subprocess.Popen(
        [sys.executable, "-m", "tests.cli.command_server"], stdin=subprocess.PIPE, stdout=subprocess.PIPE
    )


def rewrite(settings: Path, *records: Mapping[str, object]) -> None:
    """Replace the records at once, as the source watches them."""
    new = settings.parent / "desk.new"
    new.write_text("".join(f"{json.dumps(record)}\n" for record in records), encoding="utf-8")
    new.replace(settings.parent / "records/desk.jsonl")


def feeds(settings: Path, *words: str, **environment: str) -> subprocess.CompletedProcess[str]:
    """Run the command and return its result."""
    known = {name: value for name, value in os.environ.items() if not name.startswith("FEEDS_")}
    return run(words, known | {"FEEDS_CONFIG": str(settings), "COLUMNS": "160"} | environment, Path.cwd())


def run(
    words: Sequence[str], environment: Mapping[str, str], folder: Path
) -> subprocess.CompletedProcess[str]:
    """Run the command in a folder, with this environment alone."""
    with TemporaryDirectory() as output:
        stdout, stderr = Path(output, "stdout"), Path(output, "stderr")
        request = {
            "words": list(words),
            "environment": dict(environment),
            "folder": str(folder),
            "stdout": str(stdout),
            "stderr": str(stderr),
        }
        status = _answer(json.dumps(request).encode())
        return subprocess.CompletedProcess(words, status, stdout.read_text(), stderr.read_text())


def _answer(request: bytes) -> int:
    server = _server()
    if server.stdin is None or server.stdout is None:
        raise RuntimeError("the command server has no pipes")
    server.stdin.write(request + b"\n")
    server.stdin.flush()
    return int(server.stdout.readline())
