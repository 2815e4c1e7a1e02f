"""Open streams of events: their memory, what they cost while nothing changes, and how a change reaches all.

The clients are sockets of this process; the server is ``feeds serve``.
"""

import json
import os
import re
import selectors
import socket
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from pathlib import Path

import psutil

from tests.bench.row import Row

STREAMS = int(os.environ.get("FEEDS_BENCH_STREAMS", "10000"))
IDLE_S = float(os.environ.get("FEEDS_BENCH_IDLE_S", "30"))
CHANGES = 5
BUDGET_MB = 150.0
TIMEOUT_S = 60.0
MB = 2**20
REQUEST = b"GET /news.events HTTP/1.1\r\nHost: post.example\r\nAccept: text/event-stream\r\n\r\n"
SETTINGS = """
[site]
title = "Harbour Post"
url = "https://post.example"
[store]
url = "sqlite:///{folder}/feeds.db"
[server.limits]
connections = {connections}
streams = {streams}
client_streams = {streams}
[[sources]]
name = "desk"
kind = "jsonl"
path = "{folder}/desk.jsonl"
channel = "news"
[[channels]]
path = "news"
title = "News"
"""


def rows() -> list[Row]:
    """Open the streams, wait, and publish a few changes."""
    with tempfile.TemporaryDirectory() as name, ExitStack() as running:
        folder = Path(name)
        _write(folder, 0)
        port, server = running.enter_context(_serving(folder))
        before_bytes = _own_bytes(server)
        clients = running.enter_context(_clients(port))
        _receive(clients, b"event: ready")
        memory_mb = (_own_bytes(server) - before_bytes) / MB
        idle = _processor_s(server)
        time.sleep(IDLE_S)
        idle_percent = (_processor_s(server) - idle) / IDLE_S * 100
        delays_s, cost_s = _changes(folder, clients, server)
    shown = f"{STREAMS:,} streams"
    return [
        Row(
            work="memory of streams",
            figure=memory_mb,
            unit="MB",
            budget=f"<= {BUDGET_MB:.0f}",
            met=memory_mb <= BUDGET_MB,
            note=f"{shown}, {memory_mb * MB / STREAMS:,.0f} bytes each",
        ),
        Row(work="streams without a change", figure=idle_percent, unit="% CPU", note="with heartbeats"),
        Row(
            work="record file written -> last stream",
            figure=max(delays_s) * 1000,
            unit="ms",
            note=f"median {sorted(delays_s)[len(delays_s) // 2] * 1000:,.0f}; clients in one process",
        ),
        Row(
            work="one event to one stream", figure=cost_s / STREAMS * 1e6, unit="µs CPU", note="of the server"
        ),
    ]


def _write(folder: Path, number: int) -> None:
    """Replace the records: the newest article has this number."""
    record = {
        "id": f"tag:post.example,2024:{number}",
        "url": f"https://post.example/{number}",
        "title": f"Article {number}",
        "content_html": "<p>Boats came and went all day.</p>",
        "date_published": f"2024-10-22T09:{number:02}:00Z",
    }
    new = folder / "desk.new"
    new.write_text(f"{json.dumps(record)}\n", encoding="utf-8")
    new.replace(folder / "desk.jsonl")


@contextmanager
def _serving(folder: Path) -> Iterator[tuple[int, psutil.Process]]:
    settings = folder / "feeds.toml"
    text = SETTINGS.format(folder=folder, connections=STREAMS + 100, streams=STREAMS)
    settings.write_text(text, encoding="utf-8")
    command = [sys.executable, "-m", "feeds", "serve", "--port", "0", "--config", str(settings)]
    with subprocess.Popen(command, stderr=subprocess.PIPE, text=True) as server:
        try:
            for line in server.stderr or ():
                found = re.search(r"http://\S+:(\d+)/", line)
                if found and "Serving" in line:
                    _until_published(int(found[1]))
                    yield int(found[1]), psutil.Process(server.pid)
                    return
            raise AssertionError("the server did not start")
        finally:
            server.terminate()
            server.communicate()


def _until_published(port: int) -> None:
    deadline_s = time.monotonic() + TIMEOUT_S
    while time.monotonic() < deadline_s:
        with socket.create_connection(("127.0.0.1", port)) as client:
            client.sendall(b"GET /news.json HTTP/1.0\r\n\r\n")
            if client.recv(64).startswith(b"HTTP/1.1 200"):
                return
        time.sleep(0.1)
    raise AssertionError("nothing was published")


@contextmanager
def _clients(port: int) -> Iterator[list[socket.socket]]:
    _raise_limit(STREAMS + 100)
    clients = []
    try:
        for _ in range(STREAMS):
            client = socket.create_connection(("127.0.0.1", port))
            client.sendall(REQUEST)
            client.setblocking(False)
            clients.append(client)
        yield clients
    finally:
        for client in clients:
            client.close()


def _raise_limit(files: int) -> None:
    import resource

    soft, hard = resource.getrlimit(resource.RLIMIT_NOFILE)
    resource.setrlimit(resource.RLIMIT_NOFILE, (max(soft, min(files + 100, hard)), hard))


def _receive(clients: list[socket.socket], wanted: bytes) -> float:
    """Read until every client has received what is wanted; return when the last one had it."""
    with selectors.DefaultSelector() as selector:
        for client in clients:
            selector.register(client, selectors.EVENT_READ, bytearray())
        left, deadline_s = len(clients), time.monotonic() + TIMEOUT_S
        while left:
            assert time.monotonic() < deadline_s, f"{left} clients have not received {wanted!r}"
            for key, _ in selector.select(1.0):
                received: bytearray = key.data
                data = key.fileobj.recv(65_536)  # type: ignore[union-attr]  # it is a socket
                assert data, "the server closed a stream"
                received += data
                if wanted in received:
                    selector.unregister(key.fileobj)
                    left -= 1
    return time.time()


def _changes(folder: Path, clients: list[socket.socket], server: psutil.Process) -> tuple[list[float], float]:
    """Return how long each change took to the last client, and the server's time for one of them."""
    delays_s, before_s = [], _processor_s(server)
    for number in range(1, CHANGES + 1):
        began_s = time.time()
        _write(folder, number)
        delays_s.append(_receive(clients, b'"Article %d"' % number) - began_s)
        time.sleep(1.5)
    return delays_s, (_processor_s(server) - before_s) / CHANGES


def _own_bytes(server: psutil.Process) -> int:
    return int(server.memory_full_info().uss)


def _processor_s(server: psutil.Process) -> float:
    times = server.cpu_times()
    return float(times.user + times.system)
