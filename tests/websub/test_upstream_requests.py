"""Requests to hubs of others: honest hubs, and those that refuse, redirect, are private or fail."""

import asyncio
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

import pytest

from feeds.model import AdvertisedHubs, Upstream, UpstreamState
from feeds.outgoing import Outgoing
from feeds.store import Store, open_store, upstreams
from feeds.store.upstreams.subscriptions import NewCallback
from feeds.websub import SecretBox, UpstreamRequester, UpstreamSettings
from feeds.websub.upstream_protocol import new_callback_id
from feeds.websub.upstream_requests import CONFIRM_S, LEAVING_ATTEMPTS
from tests.transactions import change, query
from tests.websub.origins import Origin, publishing

CALLBACKS = "https://planet.example/hub/callback"
START_MS = 1_730_000_000_000
TIMEOUT_S = 60


@dataclass
class Requests:
    """A requester over a store; ``step`` sends what is due at ``now_ms``."""

    store: Store
    requester: UpstreamRequester
    secrets: SecretBox
    now_ms: int = START_MS

    async def follow(self, topic: str, *hubs: str) -> None:
        new = NewCallback(id=new_callback_id(), secret=self.secrets.encrypt("s3cret"))
        advertised = AdvertisedHubs(url=topic, address=topic, topic=topic, hubs=hubs)
        await change(self.store, upstreams.subscriptions.follow, "desk", advertised, new, self.now_ms)

    async def step(self) -> Upstream | None:
        """Send the request that is due; return the subscription then."""
        for job in await self.requester.claim(10, ()):
            await self.requester.run(job)
        found = await query(self.store, upstreams.subscriptions.list_all)
        return found[0] if found else None

    async def wait_until_due(self) -> int:
        """Move the time to the next request; return the seconds that passed."""
        due_ms = await query(self.store, upstreams.requests.next_due_ms)
        assert due_ms is not None
        passed_ms, self.now_ms = due_ms - self.now_ms, due_ms
        return passed_ms // 1000


@asynccontextmanager
async def requesting(folder: Path, *allowed: str) -> AsyncIterator[Requests]:
    store = await open_store(f"sqlite:///{folder}/feeds.db")
    secrets = SecretBox.open(folder / "hub.key")
    async with Outgoing(total_timeout_s=5) as outgoing:
        client = outgoing.for_source((), allowed)
        settings = UpstreamSettings(callback_url=CALLBACKS, client=lambda _: client)
        found: Requests

        def clock() -> datetime:
            return datetime.fromtimestamp(found.now_ms / 1000, UTC)

        requester = UpstreamRequester(store, secrets, lambda: settings, clock)
        found = Requests(store, requester, secrets)
        yield found
    await store.close()


@pytest.fixture
async def origin() -> AsyncIterator[Origin]:
    async with publishing() as found:
        yield found


@pytest.fixture
async def requests(tmp_path: Path) -> AsyncIterator[Requests]:
    async with requesting(tmp_path, "127.0.0.1") as found:
        yield found


async def test_a_hub_is_asked_for_a_signed_subscription(requests: Requests, origin: Origin) -> None:
    """R-HUB-01, R-HUB-03."""
    await requests.follow(origin.topic, origin.hub)
    upstream = await requests.step()
    (form,) = origin.forms
    assert upstream is not None
    assert form["hub.callback"] == f"{CALLBACKS}/{upstream.callback}"
    assert (form["hub.mode"], form["hub.topic"], form["hub.secret"]) == ("subscribe", origin.topic, "s3cret")
    assert (upstream.state, upstream.error) == (UpstreamState.REQUESTED, None)


async def test_a_request_that_nothing_confirms_is_repeated(requests: Requests, origin: Origin) -> None:
    await requests.follow(origin.topic, origin.hub)
    waits = []
    for _ in range(9):
        await requests.step()
        waits.append(await requests.wait_until_due())
    assert len(origin.forms) == 9
    assert waits[0] == CONFIRM_S
    assert waits[0] < waits[-1] <= 1.25 * 60 * 2**8


async def test_a_lease_is_renewed_with_the_same_callback_and_secret(
    requests: Requests, origin: Origin
) -> None:
    """R-HUB-05."""
    await requests.follow(origin.topic, origin.hub)
    upstream = await requests.step()
    assert upstream is not None
    lease = {"lease_s": 86_400, "due_ms": requests.now_ms + 70_000_000}
    await change(requests.store, upstreams.requests.confirm, upstream, requests.now_ms, **lease)
    assert await requests.wait_until_due() == 70_000
    await requests.step()
    assert origin.forms[0] == origin.forms[1]


@pytest.mark.parametrize("status", [400, 404, 429, 500, 301, 302, 303])
async def test_a_hub_that_refuses_is_asked_later_and_another_one_next(
    requests: Requests, origin: Origin, status: int
) -> None:
    """R-HUB-02, R-WSP-08: 301 and 302 are not followed."""
    origin.answers, origin.location = [status], f"{origin.base}/elsewhere"
    second = f"{origin.base}/second"
    await requests.follow(origin.topic, origin.hub, second)
    upstream = await requests.step()
    assert upstream is not None
    assert (upstream.hub, upstream.error) == (second, f"the hub answered {status}")
    assert 45 <= await requests.wait_until_due() <= 75
    await requests.step()
    assert [form["at"] for form in origin.forms] == ["/hub", "/second"]


async def test_temporary_redirects_are_followed(requests: Requests, origin: Origin) -> None:
    """R-HUB-02."""
    origin.answers, origin.location = [307, 308], f"{origin.base}/elsewhere"
    await requests.follow(origin.topic, origin.hub)
    upstream = await requests.step()
    assert [form["at"] for form in origin.forms] == ["/hub", "/elsewhere", "/elsewhere"]
    assert upstream is not None
    assert upstream.error is None


async def test_endless_redirects_end(requests: Requests, origin: Origin) -> None:
    origin.answers, origin.location = [307] * 20, origin.hub
    await requests.follow(origin.topic, origin.hub)
    upstream = await requests.step()
    assert upstream is not None
    assert upstream.error == "the hub redirects without end"
    assert len(origin.forms) == 4


async def test_a_private_hub_is_refused_directly_and_by_a_redirect(tmp_path: Path, origin: Origin) -> None:
    """R-HUB-25, R-HUB-26."""
    async with requesting(tmp_path) as requests:
        await requests.follow(origin.topic, origin.hub)
        upstream = await requests.step()
    assert upstream is not None
    assert (upstream.error, origin.forms) == ("the host has no public address", [])
    (tmp_path / "other").mkdir()
    async with requesting(tmp_path / "other", "127.0.0.1") as requests:
        origin.answers, origin.location = [307], origin.hub.replace("127.0.0.1", "127.0.0.2")
        await requests.follow(origin.topic, origin.hub)
        upstream = await requests.step()
    assert upstream is not None
    assert (upstream.error, len(origin.forms)) == ("the host has no public address", 1)


async def test_a_hub_that_does_not_answer_costs_a_time_out(tmp_path: Path) -> None:
    """R-HUB-27."""
    silent = await asyncio.get_running_loop().create_server(asyncio.Protocol, "127.0.0.1", 0)
    port = silent.sockets[0].getsockname()[1]
    store = await open_store(f"sqlite:///{tmp_path}/feeds.db")
    secrets = SecretBox.open(tmp_path / "hub.key")
    async with Outgoing(total_timeout_s=0.1, allow_private=True) as client, silent:
        settings = UpstreamSettings(callback_url=CALLBACKS, client=lambda _: client)
        clock: Callable[[], datetime] = lambda: datetime.fromtimestamp(START_MS / 1000, UTC)  # noqa: E731
        requests = Requests(store, UpstreamRequester(store, secrets, lambda: settings, clock), secrets)
        await requests.follow("https://origin.example/feed", f"http://127.0.0.1:{port}/")
        upstream = await requests.step()
    await store.close()
    assert upstream is not None
    assert upstream.error == "the server did not answer in time"


async def test_a_lost_key_gives_a_subscription_a_new_secret(requests: Requests, origin: Origin) -> None:
    await requests.follow(origin.topic, origin.hub)
    upstream = await requests.step()
    assert upstream is not None
    await change(requests.store, upstreams.requests.keep_secret, upstream, b"unreadable", START_MS)
    await requests.wait_until_due()
    upstream = await requests.step()
    assert upstream is not None
    secret = requests.secrets.decrypt(upstream.secret)
    assert secret is not None
    assert origin.forms[1]["hub.secret"] == secret.decode() != "s3cret"


async def test_a_hub_is_asked_to_end_what_it_confirmed_for_some_time(
    requests: Requests, origin: Origin
) -> None:
    """R-HUB-06."""
    await requests.follow(origin.topic, origin.hub)
    upstream = await requests.step()
    assert upstream is not None
    lease = {"lease_s": 86_400, "due_ms": requests.now_ms + 70_000_000}
    await change(requests.store, upstreams.requests.confirm, upstream, requests.now_ms, **lease)
    await change(requests.store, upstreams.subscriptions.leave, (upstream.key,), requests.now_ms)
    while await requests.step() is not None:
        await requests.wait_until_due()
    assert [form["hub.mode"] for form in origin.forms] == ["subscribe"] + ["unsubscribe"] * LEAVING_ATTEMPTS


async def test_what_was_never_confirmed_is_forgotten_without_a_request(
    requests: Requests, origin: Origin
) -> None:
    await requests.follow(origin.topic, origin.hub)
    await requests.follow(origin.topic)
    assert await requests.step() is None
    assert origin.forms == []


async def test_the_dispatcher_sends_what_is_due(requests: Requests, origin: Origin) -> None:
    running = asyncio.create_task(requests.requester.dispatcher.run())
    await requests.follow(origin.topic, origin.hub)
    requests.requester.dispatcher.wake.set()
    await origin.until(lambda: bool(origin.forms))
    running.cancel()
    await asyncio.gather(running, return_exceptions=True)
