"""The commands of how-tos work as written, in a fresh folder, and print what the page says."""

import json
import os
import re
import shlex
import shutil
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import pytest

from tests.cli.newsroom import run

HOWTOS = Path(__file__).parents[1] / "docs/howto"
BLOCK = re.compile(r"^```(toml|sh|json|python)\n(.*?)^```", re.MULTILINE | re.DOTALL)
STEP = re.compile(r"^feeds .*$|(?:^(?!feeds ).*\n?)+", re.MULTILINE)
TIMEOUT_S = 60

pytestmark = [
    pytest.mark.slow,
    pytest.mark.skipif(not (shutil.which("bash") and shutil.which("curl")), reason="bash or curl is missing"),
]


@dataclass(slots=True)
class Reader:
    """Follows a page in a folder: writes its settings, runs its commands and keeps their output."""

    folder: Path
    address: str = ""
    output: str = ""
    compared: int = 0
    environment: dict[str, str] = field(
        default_factory=lambda: {
            name: value for name, value in os.environ.items() if not name.startswith("FEEDS_")
        }
    )

    def follow(self, kind: str, block: str) -> None:
        if kind == "toml" and not (self.folder / "feeds.toml").exists():
            (self.folder / "feeds.toml").write_text(block, encoding="utf-8")
        elif kind == "sh":
            self.output = "".join(self.step(step) for step in STEP.findall(block) if step.strip())
        elif kind == "python":
            self.output = self.program([sys.executable, "-c", self.here(block)])
        elif kind == "json" and self.output:
            assert values(self.output) == values(block)
            self.compared += 1

    def here(self, text: str) -> str:
        """The text with the address of this server in place of the one on the page."""
        return text.replace("http://127.0.0.1:8080", self.address) if self.address else text

    def step(self, step: str) -> str:
        if not step.startswith("feeds ") or step == "feeds serve &":
            return self.program(["bash", "-ec", self.here(step)]) if step != "feeds serve &" else ""
        words = shlex.split(step, comments=True)[1:]
        target = words[words.index(">") + 1] if ">" in words else None
        done = run(words[: words.index(">")] if target else words, self.environment, self.folder)
        assert done.returncode == 0, f"{step}: {done.stderr}"
        if target:
            (self.folder / target).write_text(done.stdout, encoding="utf-8")
        return "" if target else done.stdout

    def program(self, command: list[str]) -> str:
        done = subprocess.run(
            command, cwd=self.folder, capture_output=True, text=True, timeout=TIMEOUT_S, check=False
        )
        assert done.returncode == 0, f"{command}: {done.stderr}"
        return done.stdout


def values(text: str) -> list[Any]:
    """The JSON values in a text, one after the other."""
    found, decoder, rest = [], json.JSONDecoder(strict=False), text.strip()
    while rest:
        value, end = decoder.raw_decode(rest)
        found.append(value)
        rest = rest[end:].strip()
    return found


@contextmanager
def serving(reader: Reader) -> Iterator[None]:
    """Run ``feeds serve`` on a free port."""
    command = [sys.executable, "-m", "feeds", "serve", "--port", "0"]
    environment = reader.environment | {"PYTHONPATH": str(Path(__file__).parents[1])}
    with subprocess.Popen(
        command, cwd=reader.folder, env=environment, stderr=subprocess.PIPE, text=True
    ) as server:
        assert server.stderr is not None
        found = (re.search(r"Serving on (\S+?)/?$", line) for line in server.stderr)
        reader.address = next(match[1] for match in found if match)
        try:
            yield
        finally:
            server.terminate()
            server.stderr.read()


def blocks(page: str) -> list[tuple[str, str]]:
    return BLOCK.findall((HOWTOS / page).read_text(encoding="utf-8"))


def test_the_commands_about_pushing_work(tmp_path: Path) -> None:
    reader = Reader(tmp_path)
    pairs = blocks("push.md")
    begin = next(n for n, (_, block) in enumerate(pairs) if "feeds serve" in block) + 1
    for kind, block in pairs[:begin]:
        reader.follow(kind, block)
    with serving(reader):
        for kind, block in pairs[begin:]:
            reader.follow(kind, block)
    assert reader.compared == 4


def test_the_commands_about_podcasts_work(tmp_path: Path) -> None:
    reader = Reader(tmp_path)
    (tmp_path / "audio").mkdir()
    (tmp_path / "audio/the-old-mole.mp3").write_bytes(bytes(3000))
    for kind, block in blocks("podcast.md"):
        reader.follow(kind, block)
    feed = (tmp_path / "www/podcast.rss").read_text(encoding="utf-8")
    assert 'url="https://media.example.org/1.mp3" length="31457280"' in feed
    assert "<itunes:duration>1815</itunes:duration>" in feed
    assert values((tmp_path / "episodes.jsonl").read_text(encoding="utf-8"))[0]["title"] == "The old mole"
