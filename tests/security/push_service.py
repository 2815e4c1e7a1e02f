"""A service that articles are pushed to, as a process that may be killed."""

import os
import re
import subprocess
import sys
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

SETTINGS = """
[site]
title = "Harbour Post"
url = "https://post.example"
[store]
url = "{url}"
[[sources]]
name = "cms"
kind = "push"
channel = "news"
[[channels]]
path = "news"
title = "News"
limit = {limit}
"""
_COMMAND = [sys.executable, "-m", "feeds"]
_STOP_S = 60.0


def prepare(config: Path, store_url: str, *, limit: int = 50) -> str:
    """Write the settings and return a token."""
    config.write_text(SETTINGS.format(url=store_url, limit=limit), encoding="utf-8")
    make = [*_COMMAND, "token", "make", "desk", "--source", "cms", "--config", str(config)]
    return subprocess.run(make, capture_output=True, text=True, check=True).stdout.strip()


def service_environment(folder: Path) -> dict[str, str]:
    """Return the environment of a service: without settings of ours, and with its bytecode kept.

    An installed service has its bytecode; to compile all modules takes longer than the rest of its start.
    """
    known = {name: value for name, value in os.environ.items() if not name.startswith("FEEDS_")}
    if known.pop("PYTHONDONTWRITEBYTECODE", None):
        known.setdefault("PYTHONPYCACHEPREFIX", str(folder / "bytecode"))
    return known


@contextmanager
def push_service(config: Path, lines: list[str]) -> Iterator[tuple[str, subprocess.Popen[str]]]:
    """Run the service; yield its address and its process. ``lines`` get what it logs once it serves."""
    command = [*_COMMAND, "serve", "--port", "0", "--config", str(config)]
    environment = service_environment(config.parent)
    with subprocess.Popen(command, stderr=subprocess.PIPE, text=True, env=environment) as server:
        listening = threading.Thread(target=lambda: lines.extend(server.stderr or ()))
        try:
            for line in server.stderr or ():
                if "Serving" in line and (found := re.search(r"http://\S+", line)):
                    break
            else:
                raise AssertionError("the server did not start")
            listening.start()
            yield found[0], server
        finally:
            server.terminate()
            server.wait(_STOP_S)
            if listening.ident is not None:
                listening.join()
