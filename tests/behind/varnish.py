"""Varnish with its built-in configuration or with ``docs/varnish/feeds.vcl``."""

import shutil
import socket
import subprocess
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from tests.behind.nginx import free_port

VARNISHD = shutil.which("varnishd", path="/usr/sbin:/usr/local/sbin:/usr/bin")
CONFIGURATION = Path(__file__).parents[2] / "docs/varnish/feeds.vcl"
START_S = 20.0
has_varnish = VARNISHD is not None and shutil.which("cc") is not None
needs_varnish = pytest.mark.skipif(not has_varnish, reason="varnish or its C compiler is not installed")


@contextmanager
def varnish(folder: Path, origin: int, *, configured: bool) -> Iterator[int]:
    """Run it in front of a port of this machine and give its own."""
    assert VARNISHD is not None
    folder.mkdir(parents=True, exist_ok=True)
    port = free_port()
    source = ["-b", f"127.0.0.1:{origin}"]
    if configured:
        text = CONFIGURATION.read_text(encoding="utf-8")
        assert '.port = "8080"' in text
        own = folder / "feeds.vcl"
        own.write_text(text.replace('"8080"', f'"{origin}"'), encoding="utf-8")
        source = ["-f", str(own)]
    listen = ["-a", f"127.0.0.1:{port}", "-n", str(folder / "work")]
    command = [VARNISHD, "-F", "-j", "none", "-s", "malloc,16m", *listen, *source]
    with subprocess.Popen(command, stdout=subprocess.DEVNULL, stderr=subprocess.PIPE) as process:
        try:
            _wait_for(port, process)
            yield port
        finally:
            process.terminate()


def _wait_for(port: int, process: subprocess.Popen[bytes]) -> None:
    deadline = time.monotonic() + START_S
    while process.poll() is None and time.monotonic() < deadline:
        with socket.socket() as trying:
            if trying.connect_ex(("127.0.0.1", port)) == 0:
                return
        time.sleep(0.02)
    raise AssertionError("varnishd does not listen")
