"""The hub over HTTP: a real server in a process of its own, and subscribers on loopback.

The hub tests 100 to 106 of websub.rocks are among these (R-HUB-34).
"""

import hashlib
import hmac
from collections.abc import AsyncIterator, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

import aiohttp
import pytest

from tests.cli.newsroom import article, newsroom
from tests.test_journey import Server, serving
from tests.websub.callbacks import Callback, listening

SITE = "https://post.example"
TOPIC = f"{SITE}/news.atom"


@dataclass
class Newsroom:
    """A served newsroom; ``publish`` adds an article."""

    folder: Path
    server: Server
    count: int = 1

    @property
    def hub(self) -> str:
        return f"{self.server.base}/hub"

    def publish(self) -> int:
        """Add one article; return its number."""
        self.count += 1
        write(self.folder, self.count)
        return self.count


def write(folder: Path, count: int, hub: str = "") -> Path:
    settings = newsroom(folder, *(article(number) for number in range(1, count + 1)))
    text = settings.read_text(encoding="utf-8")
    options = hub or 'enabled = true\nallow_hosts = ["127.0.0.1"]'
    settings.write_text(f'{text}\n[hub]\n{options}\nkey_file = "{folder}/hub.key"\n', encoding="utf-8")
    return settings


@contextmanager
def newsroom_with_hub(folder: Path, hub: str = "") -> Iterator[Newsroom]:
    with serving(write(folder, 1, hub)) as server:
        server.wait_for("/news.atom", lambda answer: answer.status == 200)
        yield Newsroom(folder, server)


@pytest.fixture(scope="module")
def site(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Newsroom]:
    with newsroom_with_hub(tmp_path_factory.mktemp("hub")) as found:
        yield found


@pytest.fixture
async def client() -> AsyncIterator[aiohttp.ClientSession]:
    async with aiohttp.ClientSession() as session:
        yield session


async def ask(client: aiohttp.ClientSession, site: Newsroom, **form: str) -> tuple[int, str]:
    fields = {f"hub.{name}": value for name, value in form.items()}
    async with client.post(site.hub, data=fields) as response:
        return response.status, await response.text()


async def subscribe(client: aiohttp.ClientSession, site: Newsroom, callback: Callback, **form: str) -> None:
    given = {"mode": "subscribe", "topic": TOPIC, "callback": callback.url, **form}
    status, text = await ask(client, site, **given)
    assert status == 202, text
    await callback.wait(verifications=len(callback.verifications) + 1)


async def test_a_subscriber_is_verified_and_gets_the_next_revision(
    site: Newsroom, client: aiohttp.ClientSession
) -> None:
    """R-HUB-01, R-HUB-09, R-HUB-12, R-HUB-13, R-HUB-14, R-HUB-15, R-HUB-22; websub.rocks hub 100."""
    async with listening() as callback:
        await subscribe(client, site, callback, lease_seconds="200000")
        (verification,) = callback.verifications
        assert verification["hub.mode"] == "subscribe"
        assert verification["hub.topic"] == TOPIC
        assert verification["hub.lease_seconds"] == "200000"
        assert len(verification["hub.challenge"]) >= 32
        number = site.publish()
        await callback.wait(deliveries=1)
        (sent,) = callback.deliveries
        assert sent.headers["Content-Type"].startswith("application/atom+xml")
        assert sent.headers["Link"] == f'<{SITE}/hub>; rel="hub", <{TOPIC}>; rel="self"'
        assert "X-Hub-Signature" not in sent.headers
        assert "Content-Encoding" not in sent.headers
        assert f"Ferry {number}".encode() in sent.body


async def test_a_secret_signs_the_exact_bytes(site: Newsroom, client: aiohttp.ClientSession) -> None:
    """R-HUB-15, R-HUB-16; websub.rocks hub 101."""
    async with listening() as callback:
        await subscribe(client, site, callback, secret="s3cret")
        site.publish()
        await callback.wait(deliveries=1)
        (sent,) = callback.deliveries
        expected = hmac.new(b"s3cret", sent.body, hashlib.sha256).hexdigest()
        assert sent.headers["X-Hub-Signature"] == f"sha256={expected}"


async def test_unknown_parameters_are_ignored(site: Newsroom, client: aiohttp.ClientSession) -> None:
    """R-HUB-01; websub.rocks hub 102."""
    async with listening() as callback:
        await subscribe(client, site, callback, verify="sync", foo="bar")


async def test_a_second_subscription_replaces_the_first(
    site: Newsroom, client: aiohttp.ClientSession
) -> None:
    """R-HUB-05; websub.rocks hub 103."""
    async with listening() as callback:
        await subscribe(client, site, callback, secret="old")
        await subscribe(client, site, callback, secret="new")
        site.publish()
        await callback.wait(deliveries=1)
        (sent,) = callback.deliveries
        expected = hmac.new(b"new", sent.body, hashlib.sha256).hexdigest()
        assert sent.headers["X-Hub-Signature"] == f"sha256={expected}"


async def test_who_unsubscribes_gets_nothing_more(site: Newsroom, client: aiohttp.ClientSession) -> None:
    """R-HUB-06; websub.rocks hub 104."""
    async with listening() as left, listening() as stays:
        await subscribe(client, site, left)
        await subscribe(client, site, stays)
        await subscribe(client, site, left, mode="unsubscribe")
        assert "hub.lease_seconds" not in left.verifications[-1]
        site.publish()
        await stays.wait(deliveries=1)
        assert left.deliveries == []


@pytest.mark.parametrize(
    ("topic", "kind"),
    [(f"{SITE}/news.rss", "application/rss+xml"), (f"{SITE}/news.json", "application/feed+json")],
)
async def test_every_format_is_a_topic(
    site: Newsroom, client: aiohttp.ClientSession, topic: str, kind: str
) -> None:
    """R-HUB-13; websub.rocks hub 105, 106."""
    async with listening() as callback:
        await subscribe(client, site, callback, topic=topic)
        number = site.publish()
        await callback.wait(deliveries=1)
        (sent,) = callback.deliveries
        assert sent.headers["Content-Type"].startswith(kind)
        assert f"Ferry {number}".encode() in sent.body


async def test_a_failed_verification_leaves_everything_as_it_was(
    site: Newsroom, client: aiohttp.ClientSession
) -> None:
    """R-HUB-05, R-HUB-11."""
    async with listening() as refuses, listening() as stays:
        await subscribe(client, site, stays)
        refuses.confirms = stays.confirms = False
        await subscribe(client, site, refuses)
        await subscribe(client, site, stays, mode="unsubscribe")
        site.publish()
        await stays.wait(deliveries=1)
        assert refuses.deliveries == []


async def test_an_unknown_topic_is_denied(site: Newsroom, client: aiohttp.ClientSession) -> None:
    """R-HUB-07, R-HUB-08."""
    async with listening() as callback:
        await subscribe(client, site, callback, topic=f"{SITE}/nothing.atom")
        (denial,) = callback.verifications
        assert denial["hub.mode"] == "denied"
        assert denial["hub.topic"] == f"{SITE}/nothing.atom"
        assert "hub.challenge" not in denial


async def test_the_query_of_a_callback_is_kept(site: Newsroom, client: aiohttp.ClientSession) -> None:
    """R-HUB-10."""
    async with listening() as callback:
        callback.url += "?b=2&a=%2F&hub.mode=own"
        await subscribe(client, site, callback)
        assert callback.verifications[0]["path"].startswith("/callback?b=2&a=%2F&hub.mode=own&hub.mode=")
        site.publish()
        await callback.wait(deliveries=1)
        assert callback.deliveries[0].path == "/callback?b=2&a=%2F&hub.mode=own"


async def test_a_failed_delivery_keeps_the_subscription_and_the_next_one_has_everything(
    site: Newsroom, client: aiohttp.ClientSession
) -> None:
    """R-HUB-17, R-HUB-18, R-HUB-20: what was not accepted is sent again, with what came since."""
    async with listening() as callback:
        await subscribe(client, site, callback)
        callback.statuses = [302]
        first = site.publish()
        await callback.wait(deliveries=2)
        assert f"Ferry {first}".encode() in callback.deliveries[1].body


@pytest.mark.parametrize(
    ("form", "says"),
    [
        ({"mode": "subscribe", "topic": TOPIC}, "hub.callback is missing"),
        ({"mode": "subscribe", "callback": "http://127.0.0.1/"}, "hub.topic is missing"),
        ({"topic": TOPIC, "callback": "http://127.0.0.1/"}, "hub.mode is missing"),
        ({"mode": "ask", "topic": TOPIC, "callback": "http://127.0.0.1/"}, "hub.mode"),
        ({"mode": "subscribe", "topic": TOPIC, "callback": "ftp://a.example/"}, "http"),
        ({"mode": "subscribe", "topic": TOPIC, "callback": "http://u:p@a.example/"}, "user name"),
        ({"mode": "subscribe", "topic": TOPIC, "callback": "http://10.0.0.1/"}, "public"),
        ({"mode": "subscribe", "topic": TOPIC, "callback": "http://[::ffff:10.0.0.1]/"}, "public"),
        ({"mode": "subscribe", "topic": TOPIC, "callback": "http://a.example:22/"}, "port"),
        ({"mode": "subscribe", "topic": TOPIC, "callback": f"{SITE}/x"}, "this site"),
        ({"mode": "subscribe", "topic": TOPIC, "callback": "http://127.0.0.1/", "secret": "x" * 200}, "199"),
        (
            {"mode": "subscribe", "topic": TOPIC, "callback": "http://127.0.0.1/", "lease_seconds": "soon"},
            "lease",
        ),
        ({"mode": "subscribe", "topic": "a\nb", "callback": "http://127.0.0.1/"}, "line break"),
    ],
)
async def test_a_malformed_request_is_refused_with_a_reason(
    site: Newsroom, client: aiohttp.ClientSession, form: dict[str, str], says: str
) -> None:
    """R-HUB-02, R-HUB-03, R-HUB-25, R-HUB-26, R-HUB-29."""
    status, text = await ask(client, site, **form)
    assert (status, says in text) == (400, True), text


async def test_what_is_not_a_small_form_is_refused(site: Newsroom, client: aiohttp.ClientSession) -> None:
    """R-HUB-29."""
    async with client.post(site.hub, json={"hub.mode": "subscribe"}) as response:
        assert response.status == 415
    async with client.post(site.hub, data={"hub.topic": "x" * 9000}) as response:
        assert response.status == 413
    doubled = aiohttp.FormData([("hub.mode", "subscribe"), ("hub.mode", "unsubscribe")])
    async with client.post(site.hub, data=doubled) as response:
        assert response.status == 400
    async with client.get(site.hub) as response:
        assert (response.status, response.headers["Allow"]) == (405, "POST")


async def test_every_feed_advertises_the_hub_and_archives_do_not(site: Newsroom) -> None:
    """R-WSP-01, R-WSP-02."""
    for name in ("news.atom", "news.rss", "news.json"):
        answer = site.server.get(f"/{name}")
        assert f'<{SITE}/hub>; rel="hub"' in answer.headers["Link"]
        assert f"{SITE}/hub".encode() in answer.body


def test_a_hub_that_is_off_is_not_advertised_and_not_there(tmp_path: Path) -> None:
    """R-WSP-11."""
    with newsroom_with_hub(tmp_path, "enabled = false") as found:
        answer = found.server.get("/news.atom")
        assert b'rel="hub"' not in answer.body
        assert "hub" not in answer.headers["Link"]
        assert found.server.get("/hub").status == 404


async def test_external_hubs_are_notified_of_every_topic(tmp_path: Path) -> None:
    """R-WSP-04, R-WSP-05: both names of the parameter, one request for each topic."""
    async with listening() as external:
        hub = f'ping = ["{external.url}"]\nallow_hosts = ["127.0.0.1"]'
        with newsroom_with_hub(tmp_path, hub):
            await external.wait(deliveries=6)  # two channels in three formats
        bodies = b"&".join(sent.body for sent in external.deliveries)
        assert b"hub.mode=publish" in bodies
        for parameter in (b"hub.url", b"hub.topic"):
            for form in (b"atom", b"rss", b"json"):
                assert parameter + b"=https%3A%2F%2Fpost.example%2Fnews." + form in bodies
