"""The newsroom that is soaked: a tree of channels, invented articles, and the server in its own process."""

import json
import os
import random
import re
import subprocess
import sys
import threading
import time
from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from pathlib import Path

import psutil

SETTINGS = """
[site]
title = "Harbour Post"
url = "https://post.example"
[store]
url = "sqlite:///{folder}/feeds.db"
[[sources]]
name = "cms"
kind = "push"
channel = "pusher-0"
"""
DESKS = 15
WORDS = [f"{first}{last}" for first in ("har", "fer", "tide", "quay", "net", "gull") for last in
         ("bour", "ry", "side", "ward", "work", "less", "ing", "man", "land", "stone")]  # fmt: skip
STOP_S = 30.0
DAY = 86_400
DAYS = 100


def channels(count: int) -> list[str]:
    """Desks, and below each its towns: so many in all."""
    desks = [f"pusher-{number}" for number in range(min(DESKS, count))]
    return [*desks, *(f"pusher-{n % DESKS}/town-{n // DESKS}" for n in range(count - len(desks)))]


def record(serial: int, channel: str, revision: int = 0, *, at: datetime | None = None) -> dict[str, object]:
    """An article of 1 to 2 KB; ``revision`` marks its title, ``at`` is when it came out."""
    chance = random.Random(serial * 1000 + revision)
    text = " ".join(chance.choices(WORDS, k=chance.randint(120, 240)))
    out_at = at or datetime.now(UTC) - timedelta(seconds=(serial * 7919) % (DAYS * DAY))
    return {
        "id": id_of(serial),
        "url": f"https://post.example/{serial}",
        "title": title_of(serial, revision),
        "content_html": f"<p>{text}</p>",
        "date_published": out_at.isoformat(timespec="seconds"),
        "channel": channel,
    }


def id_of(serial: int) -> str:
    """The id of an article."""
    return f"tag:post.example,2024:{serial}"


def title_of(serial: int, revision: int) -> str:
    """A title that no other revision has."""
    return f"Article {serial} as of {revision}."


@dataclass
class Serving:
    """The server's process, its address, and what it logged."""

    url: str
    token: str
    process: psutil.Process
    published: Counter[str] = field(default_factory=Counter)
    complaints: list[str] = field(default_factory=list)

    @property
    def port(self) -> int:
        """Where it listens on 127.0.0.1."""
        return int(self.url.rstrip("/").rpartition(":")[2])

    def rss_bytes(self) -> tuple[int, int]:
        """Its memory: all that is resident, and of that its own, without mapped files."""
        status = Path(f"/proc/{self.process.pid}/status").read_text(encoding="ascii")
        found = {name: int(kb) * 1024 for name, kb in re.findall(r"(VmRSS|RssAnon):\s+(\d+) kB", status)}
        return found["VmRSS"], found["RssAnon"]

    def cpu_s(self) -> float:
        """The processor time it took so far."""
        times = self.process.cpu_times()
        return float(times.user + times.system)

    def listen(self, lines: Iterator[str]) -> None:
        """Count what is published, and keep what it complains of."""
        for line in lines:
            try:
                event = json.loads(line)
            except ValueError:
                continue
            if event.get("event") == "published":
                self.published.update(
                    channels=1, addresses=event["addresses"], quarantined=event["quarantined"]
                )
            elif event.get("level") in {"warning", "error", "critical"}:
                self.complaints.append(line.strip()[:2000])


@contextmanager
def newsroom(folder: Path, paths: list[str]) -> Iterator[Serving]:
    """Run ``feeds serve`` over these channels; it is stopped by its own process id."""
    tables = "".join(f'[[channels]]\npath = "{path}"\ntitle = "{path}"\n' for path in paths)
    config = folder / "feeds.toml"
    config.write_text(SETTINGS.format(folder=folder) + tables, encoding="utf-8")
    command = [sys.executable, "-m", "feeds"]
    known = {name: value for name, value in os.environ.items() if not name.startswith("FEEDS_")}
    make = [*command, "token", "make", "soak", "--source", "cms", "--config", str(config)]
    token = subprocess.run(make, capture_output=True, text=True, check=True, env=known).stdout.strip()
    serve = [*command, "serve", "--port", "0", "--config", str(config)]
    with subprocess.Popen(serve, stderr=subprocess.PIPE, text=True, env=known) as process:
        assert process.stderr is not None
        try:
            serving = Serving(_address(process.stderr), token, psutil.Process(process.pid))
            threading.Thread(target=serving.listen, args=(process.stderr,), daemon=True).start()
            yield serving
        finally:
            process.terminate()
            try:
                process.wait(STOP_S)
            except subprocess.TimeoutExpired:
                process.kill()


def _address(lines: Iterator[str]) -> str:
    for line in lines:
        if found := re.search(r"Serving on (http://\S+)", line):
            return found[1]
    raise AssertionError("the server did not start")


def wait_until_idle(serving: Serving, timeout_s: float) -> float:
    """Wait until the server has nothing more to publish; return how long that took."""
    began_s = time.monotonic()
    while time.monotonic() - began_s < timeout_s:
        before = serving.cpu_s()
        time.sleep(2.0)
        if serving.cpu_s() - before < 0.05:
            break
    return time.monotonic() - began_s
