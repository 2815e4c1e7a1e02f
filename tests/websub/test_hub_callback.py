"""Our callbacks over HTTP: what hubs, and others who pretend to be one, send to them."""

import asyncio
import gzip
from collections.abc import AsyncIterator
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from pathlib import Path

import aiohttp
import pytest
from aiohttp import web
from aiohttp.test_utils import TestServer
from yarl import URL

from feeds.model import AdvertisedHubs, Upstream, UpstreamState
from feeds.server import hub_callback
from feeds.server.hub_callback import callback_routes
from feeds.store import Store, open_store, upstreams
from feeds.store.upstreams.documents import MAX_WAITING
from feeds.store.upstreams.subscriptions import NewCallback
from feeds.websub import SecretBox, UpstreamCallback
from feeds.websub.upstream_callback import MAX_BODY_BYTES
from feeds.websub.upstream_protocol import new_callback_id
from tests.transactions import change, query
from tests.websub.origins import push, signed, verify

TOPIC, SECRET = "https://origin.example/feed", "s3cret"
NOW = datetime(2024, 11, 1, 12, 0, tzinfo=UTC)


@dataclass
class Callbacks:
    """A served callback of a subscription, requested a moment ago; ``now`` is the time."""

    store: Store
    session: aiohttp.ClientSession
    url: str = ""
    id: str = ""
    now: datetime = NOW
    changes: list[None] = field(default_factory=list)

    @property
    def form(self) -> dict[str, str]:
        return {"hub.mode": "subscribe", "hub.topic": TOPIC}

    async def upstream(self) -> Upstream:
        found = await query(self.store, upstreams.subscriptions.by_callback, self.id)
        assert found is not None
        return found

    async def confirm(self) -> None:
        assert await verify(self.session, self.form, self.url) == (200, "a challenge")

    async def documents(self) -> int:
        return (await query(self.store, upstreams.subscriptions.counts)).documents

    async def send(self, body: bytes, signature: str | None = None, **headers: str) -> int:
        given = signed(SECRET, body) if signature is None else signature
        return await push(self.session, self.url, body, given, **headers)


@pytest.fixture
async def callbacks(tmp_path: Path) -> AsyncIterator[Callbacks]:
    store = await open_store(f"sqlite:///{tmp_path}/feeds.db")
    secrets = SecretBox.open(tmp_path / "hub.key")
    new = NewCallback(id=new_callback_id(), secret=secrets.encrypt(SECRET))
    advertised = AdvertisedHubs(url=TOPIC, address=TOPIC, topic=TOPIC, hubs=("https://hub.example/",))
    now_ms = int(NOW.timestamp() * 1000)
    await change(store, upstreams.subscriptions.follow, "desk", advertised, new, now_ms)
    await change(store, upstreams.requests.claim, 1, now_ms, (), confirm_s=3_600)
    async with aiohttp.ClientSession() as session:
        found = Callbacks(store, session, id=new.id)
        endpoint = UpstreamCallback(
            store, lambda: secrets, lambda: found.now, changed=lambda: found.changes.append(None)
        )
        app = web.Application()
        app.add_routes(callback_routes(endpoint))
        server = TestServer(app)
        await server.start_server(auto_decompress=False)
        found.url = str(server.make_url(f"/hub/callback/{new.id}"))
        yield found
        await server.close()
    await store.close()


async def test_a_requested_subscription_is_confirmed_also_twice(callbacks: Callbacks) -> None:
    """R-HUB-09, R-HUB-12: a hub that did not get our answer asks again."""
    for _ in range(2):
        await callbacks.confirm()
    upstream = await callbacks.upstream()
    assert (upstream.state, upstream.lease_until) == (UpstreamState.ACTIVE, NOW + timedelta(days=1))
    due_ms = await query(callbacks.store, upstreams.requests.next_due_ms)
    assert due_ms is not None
    assert 0.7 < (due_ms / 1000 - NOW.timestamp()) / 86_400 < 0.9
    assert callbacks.changes


@pytest.mark.parametrize(
    "changes",
    [
        {"topic": "https://origin.example/other"},
        {"mode": "unsubscribe"},
        {"mode": "publish"},
        {"mode": ""},
        {"challenge": ""},
        {"challenge": "x" * 2_000},
    ],
)
async def test_nothing_else_is_confirmed(callbacks: Callbacks, changes: dict[str, str]) -> None:
    """R-HUB-32: every refusal looks like an unknown callback."""
    unknown = callbacks.url[:-43] + new_callback_id()
    expected = await verify(callbacks.session, callbacks.form, unknown)
    assert await verify(callbacks.session, callbacks.form, callbacks.url, **changes) == expected
    assert expected[0] == 404
    assert (await callbacks.upstream()).state is UpstreamState.REQUESTED


async def test_a_late_confirmation_is_refused(callbacks: Callbacks) -> None:
    callbacks.now += timedelta(hours=1)
    assert (await verify(callbacks.session, callbacks.form, callbacks.url))[0] == 404


async def test_only_a_leaving_subscription_is_ended(callbacks: Callbacks) -> None:
    """R-HUB-06."""
    await callbacks.confirm()
    assert (await verify(callbacks.session, callbacks.form, callbacks.url, mode="unsubscribe"))[0] == 404
    upstream, now_ms = await callbacks.upstream(), int(NOW.timestamp() * 1000)
    await change(callbacks.store, upstreams.subscriptions.leave, (upstream.key,), now_ms)
    assert (await verify(callbacks.session, callbacks.form, callbacks.url))[0] == 404
    assert (await verify(callbacks.session, callbacks.form, callbacks.url, mode="denied"))[0] == 404
    assert await callbacks.send(b"late") == 410
    assert (await verify(callbacks.session, callbacks.form, callbacks.url, mode="unsubscribe"))[0] == 200
    assert await callbacks.send(b"late") == 410


async def test_a_hub_may_deny_at_any_time(callbacks: Callbacks) -> None:
    """R-HUB-08."""
    await callbacks.confirm()
    other = {"mode": "denied", "topic": "https://origin.example/other"}
    assert (await verify(callbacks.session, callbacks.form, callbacks.url, **other))[0] == 404
    denied = {"mode": "denied", "reason": "not\nyours"}
    assert (await verify(callbacks.session, callbacks.form, callbacks.url, **denied))[0] == 200
    upstream = await callbacks.upstream()
    assert (upstream.state, upstream.error) == (UpstreamState.DENIED, "denied by the hub: notyours")
    due_ms = await query(callbacks.store, upstreams.requests.next_due_ms)
    assert due_ms == int((NOW + timedelta(days=1)).timestamp() * 1000)


@pytest.mark.parametrize("algorithm", ["sha1", "sha256", "sha384", "sha512"])
async def test_a_signed_document_is_kept_before_it_is_acknowledged(
    callbacks: Callbacks, algorithm: str
) -> None:
    """R-HUB-15, R-HUB-17."""
    await callbacks.confirm()
    assert await callbacks.send(b"<feed/>", signed(SECRET, b"<feed/>", algorithm)) == 202
    assert await callbacks.documents() == 1
    assert (await callbacks.upstream()).is_relied_on(NOW)


@pytest.mark.parametrize("signature", ["", "sha256=0", signed("guess", b"<feed/>"), signed(SECRET, b"other")])
async def test_a_wrong_signature_is_acknowledged_and_ignored(callbacks: Callbacks, signature: str) -> None:
    """R-HUB-32, WebSub §7.1: whoever guesses learns nothing."""
    await callbacks.confirm()
    assert await callbacks.send(b"<feed/>", signature) == 202
    assert await callbacks.documents() == 0
    upstream = await callbacks.upstream()
    assert (upstream.refused, upstream.pushed_at, upstream.missed_at) == (1, None, None)


async def test_a_replayed_document_is_not_read_again(callbacks: Callbacks) -> None:
    await callbacks.confirm()
    for body in (b"one", b"two"):
        assert await callbacks.send(body) == 202
    assert await callbacks.send(b"two") == 202
    assert (await callbacks.upstream()).missed_at is None
    assert await callbacks.send(b"one") == 202
    assert (await callbacks.upstream()).missed_at == NOW
    assert await callbacks.documents() == 2


async def test_a_document_that_is_too_long_is_refused_unread(callbacks: Callbacks) -> None:
    """R-HUB-21, R-HUB-29: declared or not; the feed is polled instead."""
    await callbacks.confirm()

    async def chunks() -> AsyncIterator[bytes]:
        for _ in range(MAX_BODY_BYTES // 1_000_000 + 1):
            yield b"x" * 1_000_000

    async with callbacks.session.post(callbacks.url, data=chunks()) as response:
        assert response.status == 413
    assert (await callbacks.upstream()).missed_at == NOW
    url = URL(callbacks.url)
    reader, writer = await asyncio.open_connection(url.host, url.port)
    writer.write(f"POST {url.path} HTTP/1.1\r\nHost: x\r\nContent-Length: {10**12}\r\n\r\n".encode())
    assert b" 413 " in await reader.readline()
    writer.close()


async def test_a_compressed_document_is_bounded(callbacks: Callbacks) -> None:
    """R-HUB-16: its signature is about the bytes on the wire."""
    await callbacks.confirm()
    small, bomb = gzip.compress(b"<feed/>"), gzip.compress(b" " * (MAX_BODY_BYTES + 1))
    assert await callbacks.send(small, **{"Content-Encoding": "gzip"}) == 202
    now_ms = int(NOW.timestamp() * 1000)
    (document,) = await change(callbacks.store, upstreams.documents.claim, 9, now_ms)
    assert document.body == b"<feed/>"
    assert await callbacks.send(b"x", **{"Content-Encoding": "unknown"}) == 202
    assert await callbacks.send(bomb, **{"Content-Encoding": "gzip"}) == 202
    assert await callbacks.documents() == 1
    assert (await callbacks.upstream()).missed_at == NOW


async def test_a_full_queue_has_the_hub_try_again(callbacks: Callbacks) -> None:
    await callbacks.confirm()
    for number in range(MAX_WAITING):
        assert await callbacks.send(str(number).encode()) == 202
    async with callbacks.session.post(
        callbacks.url, data=b"more", headers={"X-Hub-Signature": signed(SECRET, b"more")}
    ) as response:
        assert (response.status, response.headers["Retry-After"]) == (503, "30")
    assert await callbacks.documents() == MAX_WAITING


async def test_an_unknown_callback_ends_the_subscription_of_whoever_delivers(callbacks: Callbacks) -> None:
    """R-HUB-17: 410, whatever the path looks like."""
    for name in (new_callback_id(), "x", "%00" * 43, "a" * 5_000):
        url = callbacks.url[:-43] + name
        assert await push(callbacks.session, url, b"x", "") == 410
        assert (await verify(callbacks.session, callbacks.form, url))[0] == 404
    async with callbacks.session.put(callbacks.url) as response:
        assert (response.status, response.headers["Allow"]) == (405, "GET, POST")


async def test_a_document_that_does_not_arrive_is_given_up(
    callbacks: Callbacks, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(hub_callback, "BODY_S", 0.05)
    await callbacks.confirm()
    started = asyncio.Event()

    async def stalling() -> AsyncIterator[bytes]:
        yield b"x"
        await started.wait()

    async with callbacks.session.post(callbacks.url, data=stalling()) as response:
        assert response.status == 408
    started.set()


async def test_only_some_documents_are_received_at_once(callbacks: Callbacks) -> None:
    await callbacks.confirm()
    arrived, finish = asyncio.Semaphore(0), asyncio.Event()

    async def stalling() -> AsyncIterator[bytes]:
        yield b"x"
        arrived.release()
        await finish.wait()

    async def send() -> int:
        async with callbacks.session.post(callbacks.url, data=stalling()) as response:
            return response.status

    async with asyncio.TaskGroup() as group:
        open_ = [group.create_task(send()) for _ in range(hub_callback.AT_ONCE + 1)]
        done, _ = await asyncio.wait(open_, return_when=asyncio.FIRST_COMPLETED)
        assert [task.result() for task in done] == [503]
        finish.set()
    assert sorted(task.result() for task in open_) == [202] * hub_callback.AT_ONCE + [503]


async def test_without_a_key_nothing_is_believed(tmp_path: Path, callbacks: Callbacks) -> None:
    """A secret that another key encrypted verifies nothing."""
    other = SecretBox.open(tmp_path / "other.key")
    upstream = await callbacks.upstream()
    assert other.decrypt(upstream.secret) is None
    await change(callbacks.store, upstreams.requests.keep_secret, upstream, other.encrypt("x"), 0)
    await callbacks.confirm()
    assert await callbacks.send(b"<feed/>") == 202
    assert await callbacks.documents() == 0
