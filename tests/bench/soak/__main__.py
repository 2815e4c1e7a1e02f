"""``python -m tests.bench.soak --minutes 20``: soaks a newsroom and prints what was seen; ends by itself."""

import argparse
import asyncio
import json
import multiprocessing
import tempfile
import time
from collections.abc import AsyncIterator
from concurrent.futures import ProcessPoolExecutor
from pathlib import Path

import uvloop
from aiohttp import ClientSession

from tests.bench.soak.checker import Checker
from tests.bench.soak.measurements import Measurements, spread
from tests.bench.soak.newsroom import Serving, channels, newsroom, record, wait_until_idle
from tests.bench.soak.pusher import Pusher
from tests.bench.soak.readers import Readers

FORMATS = ("atom", "rss", "json")
MEASURED_S = 30.0
PIECE = 500
TIMEOUT_S = 900.0


async def fill(serving: Serving, session: ClientSession, count: int, paths: list[str]) -> None:
    """Push the articles there are before anybody comes."""

    async def lines() -> AsyncIterator[bytes]:
        for start in range(0, count, PIECE):
            some = (record(n, paths[n % len(paths)]) for n in range(start, min(start + PIECE, count)))
            yield b"".join(json.dumps(one).encode() + b"\n" for one in some)

    headers = {"Authorization": f"Bearer {serving.token}", "Content-Type": "application/x-ndjson"}
    async with session.post(f"{serving.url}api/records", data=lines(), headers=headers) as response:
        last = (await response.read()).splitlines()[-1]
    if json.loads(last)["summary"]["new"] != count:
        raise AssertionError(last)


async def watch(serving: Serving, readers: Readers, minutes: float) -> None:
    """Say each minute how it goes."""
    began_s, cpu_s, requests = time.monotonic(), serving.cpu_s(), readers.measured.requests
    while True:
        before_s = time.monotonic()
        await asyncio.sleep(60 if minutes >= 1 else 5)
        took_s = time.monotonic() - before_s
        now_cpu_s, now_requests = serving.cpu_s(), readers.measured.requests
        after_min, rate = (time.monotonic() - began_s) / 60, (now_requests - requests) / took_s
        busy = (now_cpu_s - cpu_s) / took_s
        reported = f"  after {after_min:4.1f} min: {rate:8,.0f} requests/s, processor {busy:4.0%}"
        print(f"{reported}, {memory(serving)}", flush=True)
        cpu_s, requests = now_cpu_s, now_requests


def memory(serving: Serving) -> str:
    """The server's memory in words."""
    resident, own = (each / 2**20 for each in serving.rss_bytes())
    return f"RSS {resident:,.0f} MiB ({own:,.0f} MiB its own)"


async def soak(args: argparse.Namespace, folder: Path, pool: ProcessPoolExecutor) -> int:
    """Fill, measure, soak, report; return how many errors there were."""
    paths = channels(args.channels)
    with newsroom(folder, paths) as serving:
        async with ClientSession() as session:
            began_s = time.monotonic()
            await fill(serving, session, args.records, paths)
            print(f"pushed {args.records:,} records in {time.monotonic() - began_s:.1f} s", flush=True)
            idle_s = await asyncio.to_thread(wait_until_idle, serving, TIMEOUT_S)
            print(
                f"published {dict(serving.published)} after {idle_s:.0f} s more; {memory(serving)}",
                flush=True,
            )
            targets = [f"/{path}.{form}" for path in ("index", *paths) for form in FORMATS]
            warm, measured = Measurements(), Measurements()
            checker = Checker(measured, pool)
            readers = Readers(targets, warm)
            await readers.connect(serving.port)
            rate = args.rate
            if not rate:
                highest = await readers.flat_out(args.measured)
                rate = highest / 2
                print(f"highest rate {highest:,.0f} requests/s with nothing to publish; from here half of it")
            readers.measured, readers.sample = measured, checker.sample
            pusher = Pusher(serving, session, paths, args.records)
            serving.published.clear()
            print(
                f"soaking for {args.minutes:g} min at {rate:,.0f} requests/s; {memory(serving)}", flush=True
            )
            watching = asyncio.create_task(watch(serving, readers, args.minutes))
            cpu_s, began_s = serving.cpu_s(), time.monotonic()
            await asyncio.gather(readers.steadily(rate, args.minutes * 60), pusher.work(args.minutes * 60))
            took_s = time.monotonic() - began_s
            watching.cancel()
            await checker.end()
            report(measured, pusher, serving, took_s, serving.cpu_s() - cpu_s)
    errors = warm.errors + measured.errors + pusher.measured.errors + len(serving.complaints)
    for text in (*warm.faults, *measured.faults, *pusher.measured.faults, *serving.complaints[:10]):
        print("  !", text)
    return errors


def report(measured: Measurements, pusher: Pusher, serving: Serving, took_s: float, cpu_s: float) -> None:
    """Print what was seen."""
    print(f"took {took_s:.1f} s, of which the server's processor {cpu_s:.1f} s; {memory(serving)}")
    print(f"requests {measured.requests:,} ({measured.requests / took_s:,.0f}/s)")
    for kind, latencies in sorted(measured.latencies_s.items()):
        statuses = {
            status: count for (one, status), count in sorted(measured.statuses.items()) if one == kind
        }
        print(f"  {kind:12} {spread(latencies)}   {statuses}")
    print(f"records {pusher.measured.results.total():,}: {dict(sorted(pusher.measured.results.items()))}")
    published = serving.published
    switches = published["channels"]
    print(f"publications: {published['addresses']:,} addresses in {switches:,} switches of channels")
    print(f"a push took {spread(pusher.measured.latencies_s['push'])}")
    print(f"and began late by {spread(pusher.measured.latencies_s['late'])}")
    print(f"from push to visible: {spread(pusher.measured.visible_s)}")
    print(f"validated {dict(sorted(measured.checked.items()))}")
    errors = measured.errors + pusher.measured.errors + len(serving.complaints)
    print(f"errors {errors}, of which the server's own complaints {len(serving.complaints)}")


def main(words: list[str] | None = None) -> int:
    """Soak as the command line says; 1 if there was any error."""
    parser = argparse.ArgumentParser(prog="python -m tests.bench.soak", description=__doc__)
    parser.add_argument("--minutes", type=float, default=20.0)
    parser.add_argument(
        "--rate", type=float, default=0.0, help="requests/s; half of the highest unless given"
    )
    parser.add_argument("--channels", type=int, default=300)
    parser.add_argument("--records", type=int, default=20_000)
    parser.add_argument("--measured", type=float, default=MEASURED_S, help="seconds to find the highest rate")
    args = parser.parse_args(words)
    context = multiprocessing.get_context("spawn")
    with tempfile.TemporaryDirectory() as folder, ProcessPoolExecutor(1, context) as pool:
        return min(1, uvloop.run(soak(args, Path(folder), pool)))


if __name__ == "__main__":
    raise SystemExit(main())
