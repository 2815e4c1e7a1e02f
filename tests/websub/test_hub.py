"""The hub over HTTP: a real server in a process of its own, and subscribers on loopback.

The hub tests 100 to 106 of websub.rocks are among these (R-HUB-34).
"""

import hashlib
import hmac
import json
import re
from collections.abc import AsyncIterator, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

import aiohttp
import pytest

from tests.cli.newsroom import article, feeds, newsroom
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


def write(folder: Path, count: int, hub: str = "", *, private: bool = False) -> Path:
    settings = newsroom(folder, *(article(number) for number in range(1, count + 1)))
    text = settings.read_text(encoding="utf-8")
    if private:
        text = text.replace('title = "News"', 'title = "News"\nprivate = true')
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
    ("name", "kind"),
    [("news.rss", "application/rss+xml"), ("news.json", "application/feed+json")],
)
async def test_every_format_is_a_topic(
    site: Newsroom, client: aiohttp.ClientSession, name: str, kind: str
) -> None:
    """R-HUB-13, R-WSP-03: the type of a GET of the topic; JSON always whole; websub.rocks hub 105, 106."""
    async with listening() as callback:
        await subscribe(client, site, callback, topic=f"{SITE}/{name}")
        number = site.publish()
        await callback.wait(deliveries=1)
        (sent,) = callback.deliveries
        polled = site.server.get(f"/{name}", Accept="application/atom+xml", Accept_Language="fr")
        assert polled.headers["Content-Type"].startswith(kind)
        assert sent.headers["Content-Type"] == polled.headers["Content-Type"]
        assert f"Ferry {number}".encode() in sent.body
        assert (sent.body == polled.body) == (name == "news.json")


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
        ({"mode": "subscribe", "topic": TOPIC, "callback": "https://POST.example.:443/x"}, "this site"),
        ({"mode": "subscribe", "topic": TOPIC, "callback": "http://2130706433/"}, "not an address"),
        ({"mode": "subscribe", "topic": TOPIC, "callback": "http://127.0.0.1/", "secret": "x" * 200}, "199"),
        (
            {"mode": "subscribe", "topic": TOPIC, "callback": "http://127.0.0.1/", "lease_seconds": "soon"},
            "lease",
        ),
        ({"mode": "subscribe", "topic": TOPIC, "callback": "http://a.example/", "secret": "s"}, "https"),
        ({"mode": "subscribe", "topic": "a\nb", "callback": "http://127.0.0.1/"}, "line break"),
    ],
)
async def test_a_malformed_request_is_refused_with_a_reason(
    site: Newsroom, client: aiohttp.ClientSession, form: dict[str, str], says: str
) -> None:
    """R-HUB-02, R-HUB-03, R-HUB-04, R-HUB-25, R-HUB-26, R-HUB-29."""
    status, text = await ask(client, site, **form)
    assert (status, says in text) == (400, True), text


async def test_a_publisher_may_say_that_topics_changed(site: Newsroom, client: aiohttp.ClientSession) -> None:
    """R-HUB-23, R-HUB-24: any publisher gets 202, and what did not change is not delivered."""
    async with listening() as callback:
        await subscribe(client, site, callback)
        for topic in (TOPIC, "https://other.example/feed"):
            form = {"hub.mode": "publish", "hub.url": topic}
            async with client.post(site.hub, data=form) as response:
                assert (response.status, await response.text()) == (202, "The request will be verified.\n")
        number = site.publish()
        await callback.wait(deliveries=1)
        assert [f"Ferry {number}".encode() in sent.body for sent in callback.deliveries] == [True]
    async with client.post(site.hub, data={"hub.mode": "publish"}) as response:
        assert response.status == 400


async def test_nothing_can_be_learned_about_other_subscriptions(
    site: Newsroom, client: aiohttp.ClientSession
) -> None:
    """R-HUB-32: the same response for what is subscribed, what is not, and what does not exist."""
    async with listening() as known, listening() as unknown:
        await subscribe(client, site, known)
        answers = {
            await ask(client, site, mode=mode, topic=topic, callback=callback.url)
            for mode in ("subscribe", "unsubscribe")
            for topic in (TOPIC, f"{SITE}/nothing.atom")
            for callback in (known, unknown)
        }
        assert answers == {(202, "The request will be verified.\n")}
    async with client.get(site.hub, params={"hub.topic": TOPIC}) as response:
        assert response.status == 405


async def test_a_request_over_the_limit_of_a_requester_is_refused(tmp_path: Path) -> None:
    """R-HUB-28."""
    with newsroom_with_hub(tmp_path) as found:
        async with aiohttp.ClientSession() as client:
            statuses = [(await ask(client, found, mode="publish", url=TOPIC))[0] for _ in range(61)]
            assert statuses == [202] * 60 + [429]


async def test_a_callback_that_is_gone_ends_its_subscription(
    site: Newsroom, client: aiohttp.ClientSession
) -> None:
    """R-HUB-17: 410 ends a subscription; a subscriber that stays shows that the next change was delivered."""
    async with listening() as gone, listening() as stays:
        await subscribe(client, site, gone)
        await subscribe(client, site, stays)
        gone.statuses = [410]
        site.publish()
        await gone.wait(deliveries=1)
        await stays.wait(deliveries=1)
        site.publish()
        await stays.wait(deliveries=2)
        assert len(gone.deliveries) == 1


async def test_what_became_of_deliveries_is_shown(site: Newsroom, client: aiohttp.ClientSession) -> None:
    """In ``/metrics``, ``feeds status`` and ``feeds hub list``."""
    async with listening() as callback:
        await subscribe(client, site, callback)
        site.publish()
        await callback.wait(deliveries=1)
        wanted = re.compile(rb'feeds_hub_deliveries_total\{outcome="delivered"\} [1-9]')
        metrics = site.server.wait_for("/metrics", lambda answer: bool(wanted.search(answer.body)))
        assert re.search(rb'feeds_delivery_seconds_count\{process="\d+"\} [1-9]', metrics.body)
        assert b'feeds_hub_pending{kind="deliveries"}' in metrics.body
    settings = site.folder / "feeds.toml"
    assert re.search(r"deliveries so far: \d+ delivered, \d+ superseded", feeds(settings, "status").stdout)
    status = json.loads(feeds(settings, "status", "--json").stdout)
    assert status["hub"]["endings"]["delivered"] >= 1
    listed = [json.loads(line) for line in feeds(settings, "hub", "list", "--json").stdout.splitlines()]
    assert [one["delivered"] for one in listed if one["callback"] == callback.url] == [1]


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


async def test_private_feeds_advertise_no_hub(tmp_path: Path) -> None:
    """R-WSP-09."""
    settings = write(tmp_path, 1, private=True)
    address = subscriber_address(settings, "reader")
    with serving(settings) as server:
        answer = server.wait_for(address, lambda answer: answer.status == 200)
        assert "hub" not in answer.headers.get("Link", "")
        assert b'rel="hub"' not in answer.body


def subscriber_address(settings: Path, name: str) -> str:
    """Make a subscriber of the private channel; return the path of its Atom feed."""
    made = feeds(settings, "subscriber", "make", name, "--channel", "news")
    assert made.returncode == 0, made.stderr
    return made.stdout.splitlines()[1].removeprefix(SITE)


def stored_bytes(folder: Path) -> bytes:
    return b"".join(file.read_bytes() for file in folder.glob("feeds.db*"))


async def test_subscribers_of_a_private_channel_receive_it_at_their_own_addresses(tmp_path: Path) -> None:
    """R-WSP-09, R-HUB-33: until their token is revoked; the store has no token that could be used."""
    settings = write(tmp_path, 1, private=True)
    anna, ben = subscriber_address(settings, "anna"), subscriber_address(settings, "ben")
    async with listening() as revoked, listening() as stays, aiohttp.ClientSession() as client:
        with serving(settings) as server:
            server.wait_for(anna, lambda answer: answer.status == 200)
            site = Newsroom(tmp_path, server)
            for callback, address in ((revoked, anna), (stays, ben)):
                await subscribe(client, site, callback, topic=SITE + address)
                assert callback.verifications[0]["hub.topic"] == SITE + address
            write(tmp_path, 2, private=True)
            for callback, address in ((revoked, anna), (stays, ben)):
                await callback.wait(deliveries=1)
                (sent,) = callback.deliveries
                assert sent.headers["Link"] == f'<{SITE}/hub>; rel="hub", <{SITE}{address}>; rel="self"'
                assert b"Ferry 2" in sent.body
                assert b'rel="hub"' not in sent.body
            assert feeds(settings, "subscriber", "revoke", "anna").returncode == 0
            write(tmp_path, 3, private=True)
            await stays.wait(deliveries=2)
        listed = feeds(settings, "hub", "list", "--json").stdout.splitlines()
        assert len(revoked.deliveries) == 1
        assert [json.loads(line)["callback"] for line in listed] == [stays.url]
    assert ben.split("/")[1].removeprefix("~").encode() not in stored_bytes(tmp_path)


@pytest.mark.parametrize("address", ["/news.atom", f"/~{'0' * 52}/news.atom"])
async def test_a_private_topic_is_denied_without_a_valid_token(tmp_path: Path, address: str) -> None:
    """R-WSP-09, R-HUB-32: the same answer as for a topic that does not exist."""
    async with listening() as callback, aiohttp.ClientSession() as client:
        with serving(write(tmp_path, 1, private=True)) as server:
            await subscribe(client, Newsroom(tmp_path, server), callback, topic=SITE + address)
            assert callback.verifications[0]["hub.mode"] == "denied"


async def test_subscriptions_to_a_channel_that_moved_last_until_their_leases_end(tmp_path: Path) -> None:
    """R-WSP-07: the old address leads to the new hub and self; leases go on with the new content."""
    async with listening() as callback, aiohttp.ClientSession() as client:
        with newsroom_with_hub(tmp_path) as before:
            await subscribe(client, before, callback)
            before.publish()
            await callback.wait(deliveries=1)
        settings = write(tmp_path, 3)
        text = settings.read_text(encoding="utf-8").replace('path = "news"', 'path = "reports"')
        text += '\n[[channels]]\npath = "news"\nmoved_to = "reports"\n'
        settings.write_text(text.replace('channel = "news"', 'channel = "reports"'), encoding="utf-8")
        with serving(settings) as server:
            await callback.wait(deliveries=2)
            sent = callback.deliveries[1]
            assert sent.headers["Link"] == f'<{SITE}/hub>; rel="hub", <{SITE}/reports.atom>; rel="self"'
            assert b"Ferry 1" in sent.body
            assert b"Ferry 3" in sent.body
            async with client.get(f"{server.base}/news.atom", allow_redirects=False) as moved:
                assert (moved.status, moved.headers["Location"]) == (301, f"{SITE}/reports.atom")
            links = server.get("/reports.atom").headers["Link"]
            assert f'<{SITE}/reports.atom>; rel="self"' in links
            assert f'<{SITE}/hub>; rel="hub"' in links


def test_no_channel_has_the_path_of_the_hub(tmp_path: Path) -> None:
    """The address of the hub is reserved."""
    settings = newsroom(tmp_path, article(1))
    text = settings.read_text(encoding="utf-8").replace('path = "news"', 'path = "hub"')
    settings.write_text(text, encoding="utf-8")
    refused = feeds(settings, "config")
    assert refused.returncode != 0
    assert "hub" in refused.stderr
