"""Serving against a bare aiohttp handler and nginx: each pinned to one core, wrk on another, in one run.

The ratios are of requests per second of processor time, user and system, that the server's process took: on a
machine with nothing else to do that is the ratio of the rates (also shown), and on a busy one it still holds.
"""

import os
import re
import shutil
import socket
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator, Sequence
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from http.client import HTTPConnection
from pathlib import Path

import psutil

from feeds.model import Coding
from feeds.publish.codings import encoded
from feeds.server.fastpath.listening import open_socket
from tests.bench.row import Row
from tests.server.targets import ENTRIES, feed_body, name_of

SERVER_CORE, CLIENT_CORE = "0", "1"
CONNECTIONS = 32
ROUNDS = 3
ROUND_S = 1
MANY = 10_000

NGINX = """
worker_processes 1;
daemon off;
pid {folder}/nginx.pid;
error_log {folder}/error.log;
events {{ worker_connections 1024; }}
http {{
    access_log off;
    sendfile on;
    tcp_nopush on;
    keepalive_requests 100000000;
    types {{ application/atom+xml atom; }}
    client_body_temp_path {folder}/body;
    proxy_temp_path {folder}/proxy;
    fastcgi_temp_path {folder}/fastcgi;
    uwsgi_temp_path {folder}/uwsgi;
    scgi_temp_path {folder}/scgi;
    server {{
        listen 127.0.0.1:{port};
        root {folder}/root;
        gzip_static on;
        gzip_vary on;
        add_header Cache-Control "public, max-age=900";
    }}
}}
"""

SCRIPT = """
local requests, at = {{}}, 0
local coding, tag = {coding}, {tag}
init = function()
    for channel = 1, {channels} do
        local headers = {{ ["Accept-Encoding"] = coding }}
        if tag then headers["If-None-Match"] = tag end
        requests[channel] = wrk.format("GET", "/news/c" .. channel .. ".atom", headers)
    end
end
request = function()
    at = at % #requests + 1
    return requests[at]
end
"""

KINDS = {"304": "gzip", "200 gzip": "gzip", "200 identity": None}
BUDGETS = {
    ("304", "bare aiohttp"): 1.25,
    ("200 gzip", "bare aiohttp"): 1.1,
    ("304", "nginx"): 0.6,
    ("200 gzip", "nginx"): 0.6,
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Load:
    """What wrk measured: requests a second, and the latency in ms that 50 and 99 of 100 stay below.

    ``cpu_us`` is the processor time that the server took for one request.
    """

    rate: float
    cpu_us: float
    p50_ms: float
    p99_ms: float


@dataclass(frozen=True, slots=True, kw_only=True)
class Server:
    """A server under load: its port, and the process that was started for it."""

    port: int
    pid: int

    def cpu_s(self) -> float:
        """The processor time it and its workers took so far."""
        started = psutil.Process(self.pid)
        return sum(_cpu_s(process) for process in (started, *started.children(recursive=True)))


def _cpu_s(process: psutil.Process) -> float:
    """The processor time of a process: by its threads on Linux, as the other clock has steps of 10 ms."""
    threads = Path(f"/proc/{process.pid}/task").glob("*/schedstat")
    if times_ns := [int(file.read_text(encoding="ascii").split()[0]) for file in threads]:
        return sum(times_ns) / 1e9
    times = process.cpu_times()
    return float(times.user + times.system)


def rows() -> list[Row]:
    """Every figure and ratio of DESIGN's budgets for serving; nothing where wrk is not installed."""
    if shutil.which("wrk") is None or shutil.which("taskset") is None:
        return [Row(work="serving", figure=0.0, unit="", note="not measured: wrk and taskset are needed")]
    return [row for channels in (1, MANY) for row in _measured(channels)]


def _measured(channels: int) -> Iterator[Row]:
    with tempfile.TemporaryDirectory() as folder, ExitStack() as running:
        servers: dict[str, Server] = {
            "bare aiohttp": running.enter_context(_python("bare")),
            "feeds": running.enter_context(_python("feeds", str(channels))),
        }
        if shutil.which("nginx"):
            servers["nginx"] = running.enter_context(_nginx(Path(folder), channels))
        for kind in KINDS:
            yield from _compared(Path(folder), servers, kind, channels)


def _compared(folder: Path, servers: dict[str, Server], kind: str, channels: int) -> Iterator[Row]:
    """One kind of answer from all servers in turn, round by round, so that noise meets them alike."""
    loads: dict[str, list[Load]] = {name: [] for name in servers}
    for _ in range(ROUNDS):
        for name, server in servers.items():
            tag = _tag(server.port) if kind == "304" and name != "bare aiohttp" else None
            script = _script(folder, KINDS[kind], tag, channels)
            loads[name].append(_wrk(server, script))
    work = f"{kind}, {channels:,} channel{'s' if channels > 1 else ''}"
    typical = {name: _typical(of) for name, of in loads.items()}
    for name, load in typical.items():
        note = f"p50 {load.p50_ms:.2f} ms, p99 {load.p99_ms:.2f} ms, {load.cpu_us:.1f} µs of its core each"
        yield Row(work=f"{work}: {name}", figure=load.rate, unit="requests/s", note=note)
    yield from _ratios(work, kind, typical)


def _typical(loads: Sequence[Load]) -> Load:
    """The round that took the least processor time for a request: whatever else runs can only add to it."""
    return min(loads, key=lambda load: load.cpu_us)


def _ratios(work: str, kind: str, loads: dict[str, Load]) -> Iterator[Row]:
    ours = loads["feeds"]
    for other in ("bare aiohttp", "nginx"):
        if other not in loads:
            continue
        ratio, budget = loads[other].cpu_us / ours.cpu_us, BUDGETS.get((kind, other))
        yield Row(
            work=f"{work}: feeds / {other}",
            figure=ratio,
            unit="x",
            budget=f">= {budget}" if budget else "",
            met=ratio >= budget if budget else None,
            note=f"of the rates {ours.rate / loads[other].rate:.2f}",
        )


def _tag(port: int) -> str:
    """The ETag of the first channel, which all channels share with its bytes."""
    asking = HTTPConnection("127.0.0.1", port)
    asking.request("HEAD", f"/{name_of(1)}", headers={"Accept-Encoding": "gzip"})
    tag = asking.getresponse().headers["ETag"]
    asking.close()
    return tag


def _script(folder: Path, coding: str | None, tag: str | None, channels: int) -> Path:
    path = folder / "requests.lua"
    named = {"coding": coding, "tag": tag}
    values = {key: "nil" if value is None else f"'{value}'" for key, value in named.items()}
    path.write_text(SCRIPT.format(channels=channels, **values), encoding="utf-8")
    return path


def _wrk(server: Server, script: Path) -> Load:
    pinned = ("taskset", "-c", CLIENT_CORE, "wrk", "-t1", f"-c{CONNECTIONS}", f"-d{ROUND_S}s", "--latency")
    command = [*pinned, "-s", str(script), f"http://127.0.0.1:{server.port}"]
    before_s = server.cpu_s()
    text = subprocess.run(command, check=True, capture_output=True, text=True).stdout
    assert "Non-2xx" not in text, text
    assert "Socket errors" not in text, text
    cpu_us = (server.cpu_s() - before_s) * 1e6 / int(_found(r"(\d+) requests in", text))
    rate = float(_found(r"Requests/sec:\s+([\d.]+)", text))
    return Load(rate=rate, cpu_us=cpu_us, p50_ms=_latency("50%", text), p99_ms=_latency("99%", text))


def _found(pattern: str, text: str) -> str:
    match = re.search(pattern, text)
    assert match, text
    return match[1]


def _latency(share: str, text: str) -> float:
    """The milliseconds beside a share such as ``99%``."""
    value = _found(rf"{share}\s+([\d.]+[a-z]+)", text)
    unit = value.lstrip("0123456789.")
    return float(value.removesuffix(unit)) * {"us": 0.001, "ms": 1.0, "s": 1000.0}[unit]


@contextmanager
def _python(*arguments: str) -> Iterator[Server]:
    command = ["taskset", "-c", SERVER_CORE, sys.executable, "-m", "tests.server.targets", *arguments]
    with subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True) as process:
        assert process.stdout
        try:
            yield Server(port=int(process.stdout.readline()), pid=process.pid)
        finally:
            process.communicate("")


@contextmanager
def _nginx(folder: Path, channels: int, entries: int = ENTRIES) -> Iterator[Server]:
    port = _free_port()
    folder.chmod(0o755)  # nginx started by root reads as nobody
    _write_files(folder / "root", channels, entries)
    (folder / "nginx.conf").write_text(NGINX.format(folder=folder, port=port), encoding="utf-8")
    command = [
        "taskset",
        "-c",
        SERVER_CORE,
        "nginx",
        "-c",
        str(folder / "nginx.conf"),
        "-e",
        str(folder / "error.log"),
    ]
    with subprocess.Popen(command) as process:
        try:
            _wait_for(port)
            yield Server(port=port, pid=process.pid)
        finally:
            process.terminate()


def _write_files(root: Path, channels: int, entries: int) -> None:
    """One feed and its gzip copy under the names of all channels."""
    body = feed_body(entries)
    for suffix, content in (("", body), (".gz", dict(encoded(body))[Coding.GZIP])):
        first = root / (name_of(1) + suffix)
        first.parent.mkdir(parents=True, exist_ok=True)
        first.write_bytes(content)
        for channel in range(2, channels + 1):
            os.link(first, root / (name_of(channel) + suffix))


def _free_port() -> int:
    with open_socket("127.0.0.1", 0) as listening:
        port: int = listening.getsockname()[1]
        return port


def _wait_for(port: int) -> None:
    """Until somebody listens there, five seconds at most."""
    for _ in range(100):
        with socket.socket() as trying:
            if trying.connect_ex(("127.0.0.1", port)) == 0:
                return
        time.sleep(0.05)
    raise TimeoutError(f"nobody listens on port {port}")
