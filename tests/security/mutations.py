"""Mutated inputs of every kind: whatever they are, nothing raises, takes a second or gives unsafe HTML.

``python -m tests.security.mutations [COUNT] [SEED] [KIND ...]`` runs ``COUNT`` inputs of each kind and prints
what was found, each fault with an input.
"""

import asyncio
import logging
import random
import re
import socket
import sys
import time
from collections import Counter
from contextlib import suppress
from functools import lru_cache
from time import process_time

import structlog
import uvloop

from feeds.server.app import make_app
from feeds.server.fastpath.listening import open_socket
from feeds.server.fastpath.sockets import serving
from tests.security import seeds
from tests.security.mutation_kinds import Kind, kinds
from tests.server.conftest import SETTINGS
from tests.server.memory_source import MemorySource
from tests.server.samples import newsroom

SLOW_S = 1.0
AT_ONCE = 16
"""How many requests are sent to a server at once."""

_WHOLE_VALUES = 0.4
_TOKEN = re.compile(rb'"(?:[^"\\]|\\.)*"|[\w.+:-]+|[^\w\s]')


@lru_cache(maxsize=1_000)
def _tokens(data: bytes) -> tuple[tuple[int, int], ...]:
    """Where the words, numbers, quoted texts and signs of a document are."""
    return tuple(match.span() for match in _TOKEN.finditer(data)) or ((0, len(data)),)


def mutated(data: bytes, others: tuple[bytes, ...], chance: random.Random) -> bytes:
    """Return bytes with some parts moved, doubled, lost or replaced, or of another document."""
    made, random_share = bytearray(data), chance.random
    if random_share() < _WHOLE_VALUES:  # the document stays well-formed where any value may stand
        at, end = chance.choice(_tokens(data))
        made[at:end] = chance.choice(seeds.VALUES)
        if random_share() < _WHOLE_VALUES:
            return bytes(made)
    for _ in range(chance.choice((1, 1, 2, 3, 6))):
        at = int(random_share() * (len(made) + 1))
        end = min(len(made), at + int(random_share() * 24))
        match int(random_share() * 7):
            case 0 | 1:
                made[at:at] = chance.choice(seeds.PIECES)
            case 2:
                made[at:end] = b""
            case 3:
                made[at:end] = made[at:end] * chance.choice((2, 3, 30))
            case 4:
                other = chance.choice(others)
                start = int(random_share() * (len(other) + 1))
                made[at:end] = other[start : start + int(random_share() * 120)]
            case 5 if at < len(made):
                made[at] = int(random_share() * 256)
            case _:
                made[at:end] = chance.choice(seeds.PIECES)
    return bytes(made)


def attack(name: str, kind: Kind, count: int, seed: int) -> Counter[str]:
    """Use so many mutations; return the faults, each with one input."""
    chance = random.Random(f"{name} {seed}")
    others = (*kind.seeds, *seeds.MARKUP)
    found: Counter[str] = Counter()
    for _ in range(count):
        data = mutated(chance.choice(kind.seeds), others, chance)
        faults, took_s = _faults_of(kind, data)
        if took_s > SLOW_S and _faults_of(kind, data)[1] > SLOW_S:  # the machine may have stopped for a while
            faults.append("slow")
        for fault in faults:
            found[f"{fault} from {data[:4000]!r}"] += 1
    return found


def _faults_of(kind: Kind, data: bytes) -> tuple[list[str], float]:
    """Use one input; return its faults, and the processor time it took."""
    began_s = process_time()
    try:
        faults = list(kind.use(data))
    except Exception as error:  # noqa: BLE001 - what is looked for
        faults = [f"{type(error).__name__}: {error}"[:200]]
    return faults, process_time() - began_s


async def attack_server(count: int, seed: int) -> Counter[str]:
    """Send so many mutated requests to a server: it stays alive, and no answer is a 500."""
    chance = random.Random(f"http {seed}")
    found: Counter[str] = Counter()
    listening = open_socket("127.0.0.1", 0)
    source = MemorySource(*newsroom())
    source.warm()
    requests = (seeds.REQUEST, seeds.REQUEST * 3, seeds.POST)
    async with serving(make_app(source, SETTINGS), [listening]):
        port = listening.getsockname()[1]
        for start in range(0, count, AT_ONCE):
            at_once = range(min(AT_ONCE, count - start))
            sent = [mutated(chance.choice(requests), requests, chance) for _ in at_once]
            began_s = process_time()
            answers = await asyncio.gather(*(_answer(port, data) for data in sent))
            is_slow = process_time() - began_s > SLOW_S
            for data, answer in zip(sent, answers, strict=True):
                if is_slow or b"HTTP/1.1 500" in answer:
                    found[f"{answer[:60]!r} from {data!r}"] += 1
        if not (await _answer(port, seeds.REQUEST)).startswith(b"HTTP/1.1 "):
            found["the server no longer answers"] += 1
    return found


async def _answer(port: int, data: bytes) -> bytes:
    """Send bytes and the end of them; return everything that comes back."""
    loop, parts = asyncio.get_running_loop(), list[bytes]()
    with socket.socket() as client:
        client.setblocking(False)
        with suppress(ConnectionError):
            async with asyncio.timeout(20):
                await loop.sock_connect(client, ("127.0.0.1", port))
                await loop.sock_sendall(client, data)
                client.shutdown(socket.SHUT_WR)
                while part := await loop.sock_recv(client, 65_536):
                    parts.append(part)
    return b"".join(parts)


def main() -> None:
    """Attack as the command line says."""
    count, seed = (int(text) for text in (*sys.argv[1:3], "20000", "1")[:2])
    structlog.configure(wrapper_class=structlog.make_filtering_bound_logger(logging.CRITICAL))
    logging.disable(logging.CRITICAL)
    known = kinds()
    total = 0
    for name in sys.argv[3:] or (*known, "http"):
        began_s = time.monotonic()
        found = (
            uvloop.run(attack_server(count, seed))
            if name == "http"
            else attack(name, known[name], count, seed)
        )
        rate = count / (time.monotonic() - began_s)
        print(f"{name}: {count:,} inputs, seed {seed}, {rate:,.0f} a second: {len(found)} faults", flush=True)
        for example, _ in found.most_common(5):
            print(f"  {example[:1500]}", flush=True)
        total += len(found)
    sys.exit(total > 0)


if __name__ == "__main__":
    main()
