"""Servers to measure, each in its own process: prints its port and serves until standard input ends.

``python -m tests.server.targets feeds 10000`` (channels, and entries of each), ``private`` (one channel for
subscribers) or ``bare``: a bare aiohttp handler on the same event loop.
"""

import asyncio
import random
import sys
import tempfile
from collections.abc import Callable, Coroutine
from dataclasses import replace
from datetime import UTC, datetime

import uvloop
from aiohttp import web

from feeds.model import Publication, PublicationDraft, Subscriber
from feeds.publish import build_publication, offer_codings
from feeds.server.app import make_app
from feeds.server.auth.secrets import digest
from feeds.server.auth.subscriber_tokens import ID_BYTES
from feeds.server.fastpath.listening import open_socket
from feeds.server.fastpath.sockets import serving
from feeds.server.state import ServerOptions
from feeds.service.credentials import StoreSubscribers
from feeds.store import open_store, subscribers
from tests.server.memory_source import MemorySource

OPTIONS = ServerOptions(site_url="https://news.example.org")
PRIVATE_TOKEN = "0123456789ab" + "ab" * 20
ENTRIES = 100
WORDS = 330
VOCABULARY = 4000


def feed_body(entries: int = ENTRIES) -> bytes:
    """A feed of entries of 2 KB each that gzip makes a quarter as long, as it does with real feeds."""
    chance = random.Random(7)
    words = [
        "".join(chance.choices("abcdefghijklmnoprstuvw", k=chance.randint(2, 9))) for _ in range(VOCABULARY)
    ]
    usage = [1 / rank**1.2 for rank in range(1, VOCABULARY + 1)]
    texts = (" ".join(chance.choices(words, usage, k=WORDS)) for _ in range(entries))
    written = (f"<entry><id>urn:x:{number}</id>{text}</entry>" for number, text in enumerate(texts))
    return f'<feed xmlns="http://www.w3.org/2005/Atom">{"".join(written)}</feed>'.encode()


def name_of(channel: int) -> str:
    return f"news/c{channel}.atom"


def source_of(channels: int, entries: int = ENTRIES) -> MemorySource:
    """Return channels that share their bytes, so that only serving is measured."""
    draft = PublicationDraft(
        name=name_of(1),
        media_type="application/atom+xml; charset=utf-8",
        body=feed_body(entries),
        links='<https://news.example.org/news.atom>; rel="self"',
    )
    first = offer_codings(build_publication(draft, number=1, modified_at=datetime(2024, 10, 22, tzinfo=UTC)))
    source = MemorySource(*(_numbered(first, channel) for channel in range(1, channels + 1)))
    source.warm()
    return source


def _numbered(first: Publication, channel: int) -> Publication:
    return replace(first, name=name_of(channel), number=channel)


async def _until_told() -> None:
    loop = asyncio.get_running_loop()
    await loop.run_in_executor(None, sys.stdin.read)


async def feeds(channels: int, entries: int = ENTRIES) -> None:
    listening = open_socket("127.0.0.1", 0)
    app = make_app(source_of(channels, entries), OPTIONS)
    async with serving(app, [listening]):
        print(listening.getsockname()[1], flush=True)
        await _until_told()


async def private() -> None:
    """Serve one channel to a subscriber in a database, whose token is ``PRIVATE_TOKEN``."""
    source = source_of(1)
    source.put(replace(source.stored[name_of(1)], private=True))
    source.warm()
    id_, secret = PRIVATE_TOKEN[: 2 * ID_BYTES], PRIVATE_TOKEN[2 * ID_BYTES :]
    made_at = datetime(2024, 10, 22, tzinfo=UTC)
    anna = Subscriber(id=id_, name="anna", digest=digest(secret), channels=("news",), created_at=made_at)
    with tempfile.TemporaryDirectory() as folder:
        store = await open_store(f"sqlite:///{folder}/feeds.db")
        async with store.write() as tx:
            await subscribers.add(tx, anna)
        listening = open_socket("127.0.0.1", 0)
        async with serving(make_app(source, OPTIONS, subscribers=StoreSubscribers(store)), [listening]):
            print(listening.getsockname()[1], flush=True)
            await _until_told()
        await store.close()


async def bare() -> None:
    async def hello(_: web.Request) -> web.Response:
        return web.Response(text="hello")

    app = web.Application()
    app.router.add_get("/{address:.*}", hello)
    runner = web.AppRunner(app, access_log=None)
    await runner.setup()
    listening = open_socket("127.0.0.1", 0)
    await web.SockSite(runner, listening).start()
    print(listening.getsockname()[1], flush=True)
    await _until_told()
    await runner.cleanup()


TARGETS: dict[str, Callable[..., Coroutine[None, None, None]]] = {
    "feeds": feeds,
    "private": private,
    "bare": bare,
}

if __name__ == "__main__":
    kind, *rest = sys.argv[1:]
    uvloop.run(TARGETS[kind](*map(int, rest)))
