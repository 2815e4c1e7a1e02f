"""A soak with faults: readers at half of the highest rate, 20 changes a second, and one fault a minute.

``python -m tests.security.soak --minutes 30 [--store sqlite|postgresql] [--rate N]`` serves 300 channels to
readers and 1,000 subscribers of the hub. After each fault everything accepted has to be visible within ten
seconds; nothing invalid or embargoed may be served at any time, and in the end nothing accepted may be lost.
"""

import argparse
import asyncio
import random
import resource
import sys
import tempfile
import time
from collections import Counter
from contextlib import AsyncExitStack
from dataclasses import dataclass, field, fields
from pathlib import Path

from aiohttp import ClientSession, ClientTimeout, web
from aiohttp.test_utils import TestServer

from tests.bench.soak.measurements import Measurements, spread
from tests.bench.soak.readers import Readers
from tests.security.faults import FullDisk, Postgres
from tests.security.soak_changes import Changes
from tests.security.soak_checks import Checks
from tests.security.soak_faults import Faults
from tests.security.soak_service import SoakService, channel_paths

FORMATS = ("atom", "rss", "json")
MEASURED_S = 10.0
PROMISE_S = 10.0
FILLED_S = 600.0
GROWTH = 1.15


@dataclass(frozen=True, slots=True, kw_only=True)
class Plan:
    """How a service is soaked; ``rate`` is in requests a second, half of the highest if it is 0.

    ``changes`` are articles a second, ``disk`` the MiB of the disk that is filled, ``cache_mb`` the size of
    the caches of a process: its memory grows until they are full. Each of the ``faults``, of all if none is
    given, comes once before any comes again, one in ``fault_every_s``.
    """

    minutes: float = 30.0
    store: str = "sqlite"
    channels: int = 300
    records: int = 5_000
    subscribers: int = 1_000
    rate: float = 0.0
    changes: float = 20.0
    disk: int = 3_000
    seed: int = 1
    cache_mb: int = 512
    faults: tuple[str, ...] = ()
    fault_every_s: float = 60.0


@dataclass(frozen=True, slots=True)
class Load:
    """What readers request, how many times a second, and for how long with one fault."""

    targets: list[str]
    rate: float
    lasts_s: float


@dataclass
class Soak:
    """What was seen: broken promises in words, and the memory after each minute."""

    broken: list[str] = field(default_factory=list)
    faults: Counter[str] = field(default_factory=Counter)
    visible_s: list[float] = field(default_factory=list)
    memory_mb: list[tuple[float, ...]] = field(default_factory=list)
    deliveries: int = 0

    async def deliver(self, request: web.Request) -> web.Response:
        """Be a subscriber: verify, and take deliveries."""
        if request.method == "GET":
            return web.Response(text=request.query.get("hub.challenge", ""))
        await request.read()
        self.deliveries += 1
        return web.Response()

    def check_memory(self) -> None:
        """Note a broken promise if the main process grew: the last third against the one before.

        Kills begin it anew, so the highest of each third counts.
        """
        third = len(self.memory_mb) // 3
        if third < 3:
            return
        of_main = [main for main, *_ in self.memory_mb]
        before, last = max(of_main[third : 2 * third]), max(of_main[2 * third :])
        if last > GROWTH * before:
            self.broken.append(f"memory grew from {before:.0f} to {last:.0f} MB")


@dataclass(frozen=True, slots=True, kw_only=True)
class Parts:
    """What works while the service is soaked."""

    service: SoakService
    changes: Changes
    checks: Checks
    faults: Faults
    load: Load


async def soak(plan: Plan, folder: Path) -> Soak:
    """Fill, subscribe, measure the rate, then a fault each minute; return what was seen."""
    found, paths = Soak(), channel_paths(plan.channels)
    store = (
        Postgres(folder / "pg") if plan.store == "postgresql" else FullDisk(folder, size=plan.disk * 2**20)
    )
    service = SoakService(folder, store, paths, plan.cache_mb)
    try:
        async with AsyncExitStack() as stack:
            app = web.Application(client_max_size=2**24)
            app.router.add_route("*", "/callback/{number}", found.deliver)
            app.router.add_get("/hostile/{number}", service.hostile)
            server = await stack.enter_async_context(TestServer(app, host="127.0.0.1"))
            await service.prepare(str(server.make_url("")).rstrip("/"))
            await service.subscribe(str(server.make_url("/callback/")), plan.subscribers)
            await service.start()
            stack.push_async_callback(service.stop)
            headers = {"Authorization": f"Bearer {service.token}"}
            session = await stack.enter_async_context(
                ClientSession(headers=headers, timeout=ClientTimeout(total=30))
            )
            chance = random.Random(plan.seed)
            changes = Changes(service, session, paths, chance, rate=plan.changes)
            await changes.fill(plan.records)
            checks = Checks(service, session, changes, paths, random.Random(plan.seed))
            await checks.all_shown(FILLED_S)
            targets = [f"/{path}.{form}" for path in ("index", *paths) for form in FORMATS]
            rate = plan.rate or await _highest(targets, service.port) / 2
            parts = Parts(
                service=service,
                changes=changes,
                checks=checks,
                faults=Faults(service, store, random.Random(plan.seed), only=plan.faults),
                load=Load(targets, rate, plan.fault_every_s),
            )
            print(f"{plan.store}: soaking {plan.minutes:g} minutes at {rate:,.0f} requests and "
                  f"{plan.changes:g} changes a second", flush=True)  # fmt: skip
            await _soak(round(plan.minutes * 60 / plan.fault_every_s), parts, found)
    finally:
        store.close()
    found.check_memory()
    return found


async def _soak(faults: int, parts: Parts, found: Soak) -> None:
    changes, checks = parts.changes, parts.checks
    tasks = [asyncio.create_task(changes.keep_changing()), asyncio.create_task(checks.keep_checking())]
    for minute in range(faults):
        await _minute(minute, parts, found)
    for task in tasks:
        task.cancel()
    ended = await asyncio.gather(*tasks, return_exceptions=True)
    found.broken += [f"the soak itself failed: {error!r}" for error in ended if isinstance(error, Exception)]
    visible = await checks.visible_after(time.time(), PROMISE_S)
    found.broken += [f"after the end: {one}" for one in visible.late]
    await checks.at_the_end()
    found.broken += [*checks.broken, *changes.broken]
    print(f"changes {dict(changes.counts)}, refused {changes.refused}, validated {checks.checked}")
    parts.service.note_log(found.broken)


async def _minute(minute: int, parts: Parts, found: Soak) -> None:
    """One minute: load, a fault in it, the promise after it."""
    began_s, measured = time.monotonic(), Measurements()
    readers = Readers(parts.load.targets, measured, reconnect=True)
    await readers.connect(parts.service.port)
    reading = asyncio.create_task(readers.steadily(parts.load.rate, parts.load.lasts_s * 0.75))
    await asyncio.sleep(3)
    name, injected_s = parts.faults.next(), time.monotonic()
    if name.startswith("clock"):
        parts.changes.release_waiting()
        parts.checks.clock_shifted = True
    tolerated = await parts.faults.inject(name)
    if name.startswith("clock"):
        parts.changes.release_waiting()
    lasted_s = time.monotonic() - injected_s
    visible = await parts.checks.visible_after(time.time(), PROMISE_S)
    parts.checks.clock_shifted = False
    found.faults[name] += 1
    found.visible_s.append(visible.took_s)
    if visible.late:
        found.broken.append(
            f"minute {minute}: after {name} {len(visible.late)} not visible within {PROMISE_S:g} s: "
            f"{visible.late[:3]}"
        )
    await reading
    if measured.errors and not tolerated:
        found.broken.append(
            f"minute {minute}: {name}: {measured.errors} failed requests: {measured.faults[:2]}"
        )
    found.memory_mb.append(parts.service.memory_mb())
    latencies = [value for values in measured.latencies_s.values() for value in values]
    print(f"  minute {minute}: {name} for {lasted_s:.1f} s: visible after {visible.took_s:.1f} s, "
          f"{len(visible.late)} late{list(visible.late[:2]) or ''}; "
          f"{measured.requests:,} requests, {spread(latencies)}, "
          f"{measured.errors} errors; {[round(one) for one in found.memory_mb[-1]]} MB; "
          f"{dict(parts.changes.counts)}", flush=True)  # fmt: skip
    await asyncio.sleep(max(0.0, parts.load.lasts_s - (time.monotonic() - began_s)))


def allow_open_files() -> None:
    """Let this process open as many files as it may: each idle connection is one."""
    most = resource.getrlimit(resource.RLIMIT_NOFILE)[1]
    resource.setrlimit(resource.RLIMIT_NOFILE, (most, most))


async def _highest(targets: list[str], port: int) -> float:
    readers = Readers(targets, Measurements())
    await readers.connect(port)
    rate = await readers.flat_out(MEASURED_S)
    readers.close()
    return rate


def main() -> None:
    """Soak as the command line says; exit 1 if a promise was broken."""
    parser = argparse.ArgumentParser(prog="python -m tests.security.soak", description=__doc__)
    for option in fields(Plan):
        if option.name == "faults":
            parser.add_argument("--faults", nargs="*", default=(), help="only these faults")
        else:
            name = f"--{option.name.replace('_', '-')}"
            parser.add_argument(name, type=type(option.default), default=option.default)
    given = parser.parse_args()
    plan = Plan(**vars(given) | {"faults": tuple(given.faults)})
    allow_open_files()
    with tempfile.TemporaryDirectory() as folder:
        found = asyncio.run(soak(plan, Path(folder)))
    waits = sorted(found.visible_s)
    print(f"faults {dict(found.faults)}, {found.deliveries:,} deliveries")
    if waits:
        print(f"visible after a fault: p50 {waits[len(waits) // 2]:.1f} s, at most {waits[-1]:.1f} s")
    print(f"memory MB by minute: {[[round(one) for one in minute] for minute in found.memory_mb]}")
    print(f"broken promises: {len(found.broken)}")
    for text in found.broken[:40]:
        print(f"  ! {text}")
    sys.exit(bool(found.broken))


if __name__ == "__main__":
    main()
