"""What a fetched feed says about hubs, and when its address is polled while its documents are pushed."""

from dataclasses import replace
from datetime import timedelta

import pytest

from feeds.outgoing import Outgoing
from feeds.readers.feed import FeedReader, safety_interval
from feeds.readers.feed_hubs import MAX_HUBS, usable_hubs
from tests.readers.conftest import NOW, a_context, a_source, all_of
from tests.websub.origins import Origin, atom, publishing

HUB = "http://hub.example/"


async def advertised(origin: Origin) -> tuple[tuple[str, ...], str]:
    async with Outgoing(allow_private=True) as client:
        reader = FeedReader(a_source("feed", urls=(origin.topic,)), a_context(client))
        await all_of(reader)
    (found,) = reader.advertised
    assert (found.url, found.address) == (origin.topic, origin.topic)
    return found.hubs, found.topic


async def test_headers_come_before_the_document() -> None:
    """R-WSP-01: quoted relations, several in one link."""
    async with publishing() as origin:
        origin.body = atom("A", links='<link rel="hub" href="http://no.example/"/>')
        origin.headers = {"Link": f'<{HUB}>; rel="x hub", </canonical>; rel=self; type="a/b"'}
        assert await advertised(origin) == ((HUB,), f"{origin.base}/canonical")


@pytest.mark.parametrize("kind", ["atom", "rss", "json"])
async def test_documents_of_every_format_advertise_hubs(kind: str) -> None:
    """R-WSP-01, R-WSP-02."""
    links = f'<link rel="hub" href="{HUB}"/><link rel="self" href="/self"/>'
    atom_links = links.replace("<link", '<a:link xmlns:a="http://www.w3.org/2005/Atom"')
    bodies = {
        "atom": atom("A", links=links),
        "rss": f"<rss version='2.0'><channel><title>x</title><link>http://x.example</link>{atom_links}"
        "<item><guid>1</guid><title>A</title></item></channel></rss>",
        "json": '{"version": "https://jsonfeed.org/version/1.1", "title": "x", "feed_url": "/self", "hubs":'
        f'[{{"type": "rssCloud", "url": "http://no.example"}}, {{"type": "WebSub", "url": "{HUB}"}}],'
        '"items": [{"id": "1", "content_text": "A"}]}',
    }
    async with publishing() as origin:
        origin.body = bodies[kind]
        origin.content_type = "application/json" if kind == "json" else "application/xml"
        assert await advertised(origin) == ((HUB,), f"{origin.base}/self")


async def test_without_a_self_link_the_topic_is_the_address() -> None:
    async with publishing() as origin:
        origin.body = atom("A", links=f'<link rel="hub" href="{HUB}"/>')
        assert await advertised(origin) == ((HUB,), origin.topic)
        origin.body = atom("A")
        assert await advertised(origin) == ((), origin.topic)


def test_a_secret_is_not_sent_in_the_clear_for_a_feed_with_tls() -> None:
    """R-HUB-04."""
    hubs = ("http://hub.example/", "https://hub.example/")
    assert usable_hubs(hubs, "https://post.example/feed") == ("https://hub.example/",)
    assert usable_hubs(hubs, "http://post.example/feed") == hubs
    many = tuple(f"https://hub{number}.example/" for number in range(20))
    assert usable_hubs((*many, *many), "https://post.example/feed") == many[:MAX_HUBS]


async def test_what_a_feed_advertises_is_remembered_with_its_validators() -> None:
    """A process that ended before it subscribed learns it from the next 304."""
    async with publishing() as origin, Outgoing(allow_private=True) as client:
        origin.body, origin.etag = atom("A", links=f'<link rel="hub" href="{HUB}"/>'), '"1"'
        source = a_source("feed", urls=(origin.topic,))
        first = FeedReader(source, a_context(client))
        await all_of(first)
        second = FeedReader(source, a_context(client, first.marks))
        assert await all_of(second) == []
        assert origin.polls == ["", '"1"']
        assert second.advertised == first.advertised
        assert (first.changed_urls, second.changed_urls) == ({origin.topic}, set())


async def test_a_pushed_feed_is_polled_at_a_slow_rhythm() -> None:
    async with publishing() as origin, Outgoing(allow_private=True) as client:
        origin.body = atom("A")
        source = a_source("feed", urls=(origin.topic,), every_s=600.0)
        context = replace(a_context(client), pushed=frozenset({origin.topic}))
        reader = FeedReader(source, context)
        await all_of(reader)
        again = replace(context, marks=reader.marks)
        await all_of(FeedReader(source, again))
        assert len(origin.polls) == 1
        await all_of(FeedReader(source, replace(again, pushed=frozenset())))
        assert len(origin.polls) == 2
        later = replace(again, now=lambda: NOW + timedelta(hours=2))
        await all_of(FeedReader(source, later))
        assert len(origin.polls) == 3


@pytest.mark.parametrize(("every_s", "hours"), [(None, 1), (600.0, 2), (10_800.0, 24), (172_800.0, 48)])
def test_a_safety_poll_is_made_at_least_daily(every_s: float | None, hours: int) -> None:
    """A source that is polled less often anyway stays at its interval."""
    source = a_source("feed", urls=("https://post.example/feed",), every_s=every_s)
    assert safety_interval(source) == timedelta(hours=hours)
