"""Limits in the settings hold over a real socket, in every process that answers."""

import socket
import time
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from pathlib import Path
from urllib.parse import urlsplit

import pytest

from tests.cli.newsroom import article, newsroom
from tests.test_journey import TIMEOUT_S, Server, serving

pytestmark = pytest.mark.slow


@contextmanager
def limited(folder: Path, limits: str, server: str = "") -> Iterator[Server]:
    settings = newsroom(folder, article(1))
    tables = f"\n[server]\n{server}\n[server.limits]\n{limits}\n"
    settings.write_text(settings.read_text(encoding="utf-8") + tables, encoding="utf-8")
    with serving(settings) as running:
        yield running


def connected(server: Server) -> socket.socket:
    url = urlsplit(server.base)
    return socket.create_connection((url.hostname, url.port), timeout=TIMEOUT_S)


def test_no_more_connections_than_the_settings_say(tmp_path: Path) -> None:
    """R-HTTP-47."""
    with limited(tmp_path, "connections = 3") as server, ExitStack() as held:
        server.wait_for("/ready", lambda answer: answer.status == 200)
        for _ in range(3):
            held.enter_context(connected(server))
        with connected(server) as fourth:
            assert fourth.recv(64).startswith(b"HTTP/1.1 503 ")


def test_no_more_of_the_same_again_than_the_settings_say(tmp_path: Path) -> None:
    """R-HTTP-50 and R-HTTP-67: the client is whom the trusted proxy names."""
    limits = "again_bytes = 0\nagain_bytes_per_s = 1"
    trusts = 'trusted_proxies = ["127.0.0.0/8"]'
    with limited(tmp_path, limits, trusts) as server:
        server.wait_for("/ready", lambda answer: answer.status == 200)
        first, second = "203.0.113.7", "203.0.113.8"
        server.wait_for("/news.atom", lambda answer: answer.status == 200)
        assert server.get("/news.atom", X_Forwarded_For=first).status == 200
        refused = server.get("/news.atom", X_Forwarded_For=first)
        assert refused.status == 429
        assert int(refused.headers["Retry-After"]) > 1
        assert server.get("/news.atom", X_Forwarded_For=second).status == 200


def test_every_worker_cuts_off_who_does_not_finish_a_head(tmp_path: Path) -> None:
    """R-HTTP-47."""
    limits = 'head = "1s"\nsweep = "50ms"'
    with limited(tmp_path, limits, "workers = 2") as server, ExitStack() as held:
        server.wait_for("/metrics", lambda answer: b'process="0"' in answer.body)
        server.wait_for("/metrics", lambda answer: b'process="1"' in answer.body)
        began_s = time.monotonic()
        waiting = [held.enter_context(connected(server)) for _ in range(40)]
        for one in waiting:
            one.sendall(b"GET /news.atom HT")
        assert {_end(one) for one in waiting} == {b""}
        assert time.monotonic() - began_s < TIMEOUT_S / 2


def _end(connection: socket.socket) -> bytes:
    try:
        return connection.recv(64)
    except ConnectionResetError:
        return b""
