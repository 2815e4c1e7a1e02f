"""Answers that clients poll for in other ways: one request a connection, large bodies, private feeds.

Ratios of processor time as in ``serving``, with the same clients, pinned in the same way.
"""

import shutil
import tempfile
from collections.abc import Iterator
from contextlib import ExitStack
from pathlib import Path

from tests.bench import serving
from tests.bench.row import Row
from tests.bench.serving import Load, Server
from tests.server.targets import ENTRIES, PRIVATE_TOKEN, name_of

SCRIPT = """
wrk.headers["Accept-Encoding"] = "gzip"
wrk.headers["If-None-Match"] = {tag}
wrk.headers["Connection"] = {connection}
wrk.path = "{path}"
"""
LARGE = {"64 KB": ENTRIES, "131 KB": 2 * ENTRIES}
LEAST_LARGE = 0.8
LEAST_SINGLE = 0.5
MOST_PRIVATE = 1.5
ROUNDS = 3
PUBLIC, PRIVATE = f"/{name_of(1)}", f"/~{PRIVATE_TOKEN}/{name_of(1)}"


def rows() -> list[Row]:
    """One row a budget; nothing where wrk, taskset or nginx are not installed."""
    if not all(map(shutil.which, ("wrk", "taskset", "nginx"))):
        note = "not measured: wrk, taskset and nginx are needed"
        return [Row(work="answering", figure=0.0, unit="", note=note)]
    return [_single(), *_large(), _private()]


def _single() -> Row:
    ours, theirs = _beside_nginx(ENTRIES, tagged=True, connection="close")
    return _ratio("304, one request a connection", theirs / ours, LEAST_SINGLE, f"{ours:.1f} µs of its core")


def _large() -> Iterator[Row]:
    for size, entries in LARGE.items():
        ours, theirs = _beside_nginx(entries, tagged=False)
        yield _ratio(f"200 gzip, {size}", theirs / ours, LEAST_LARGE, f"{ours:.1f} µs of its core")


def _ratio(work: str, ratio: float, least: float, note: str) -> Row:
    return Row(
        work=f"{work}: feeds / nginx",
        figure=ratio,
        unit="x",
        budget=f">= {least}",
        met=ratio >= least,
        note=note,
    )


def _private() -> Row:
    with tempfile.TemporaryDirectory() as name, ExitStack() as running:
        public = running.enter_context(serving._python("feeds", "1"))
        private = running.enter_context(serving._python("private"))
        tag = serving._tag(public.port)
        loads: dict[str, list[Load]] = {PUBLIC: [], PRIVATE: []}
        for _ in range(ROUNDS):
            for path, server in ((PUBLIC, public), (PRIVATE, private)):
                loads[path].append(_load(Path(name), server, tag=tag, path=path))
    ours, theirs = (serving._typical(loads[path]).cpu_us for path in (PRIVATE, PUBLIC))
    ratio, budget = ours / theirs, f"<= {MOST_PRIVATE}"
    note = f"{ours:.1f} µs of its core"
    return Row(
        work="304: private / public",
        figure=ratio,
        unit="x",
        budget=budget,
        met=ratio <= MOST_PRIVATE,
        note=note,
    )


def _beside_nginx(entries: int, *, tagged: bool, connection: str = "") -> tuple[float, float]:
    """The processor time in µs that this server and nginx take for one request, in the same rounds."""
    with tempfile.TemporaryDirectory() as name, ExitStack() as running:
        folder = Path(name)
        servers = (
            running.enter_context(serving._python("feeds", "1", str(entries))),
            running.enter_context(serving._nginx(folder, 1, entries)),
        )
        loads: tuple[list[Load], list[Load]] = ([], [])
        for _ in range(ROUNDS):
            for server, found in zip(servers, loads, strict=True):
                tag = serving._tag(server.port) if tagged else None
                found.append(_load(folder, server, tag=tag, connection=connection))
    return serving._typical(loads[0]).cpu_us, serving._typical(loads[1]).cpu_us


def _load(folder: Path, server: Server, *, tag: str | None, path: str = PUBLIC, connection: str = "") -> Load:
    script = folder / "request.lua"
    values = {"tag": f"'{tag}'" if tag else "nil", "connection": f"'{connection}'" if connection else "nil"}
    script.write_text(SCRIPT.format(path=path, **values), encoding="utf-8")
    return serving._wrk(server, script)
