"""A small site with private channels, and who may read them."""

from collections.abc import AsyncIterator, Collection
from dataclasses import replace

import pytest

from feeds.model import Subscriber
from feeds.server.app import make_app
from feeds.server.auth.secrets import digest
from feeds.server.auth.subscriber_tokens import write_token
from feeds.server.fastpath.listening import open_socket
from feeds.server.fastpath.sockets import serving
from tests.server.conftest import SETTINGS, Clock
from tests.server.memory_source import MemorySource
from tests.server.raw import RawConnection, connection
from tests.server.samples import T0, publication

SECRET = "ab" * 20
TOKEN = write_token("0123456789ab", SECRET)
OTHER = write_token("ba9876543210", SECRET)
"""Of a subscriber to other channels."""

NAMES = (
    "club.atom",
    "club/board.json",
    "club/archive/2024-10.atom",
    "club.zh.html",
    "club.en.html",
    "club.opml",
)


class Readers:
    """Subscribers in memory; ``at_once``: they can be looked up without waiting."""

    def __init__(self, *, at_once: bool) -> None:
        self.at_once = at_once
        known = (("0123456789ab", "club"), ("ba9876543210", "elsewhere"))
        self.known = {
            id_: Subscriber(id=id_, name=id_, digest=digest(SECRET), channels=(channel,), created_at=T0)
            for id_, channel in known
        }

    async def subscriber(self, id_: str) -> Subscriber | None:
        return self.known.get(id_)

    async def many(self, ids: Collection[str]) -> dict[str, Subscriber]:
        return {id_: self.known[id_] for id_ in ids if id_ in self.known}

    def subscriber_now(self, id_: str) -> tuple[Subscriber | None] | None:
        return (self.known.get(id_),) if self.at_once else None

    def revoke(self, id_: str) -> None:
        self.known[id_] = replace(self.known[id_], revoked_at=T0)


@pytest.fixture(params=[True, False], ids=["at once", "after waiting"])
def readers(request: pytest.FixtureRequest) -> Readers:
    return Readers(at_once=request.param)


@pytest.fixture
def source(source: MemorySource) -> MemorySource:
    warm = bool(source.memory)
    for name in NAMES:
        sample = publication(name.replace(".opml", ".xml"), language="en" if name.endswith("html") else None)
        source.put(replace(sample, name=name, private=True))
    if warm:
        source.warm()
    return source


@pytest.fixture
async def port(source: MemorySource, clock: Clock, readers: Readers) -> AsyncIterator[int]:
    listening = open_socket("127.0.0.1", 0)
    settings = replace(SETTINGS, trusted_proxies=("127.0.0.1/32",))
    app = make_app(source, settings, subscribers=readers, clock=clock)
    async with serving(app, [listening]):
        yield listening.getsockname()[1]


@pytest.fixture
async def client(port: int) -> AsyncIterator[RawConnection]:
    async with connection(port) as raw:
        yield raw
